"""Roles people have in records, what they may need to follow what they are told, and how names are compared.

Source of the needs: NHS England, Accessible Information Standard DAPB1605 (version 4.0, July 2025): identify, record,
flag, share, meet, review.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.declarations import Code, ReferenceList

STANDARD = "NHS England, Accessible Information Standard DAPB1605, version 4.0"

ROLES = ReferenceList(
    "people:role",
    "As what somebody stands in a record",
    (
        Code("affected", "Person affected"),
        Code("alleged", "Said to have caused harm"),
        Code("complainant", "Made the complaint"),
        Code("reporter", "Reported it"),
        Code("witness", "Saw or heard it"),
        Code("relative", "Relative or friend"),
        Code("carer", "Unpaid carer"),
        Code("advocate", "Advocate"),
        Code("attorney", "Attorney or deputy"),
        Code("professional", "Professional from elsewhere"),
        Code("investigator", "Investigates from outside"),
        Code("staff", "Member of staff"),
    ),
    source="Care Act 2014, sections 42 and 67, and the organisation's own practice",
)
# All that a record says is about these; of the others it holds what names them.
WHOLE_RECORD = frozenset({"affected", "alleged", "complainant"})

STANDARD_PRINT = "standard_print"
FORMATS = ReferenceList(
    "people:format",
    "Format",
    (
        Code(STANDARD_PRINT, "Ordinary print"),
        Code("large_print", "Large print", "At least 16 point."),
        Code("easy_read", "Easy read", "Short sentences with pictures."),
        Code("braille", "Braille"),
        Code("audio", "Sound recording"),
        Code("bsl_video", "British Sign Language video"),
        Code("electronic_text", "Electronic text", "Read aloud or enlarged by their own device."),
        Code("translation", "Another language"),
    ),
    source=STANDARD,
)
SUPPORT = ReferenceList(
    "people:support",
    "Support to talk and understand",
    (
        Code("bsl_interpreter", "British Sign Language interpreter"),
        Code("deafblind_interpreter", "Deafblind manual interpreter"),
        Code("lipspeaker", "Lipspeaker, or a clear view of the face"),
        Code("speech_to_text", "Speech-to-text reporter"),
        Code("hearing_loop", "Hearing loop"),
        Code("language_interpreter", "Interpreter for another language"),
        Code("communication_tool", "Pictures, symbols or a communication aid"),
        Code("advocate", "Advocate beside them"),
        Code("more_time", "More time"),
    ),
    source=STANDARD,
)
CONTACT_METHODS = ReferenceList(
    "people:contact",
    "How to get in touch",
    (
        Code("letter", "Letter"),
        Code("email", "E-mail"),
        Code("telephone", "Telephone"),
        Code("text_message", "Text message"),
        Code("text_relay", "Text relay"),
        Code("video_relay", "Video relay in British Sign Language"),
        Code("in_person", "In person"),
        Code("through_somebody", "Through somebody they chose"),
    ),
    source=STANDARD,
)
REFERENCE_LISTS = (ROLES, FORMATS, SUPPORT, CONTACT_METHODS)
SHORTEST_NAME = 2
_LOOSE = re.compile(r"ss+|[a-z0-9]?[^a-z0-9]+")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u2010": "-", "\u2011": "-"})


def conflict(formats: Sequence[str], chosen: str) -> str | None:
    """Why a person who needs `formats` (codes, none needed is none) cannot use the chosen one, as a sentence.

    Source: DAPB1605, step "meet": information is given in the format that was recorded.
    """
    if not formats or chosen in formats:
        return None
    needed = " or ".join(FORMATS.label_of(one).lower() for one in formats)
    return f"They need {needed}, not {FORMATS.label_of(chosen).lower()}."


def folded(text: str) -> str:
    """A text as names are compared: case, kinds of apostrophes and runs of spaces do not count."""
    plain = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)
    return " ".join(unicodedata.normalize("NFKC", plain.casefold()).split())


@dataclass(frozen=True)
class NameFinder:
    """Looks for a person's names in texts. A name counts as a whole: “Ann Lee” does not stand in “Joann Leeson”."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, names: Iterable[str | None]) -> NameFinder:
        """For these names; what is too short to tell anybody apart is left out."""
        wanted = (folded(one or "") for one in names)
        return cls(tuple(dict.fromkeys(one for one in wanted if len(one) >= SHORTEST_NAME)))

    def found_in(self, text: str) -> bool:
        there = folded(text)
        return any(re.search(_whole(name), there) for name in self.names)

    @property
    def like_patterns(self) -> list[str]:
        """For a first look by the database (`normalize(…, NFKC) ILIKE`): whatever holds a name matches, and more.

        Only letters of one spelling are asked for: neither those beside an accent nor a double s, as in “Straße”.
        """
        return [f"%{_LOOSE.sub('%', name)}%" for name in self.names]


def _whole(name: str) -> str:
    """The name with an edge where it begins and ends with a letter that has a case, or a digit."""
    before = r"(?<!\w)" if _has_edge(name[0]) else ""
    after = r"(?!\w)" if _has_edge(name[-1]) else ""
    return before + re.escape(name) + after


def _has_edge(letter: str) -> bool:
    return letter.isdigit() or letter.lower() != letter.upper()
