"""What must be done before a record is closed."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.candour.models import AnnualReport, CandourRecord
from plugins.candour.rules.regimes import REGIMES
from plugins.candour.services.timing import owes_explanation
from portal.plugin import UnitOfWork


def objections_to_closing(uow: UnitOfWork, case: CandourRecord) -> list[str]:
    """Why a record may not be closed yet, as sentences."""
    return [*_about_telling(case), *_about_review(uow, case), *_about_ending(case)]


def _about_telling(case: CandourRecord) -> Iterator[str]:
    if not case.was_reached_or_not:
        yield "Tell the person, or record why they were not told."
    if case.told_at and case.letter_sent_on is None:
        yield "Send the letter."
    if case.owes_results:
        yield "Share the results of the enquiries that were promised."


def _about_review(uow: UnitOfWork, case: CandourRecord) -> Iterator[str]:
    if not REGIMES[case.regime or ""].has_review:
        return
    if case.meeting_offered_on is None and case.not_told is None:
        yield "Invite the person to a meeting."
    if case.meeting_held_on and case.note_given_on is None:
        yield "Give the person the note of the meeting."
    if case.review_done_on is None:
        yield "Record the review."
    elif case.report_offered_on is None and case.not_told is None:
        yield "Offer the person the report of the review."
    if owes_explanation(uow, case):
        yield "Explain to the person why the review was not done within three months."


def _about_ending(case: CandourRecord) -> Iterator[str]:
    if not case.learning:
        yield "Record what was learned."


def objections_to_finishing(_uow: UnitOfWork, report: AnnualReport) -> list[str]:
    """Why an annual report is not finished yet."""
    return ["Record that the body was told."] if report.body_told_on is None else []
