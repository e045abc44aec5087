"""Documents of a record: to say, to send, to hand over, to keep; each says what the record says and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from plugins.candour import groups
from plugins.candour.chronology import actions_of, attempt_in_words
from plugins.candour.models import CandourRecord
from plugins.candour.queries import attempts_of
from plugins.candour.rules.codes import METHODS, NOT_TOLD
from plugins.candour.rules.regimes import REGIMES
from plugins.candour.rules.words import BRING_SOMEBODY, QUESTIONS_FIRST, not_an_admission
from portal.plugin import FieldGroup, UnitOfWork
from portal.plugin.services import in_words, shown_value


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it: words, labelled values, or lines to fill in by hand."""

    heading: str
    words: str = ""
    rows: Sequence[tuple[str, Any]] = ()
    note: str = ""
    to_fill: bool = False


@dataclass(frozen=True)
class Paper:
    """One document: its title, who it is for, when it has something to say, and its parts.

    A letter is addressed and signed: `to` and `day` are the columns that say to whom it goes and when.
    """

    title: str
    lead: str
    has_words: Callable[[CandourRecord], bool]
    parts: Callable[[UnitOfWork, CandourRecord], list[Part]]
    day: str | None = None

    @property
    def is_letter(self) -> bool:
        return self.day is not None


def script_parts(uow: UnitOfWork, case: CandourRecord) -> list[Part]:
    """What to think of, what to say; and, once it was said, the record of it."""
    regime = REGIMES[case.regime or ""]
    before = [
        ("Whom we tell", _shown(uow, groups.PERSON, case, "relevant_basis", "relevant_reference")),
        ("How they want to hear", _shown(uow, groups.PERSON, case, "preferred_contact")),
        ("What they need", _shown(uow, groups.PERSON, case, "communication_needs")),
        ("Ways that count", ", ".join(METHODS.label_of(one) for one in regime.methods)),
    ]
    found = [
        Part("Before you begin", rows=_filled(before)),
        Part(
            "1. What happened", case.told_facts or case.what_happened or "", note="Every fact known today. No guesses."
        ),
        Part("2. What we look into further", case.enquiries or "", to_fill=not case.told_at),
        Part("3. We are sorry", case.apology or "", note=not_an_admission(regime), to_fill=not case.told_at),
        Part("4. Support", case.support_offered or "", to_fill=not case.told_at),
    ]
    when_and_how = _shown(uow, groups.PROGRESS, case, "told_at", "told_method")
    by_whom = _shown(uow, groups.TELLING, case, "told_by", "delay_reason")
    told = ", ".join(filter(None, (when_and_how, by_whom))) if case.told_at else ""
    return [*found, Part("Record: when, how, by whom", told, to_fill=not case.told_at)]


def letter_parts(_uow: UnitOfWork, case: CandourRecord) -> list[Part]:
    parts = [
        Part("What happened", case.letter_account or ""),
        Part("We are sorry", case.letter_apology or "", note=not_an_admission(REGIMES[case.regime or ""])),
        Part("Why we tell you only now", case.delay_reason or ""),
        Part("What we look into further", case.letter_enquiries or ""),
        Part("Support for you", case.letter_support or ""),
        Part("Whom you can reach", case.letter_contact or ""),
    ]
    return [one for one in parts if one.words]


def not_told_parts(uow: UnitOfWork, case: CandourRecord) -> list[Part]:
    tried = [
        (in_words(one.made_at), f"{attempt_in_words(one.method, one.outcome)}. {one.words or ''}".strip())
        for one in attempts_of(uow, case.id)
    ]
    why = [("Why", NOT_TOLD.label_of(case.not_told)), ("Recorded on", in_words(case.not_told_on))]
    return [Part("Not told", case.not_told_words or "", rows=_filled(why)), Part("Every attempt", rows=tried)]


def invitation_parts(_uow: UnitOfWork, case: CandourRecord) -> list[Part]:
    return [
        Part("We would like to meet you", case.meeting_invitation or "", note=f"{QUESTIONS_FIRST} {BRING_SOMEBODY}"),
        Part("Whom you can reach", case.letter_contact or case.told_by or ""),
    ]


def note_parts(_uow: UnitOfWork, case: CandourRecord) -> list[Part]:
    return [
        Part("The account you were given", case.meeting_account or ""),
        Part("Your questions and views, and our answers", case.meeting_questions or ""),
        Part("What happens next", case.meeting_next or ""),
        Part("Other ways to have it looked at", case.meeting_other_ways or ""),
        Part("Whom you can reach", case.meeting_contact or ""),
    ]


def review_parts(uow: UnitOfWork, case: CandourRecord) -> list[Part]:
    rows = [(in_words(day), words) for day, words in actions_of(uow, case)]
    return [
        Part("How the review was done", case.review_how or ""),
        Part("What you told us, and how it counted", case.review_views or ""),
        Part("What is improved, and what we learned", case.review_actions or ""),
        Part("What was done, day by day", rows=rows),
        *([Part("Support for you", case.report_support)] if case.report_support else []),
    ]


PAPERS = {
    "script": Paper(
        "In-person script and record",
        "To prepare, to say, and to keep with the record.",
        lambda case: case.regime is not None and case.is_notifiable is True,
        script_parts,
    ),
    "letter": Paper(
        "What happened, and our apology",
        "",
        lambda case: bool(case.letter_apology),
        letter_parts,
        day="letter_sent_on",
    ),
    "not-told": Paper(
        "Record that the person was not told",
        "The attempts that were made, kept as the duty of candour asks.",
        lambda case: case.not_told is not None,
        not_told_parts,
    ),
    "invitation": Paper(
        "An invitation to meet us",
        "",
        lambda case: case.meeting_offered_on is not None,
        invitation_parts,
        day="meeting_offered_on",
    ),
    "note": Paper(
        "Note of our meeting",
        "",
        lambda case: case.meeting_held_on is not None,
        note_parts,
        day="meeting_held_on",
    ),
    "review": Paper(
        "Report of the review",
        "How we looked at what happened, and what comes of it.",
        lambda case: case.review_done_on is not None,
        review_parts,
    ),
}
LABELS = {
    "script": "In-person script and record",
    "letter": "Letter to the person",
    "not-told": "Record that they were not told",
    "invitation": "Invitation to a meeting",
    "note": "Note of the meeting",
    "review": "Report of the review",
}


def _shown(uow: UnitOfWork, group: FieldGroup, case: CandourRecord, *keys: str) -> str:
    fields = {one.key: one for one in group.fields}
    return ", ".join(filter(None, (str(shown_value(uow, fields[one], getattr(case, one)).striptags()) for one in keys)))


def _filled(rows: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [(label, value) for label, value in rows if value]
