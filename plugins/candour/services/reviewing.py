"""Scotland: the meeting, the review, the explanation where it takes longer, and the report that is offered."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from plugins.candour.models import CandourRecord
from plugins.candour.rules import clocks
from plugins.candour.services.deciding import notifiable
from plugins.candour.services.timing import keep, meet, on_that_day
from portal.plugin import PortalError, UnitOfWork, end_of_day


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """What was said at a meeting, as its note tells it. Source: SSI 2018/57, reg 6."""

    meeting_account: str
    meeting_questions: str
    meeting_next: str
    meeting_other_ways: str
    meeting_contact: str


def offer_meeting(uow: UnitOfWork, case: CandourRecord, *, invitation: str, offered_on: date) -> CandourRecord:
    """Invite the person; they may ask questions beforehand."""
    _scottish(case)
    _refuse_future(uow, offered_on, "offered_on")
    return keep(uow, case, act="candour.meeting_offered", meeting_invitation=invitation, meeting_offered_on=offered_on)


def record_meeting(uow: UnitOfWork, case: CandourRecord, *, held_on: date, meeting: Meeting) -> CandourRecord:
    """Record what was said at the meeting. A note of it, with whom they can reach, is owed afterwards."""
    _invited(case)
    _refuse_future(uow, held_on, "held_on")
    return keep(uow, case, act="candour.meeting_held", meeting_held_on=held_on, **asdict(meeting))


def decline_meeting(uow: UnitOfWork, case: CandourRecord, *, declined_on: date) -> CandourRecord:
    """The person does not want to meet. The review goes on all the same."""
    _invited(case)
    if case.meeting_held_on:
        raise PortalError("The meeting was held.")
    _refuse_future(uow, declined_on, "declined_on")
    return keep(uow, case, act="candour.meeting_declined", meeting_declined_on=declined_on)


def give_note(uow: UnitOfWork, case: CandourRecord, *, given_on: date) -> CandourRecord:
    """Record that the person has the note of the meeting."""
    _scottish(case)
    if case.meeting_held_on is None:
        raise PortalError("Record the meeting first.")
    _refuse_future(uow, given_on, "given_on")
    return keep(uow, case, act="candour.note_given", note_given_on=given_on)


def record_review(
    uow: UnitOfWork, case: CandourRecord, *, done_on: date, how: str, views: str, actions: str
) -> CandourRecord:
    """Record how the review was done, how the person's views counted, and what is improved and learned."""
    _scottish(case)
    _refuse_future(uow, done_on, "done_on")
    if case.opinion_on and done_on < case.opinion_on:
        raise PortalError("When it was done: not before the procedure started.", field="done_on")
    keep(
        uow,
        case,
        act="candour.reviewed",
        review_done_on=done_on,
        review_how=how,
        review_views=views,
        review_actions=actions,
    )
    meet(uow, case, (clocks.REVIEW,), at=min(uow.now, end_of_day(done_on)))
    return case


def explain_delay(uow: UnitOfWork, case: CandourRecord, *, explanation: str, explained_on: date) -> CandourRecord:
    """Record that the person was told why the review takes longer than three months."""
    _scottish(case)
    _refuse_future(uow, explained_on, "explained_on")
    keep(uow, case, act="candour.delay_explained", delay_explanation=explanation, delay_explained_on=explained_on)
    meet(uow, case, (clocks.REVIEW_LATE.code,), at=on_that_day(uow, explained_on))
    return case


def offer_report(uow: UnitOfWork, case: CandourRecord, *, offered_on: date, support: str) -> CandourRecord:
    """Record that the person was offered the report, more about the actions, and where they find support."""
    _scottish(case)
    if case.review_done_on is None:
        raise PortalError("Record the review first.")
    _refuse_future(uow, offered_on, "offered_on")
    return keep(uow, case, act="candour.report_offered", report_offered_on=offered_on, report_support=support)


def _scottish(case: CandourRecord) -> None:
    if not notifiable(case).has_review:
        raise PortalError("Meeting, review and report belong to the Scottish procedure.")
    if not case.was_reached_or_not:
        raise PortalError("Tell the person first, or record why they were not told.")


def _invited(case: CandourRecord) -> None:
    _scottish(case)
    if case.meeting_offered_on is None:
        raise PortalError("Invite the person first.")


def _refuse_future(uow: UnitOfWork, day: date, field: str) -> None:
    if day > uow.today:
        raise PortalError("When: this day has not come yet.", field=field)
