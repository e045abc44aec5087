"""What must be done before a record is closed."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.candour.models import AnnualReport, CandourRecord, RelevantPerson
from plugins.candour.rules.regimes import REGIMES
from plugins.candour.services.timing import owed_explanation
from portal.plugin import UnitOfWork


def objections_to_closing(uow: UnitOfWork, case: CandourRecord) -> list[str]:
    """Why a record may not be closed yet, as sentences; where several people are told, each says of whom."""
    found = [] if case.people else ["Tell the person, or record why they were not told."]
    for about in (_about_telling, _about_review):
        for one in case.people:
            found += [_of(one, case, words) for words in about(uow, case, one)]
    return [*found, *_about_all(case)]


def _of(person: RelevantPerson, case: CandourRecord, words: str) -> str:
    return words if len(case.people) == 1 else f"{person.name}: {words[:1].lower()}{words[1:]}"


def _about_telling(_uow: UnitOfWork, _case: CandourRecord, person: RelevantPerson) -> Iterator[str]:
    if not person.was_reached_or_not:
        yield "Tell the person, or record why they were not told."
    if person.told_at and person.letter_sent_on is None:
        yield "Send the letter."
    if person.owes_results:
        yield "Share the results of the enquiries that were promised."


def _about_review(uow: UnitOfWork, case: CandourRecord, person: RelevantPerson) -> Iterator[str]:
    if not REGIMES[case.regime or ""].has_review:
        return
    if person.meeting_offered_on is None and person.not_told is None:
        yield "Invite the person to a meeting."
    if person.meeting_held_on and person.note_given_on is None:
        yield "Give the person the note of the meeting."
    if case.review_done_on and person.told_at and not person.review_views:
        yield "Ask the person for their view of the review."
    if case.review_done_on and person.report_offered_on is None and person.not_told is None:
        yield "Offer the person the report of the review."
    if person in owed_explanation(uow, case):
        yield "Explain to the person why the review was not done within three months."


def _about_all(case: CandourRecord) -> Iterator[str]:
    if REGIMES[case.regime or ""].has_review and case.review_done_on is None:
        yield "Record the review."
    yield from _about_ending(case)


def _about_ending(case: CandourRecord) -> Iterator[str]:
    if not case.learning:
        yield "Record what was learned."


def objections_to_finishing(_uow: UnitOfWork, report: AnnualReport) -> list[str]:
    """Why an annual report is not finished yet."""
    return ["Record that the body was told."] if report.body_told_on is None else []
