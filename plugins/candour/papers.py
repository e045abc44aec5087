"""Documents of a record, each for one person: to say, to send, to hand over, to keep. They say no more than it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from plugins.candour import groups
from plugins.candour.chronology import actions_of, attempt_in_words
from plugins.candour.models import CandourRecord, RelevantPerson
from plugins.candour.queries import attempts_at
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
    has_words: Callable[[CandourRecord, RelevantPerson], bool]
    parts: Callable[[UnitOfWork, CandourRecord, RelevantPerson], list[Part]]
    day: str | None = None

    @property
    def is_letter(self) -> bool:
        return self.day is not None


def script_parts(uow: UnitOfWork, case: CandourRecord, person: RelevantPerson) -> list[Part]:
    """What to think of, what to say; and, once it was said, the record of it."""
    regime = REGIMES[case.regime or ""]
    before = [
        ("Whom we tell", ", ".join(filter(None, (person.reference, _shown(uow, groups.PERSON, person, "basis"))))),
        ("How they want to hear", _shown(uow, groups.PERSON, person, "preferred_contact")),
        ("What they need", _shown(uow, groups.PERSON, person, "communication_needs")),
        ("Ways that count", ", ".join(METHODS.label_of(one) for one in regime.methods)),
    ]
    found = [
        Part("Before you begin", rows=_filled(before)),
        Part(
            "1. What happened",
            person.told_facts or case.what_happened or "",
            note="Every fact known today. No guesses.",
        ),
        Part("2. What we look into further", person.enquiries or "", to_fill=not person.told_at),
        Part("3. We are sorry", person.apology or "", note=not_an_admission(regime), to_fill=not person.told_at),
        Part("4. Support", person.support_offered or "", to_fill=not person.told_at),
    ]
    when_and_how = _shown(uow, groups.STEPS, person, "told_at", "told_method")
    by_whom = _shown(uow, groups.STEPS, person, "told_by", "delay_reason")
    told = ", ".join(filter(None, (when_and_how, by_whom))) if person.told_at else ""
    return [*found, Part("Record: when, how, by whom", told, to_fill=not person.told_at)]


def letter_parts(_uow: UnitOfWork, case: CandourRecord, person: RelevantPerson) -> list[Part]:
    parts = [
        Part("What happened", person.letter_account or ""),
        Part("We are sorry", person.letter_apology or "", note=not_an_admission(REGIMES[case.regime or ""])),
        Part("Why we tell you only now", person.delay_reason or ""),
        Part("What we look into further", person.letter_enquiries or ""),
        Part("Support for you", person.letter_support or ""),
        Part("Whom you can reach", person.letter_contact or ""),
    ]
    return [one for one in parts if one.words]


def not_told_parts(uow: UnitOfWork, _case: CandourRecord, person: RelevantPerson) -> list[Part]:
    tried = [
        (in_words(one.made_at), f"{attempt_in_words(one.method, one.outcome)}. {one.words or ''}".strip())
        for one in attempts_at(uow, person)
    ]
    why = [("Why", NOT_TOLD.label_of(person.not_told)), ("Recorded on", in_words(person.not_told_on))]
    return [Part("Not told", person.not_told_words or "", rows=_filled(why)), Part("Every attempt", rows=tried)]


def invitation_parts(_uow: UnitOfWork, _case: CandourRecord, person: RelevantPerson) -> list[Part]:
    return [
        Part("We would like to meet you", person.meeting_invitation or "", note=f"{QUESTIONS_FIRST} {BRING_SOMEBODY}"),
        Part("Whom you can reach", person.letter_contact or person.told_by or ""),
    ]


def note_parts(_uow: UnitOfWork, _case: CandourRecord, person: RelevantPerson) -> list[Part]:
    return [
        Part("The account you were given", person.meeting_account or ""),
        Part("Your questions and views, and our answers", person.meeting_questions or ""),
        Part("What happens next", person.meeting_next or ""),
        Part("Other ways to have it looked at", person.meeting_other_ways or ""),
        Part("Whom you can reach", person.meeting_contact or ""),
    ]


def review_parts(uow: UnitOfWork, case: CandourRecord, person: RelevantPerson) -> list[Part]:
    rows = [(in_words(day), words) for day, words in actions_of(uow, case, person)]
    return [
        Part("How the review was done", case.review_how or ""),
        Part("What you told us, and how it counted", person.review_views or ""),
        Part("What is improved, and what we learned", case.review_actions or ""),
        Part("What was done, day by day", rows=rows),
        *([Part("Support for you", person.report_support)] if person.report_support else []),
    ]


PAPERS = {
    "script": Paper(
        "In-person script and record",
        "To prepare, to say, and to keep with the record.",
        lambda case, _person: case.regime is not None and case.is_notifiable is True,
        script_parts,
    ),
    "letter": Paper(
        "What happened, and our apology",
        "",
        lambda _case, person: bool(person.letter_apology),
        letter_parts,
        day="letter_sent_on",
    ),
    "not-told": Paper(
        "Record that the person was not told",
        "The attempts that were made, kept as the duty of candour asks.",
        lambda _case, person: person.not_told is not None,
        not_told_parts,
    ),
    "invitation": Paper(
        "An invitation to meet us",
        "",
        lambda _case, person: person.meeting_offered_on is not None,
        invitation_parts,
        day="meeting_offered_on",
    ),
    "note": Paper(
        "Note of our meeting",
        "",
        lambda _case, person: person.meeting_held_on is not None,
        note_parts,
        day="meeting_held_on",
    ),
    "review": Paper(
        "Report of the review",
        "How we looked at what happened, and what comes of it.",
        lambda case, _person: case.review_done_on is not None,
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


def _shown(uow: UnitOfWork, group: FieldGroup, person: RelevantPerson, *keys: str) -> str:
    fields = {one.key: one for one in group.fields}
    return ", ".join(
        filter(None, (str(shown_value(uow, fields[one], getattr(person, one)).striptags()) for one in keys))
    )


def _filled(rows: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [(label, value) for label, value in rows if value]
