"""Say how it ended, close, and ask the person afterwards how it was for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plugins.safeguarding.models import Concern
from plugins.safeguarding.queries import contacts_of, has_record_of_source, live_hold
from plugins.safeguarding.rules.clocks import OF_AN_ENQUIRY, PLAN_REVIEW, SURVEY
from plugins.safeguarding.rules.closing import SURVEY as QUESTIONS
from plugins.safeguarding.rules.closing import unanswered
from plugins.safeguarding.services.timing import stop_clocks
from portal.plugin import Nation, PortalError, UnitOfWork
from portal.plugin.services import change_record, deadline_for, meet_deadline, start_deadline, waive_deadline


def record_ending(
    uow: UnitOfWork,
    concern: Concern,
    *,
    outcomes_met: str,
    risk_outcome: str,
    adult_view: str,
    employer_action: str | None,
    checklist: Mapping[str, str | None],
) -> Concern:
    """Whether the adult got what they wanted, what became of the risk, what they think of closing, and each point."""
    said = {key: value for key, value in checklist.items() if value}
    return change_record(
        uow,
        concern,
        act="safeguarding.ending_recorded",
        outcomes_met=outcomes_met,
        risk_outcome=risk_outcome,
        adult_view=adult_view,
        employer_action=employer_action,
        checklist=said,
    )


def objections_to_closing(uow: UnitOfWork, concern: Concern) -> list[str]:
    """Why a concern may not be closed yet, as sentences."""
    return list(_objections(uow, concern))


def _objections(uow: UnitOfWork, concern: Concern) -> Iterator[str]:
    if concern.decision is None:
        yield "Answer the three questions and decide."
    if concern.owes_advocate:
        yield "Arrange the advocate, or record why there is none."
    if concern.crime_suspected and not (concern.police_told_at or concern.police_not_told_reason):
        yield "Record when the police were told of what could be a crime, or why they were not."
    if live_hold(uow, concern.id):
        yield "The police have not lifted their hold."
    if concern.source_is_at_risk and not has_record_of_source(uow, concern.id):
        yield "Open a record of its own for the adult at risk who may have caused it."
    yield from _objections_to_the_ending(concern)
    if not any(one.is_feedback and one.audience == "referrer" for one in contacts_of(uow, concern.id)):
        yield "Tell whoever raised it what came of it, or why they cannot be told."


def _objections_to_the_ending(concern: Concern) -> Iterator[str]:
    if concern.outcomes_met is None:
        yield "Record whether the adult got what they wanted."
    if concern.risk_outcome is None:
        yield "Record what became of the risk."
    if not concern.adult_view:
        yield "Record what the adult thinks of closing."
    for point in unanswered(concern.checklist):
        yield f"Answer: {point.question}"


def start_survey(uow: UnitOfWork, concern: Concern) -> None:
    """From the closing on no clock of the enquiry runs, and there are eight weeks in which somebody asks how it was.

    Asked once, however often it is closed.
    """
    if concern.closed_on is None or concern.is_received:
        return
    stop_clocks(uow, concern, (*OF_AN_ENQUIRY, PLAN_REVIEW.code), reason="The concern is closed.")
    if concern.decision != "enquiry":
        return
    if concern.nation == Nation.ENGLAND and deadline_for(uow, concern.id, SURVEY) is None:
        start_deadline(uow, SURVEY, concern, from_=concern.closed_on)


def record_survey(
    uow: UnitOfWork, concern: Concern, *, answers: Mapping[str, str | None], not_done_reason: str | None, asked: str
) -> Concern:
    """Keep what the person (`asked`: `adult`), or their `representative`, said; or why nobody was asked."""
    if concern.closed_on is None:
        raise PortalError("The person is asked after the closing.")
    given = {one.key: answers[one.key] for one in QUESTIONS if answers.get(one.key)}
    if not given and not not_done_reason:
        raise PortalError("Enter what they said, or why they were not asked.", field="not_done_reason")
    change_record(
        uow,
        concern,
        act="safeguarding.surveyed",
        survey={"asked": asked, "answers": given} if given else None,
        survey_on=uow.today if given else None,
        survey_not_done_reason=None if given else not_done_reason,
    )
    clock = deadline_for(uow, concern.id, SURVEY)
    if clock and given:
        meet_deadline(uow, clock, concern)
    elif clock:
        waive_deadline(uow, clock, concern, reason=not_done_reason or "")
    return concern
