"""Scotland: the meeting, the review, the explanation where it takes longer, and the report that is offered."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from plugins.candour.models import CandourRecord, RelevantPerson
from plugins.candour.rules import clocks
from plugins.candour.services.deciding import notifiable
from plugins.candour.services.people import addressed
from plugins.candour.services.timing import keep, meet, on_that_day, owed_explanation
from portal.plugin import PortalError, UnitOfWork, end_of_day


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """What was said at a meeting, as its note tells it. Source: SSI 2018/57, reg 6."""

    meeting_account: str
    meeting_questions: str
    meeting_next: str
    meeting_other_ways: str
    meeting_contact: str


def offer_meeting(
    uow: UnitOfWork, case: CandourRecord, *, invitation: str, offered_on: date, to: RelevantPerson | None = None
) -> CandourRecord:
    """Invite a person; they may ask questions beforehand."""
    person = _scottish(case, to)
    _refuse_future(uow, offered_on, "offered_on")
    return keep(
        uow,
        case,
        act="candour.meeting_offered",
        person=person,
        meeting_invitation=invitation,
        meeting_offered_on=offered_on,
    )


def record_meeting(
    uow: UnitOfWork, case: CandourRecord, *, held_on: date, meeting: Meeting, to: RelevantPerson | None = None
) -> CandourRecord:
    """Record what was said at the meeting. A note of it, with whom they can reach, is owed afterwards."""
    person = _invited(case, to)
    _refuse_future(uow, held_on, "held_on")
    return keep(uow, case, act="candour.meeting_held", person=person, meeting_held_on=held_on, **asdict(meeting))


def decline_meeting(
    uow: UnitOfWork, case: CandourRecord, *, declined_on: date, to: RelevantPerson | None = None
) -> CandourRecord:
    """The person does not want to meet. The review goes on all the same."""
    person = _invited(case, to)
    if person.meeting_held_on:
        raise PortalError("The meeting was held.")
    _refuse_future(uow, declined_on, "declined_on")
    return keep(uow, case, act="candour.meeting_declined", person=person, meeting_declined_on=declined_on)


def give_note(
    uow: UnitOfWork, case: CandourRecord, *, given_on: date, to: RelevantPerson | None = None
) -> CandourRecord:
    """Record that the person has the note of the meeting."""
    person = _scottish(case, to)
    if person.meeting_held_on is None:
        raise PortalError("Record the meeting first.")
    _refuse_future(uow, given_on, "given_on")
    return keep(uow, case, act="candour.note_given", person=person, note_given_on=given_on)


def record_review(
    uow: UnitOfWork, case: CandourRecord, *, done_on: date, how: str, actions: str, views: str | None = None
) -> CandourRecord:
    """Record how the review was done, how the views of those told counted, and what is improved and learned.

    `views` are those of the only person; where several are told, each one's were recorded before (`record_views`).
    """
    _refuse_unless_reviewed(case)
    if not any(one.was_reached_or_not for one in case.people):
        raise PortalError("Tell the person first, or record why they were not told.")
    _refuse_future(uow, done_on, "done_on")
    if case.opinion_on and done_on < case.opinion_on:
        raise PortalError("When it was done: not before the procedure started.", field="done_on")
    if views:
        keep(uow, case, act="candour.views_recorded", person=addressed(case, None), review_views=views)
    unheard = [one.name for one in case.people if one.told_at and not one.review_views]
    if unheard:
        raise PortalError(f"Record first what each of them thinks: {', '.join(unheard)}.")
    keep(uow, case, act="candour.reviewed", review_done_on=done_on, review_how=how, review_actions=actions)
    meet(uow, case, (clocks.REVIEW,), at=min(uow.now, end_of_day(done_on)))
    return case


def record_views(
    uow: UnitOfWork, case: CandourRecord, *, views: str, to: RelevantPerson | None = None
) -> CandourRecord:
    """Record what a person thinks of the review, and how it counted; also of somebody found once it was done."""
    return keep(uow, case, act="candour.views_recorded", person=_scottish(case, to), review_views=views)


def explain_delay(
    uow: UnitOfWork, case: CandourRecord, *, explanation: str, explained_on: date, to: RelevantPerson | None = None
) -> CandourRecord:
    """Record that a person was told why the review takes longer than three months."""
    person = _scottish(case, to)
    _refuse_future(uow, explained_on, "explained_on")
    keep(
        uow,
        case,
        act="candour.delay_explained",
        person=person,
        delay_explanation=explanation,
        delay_explained_on=explained_on,
    )
    if not owed_explanation(uow, case):
        meet(uow, case, (clocks.REVIEW_LATE.code,), at=on_that_day(uow, explained_on))
    return case


def offer_report(
    uow: UnitOfWork, case: CandourRecord, *, offered_on: date, support: str, to: RelevantPerson | None = None
) -> CandourRecord:
    """Record that the person was offered the report, more about the actions, and where they find support."""
    person = _scottish(case, to)
    if case.review_done_on is None:
        raise PortalError("Record the review first.")
    _refuse_future(uow, offered_on, "offered_on")
    return keep(
        uow, case, act="candour.report_offered", person=person, report_offered_on=offered_on, report_support=support
    )


def _scottish(case: CandourRecord, to: RelevantPerson | None) -> RelevantPerson:
    """Whom a step of the Scottish procedure is for, once they were told or it is recorded why not."""
    _refuse_unless_reviewed(case)
    person = addressed(case, to)
    if not person.was_reached_or_not:
        raise PortalError("Tell the person first, or record why they were not told.")
    return person


def _refuse_unless_reviewed(case: CandourRecord) -> None:
    if not notifiable(case).has_review:
        raise PortalError("Meeting, review and report belong to the Scottish procedure.")


def _invited(case: CandourRecord, to: RelevantPerson | None) -> RelevantPerson:
    person = _scottish(case, to)
    if person.meeting_offered_on is None:
        raise PortalError("Invite the person first.")
    return person


def _refuse_future(uow: UnitOfWork, day: date, field: str) -> None:
    if day > uow.today:
        raise PortalError("When: this day has not come yet.", field=field)
