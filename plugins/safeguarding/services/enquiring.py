"""The enquiry, led or caused to be made, and the plan that keeps the adult safer."""

from __future__ import annotations

from datetime import date

from plugins.safeguarding.models import Concern
from plugins.safeguarding.rules.clocks import AGREED, AGREED_DAY, COMPLETED, ENQUIRY, PLAN_REVIEW
from plugins.safeguarding.services.timing import meet_clocks, run_to_day, stop_clocks
from portal.plugin import PortalError, UnitOfWork
from portal.plugin.services import change_record

PLAN = "plan"


def begin_enquiry(
    uow: UnitOfWork,
    concern: Concern,
    *,
    mode: str,
    scope: str,
    by: date,
    lead: str | None = None,
    agency: str | None = None,
    agreed_on: date | None = None,
) -> Concern:
    """Say who makes the enquiry (`lead`, the person), what it covers and by when: the clock runs to the day agreed.

    A body caused to make one agreed to that on a day.
    """
    _in_enquiry(concern)
    if mode == "caused" and not agency:
        raise PortalError("Name the body that makes it.", field="agency")
    if mode == "caused" and agreed_on is None:
        raise PortalError("Enter when they agreed to what it covers and by when.", field="agreed_on")
    if by < uow.today:
        raise PortalError("By when: this day is past.", field="by")
    if agreed_on and agreed_on > uow.today:
        raise PortalError("When they agreed: this day has not come yet.", field="agreed_on")
    meet_clocks(uow, concern, AGREED)
    stop_clocks(uow, concern, (ENQUIRY.code,), reason="The day that was agreed counts.")
    run_to_day(uow, concern, AGREED_DAY.code, from_=uow.today, chosen=by, field="by")
    return change_record(
        uow,
        concern,
        act="safeguarding.enquiry_agreed",
        enquiry_mode=mode,
        enquiry_lead=lead,
        enquiry_agency=agency if mode == "caused" else None,
        enquiry_scope=scope,
        enquiry_by=by,
        enquiry_agreed_on=agreed_on,
    )


def challenge_enquiry(uow: UnitOfWork, concern: Concern, *, challenge: str) -> Concern:
    """Challenge what the body we asked found or how it looked: we stay answerable for the enquiry."""
    if concern.enquiry_mode != "caused":
        raise PortalError("Only an enquiry another body makes can be challenged.")
    return change_record(uow, concern, act="safeguarding.enquiry_challenged", enquiry_challenge=challenge)


def finish_enquiry(uow: UnitOfWork, concern: Concern, *, findings: str, finished_on: date) -> Concern:
    """Record what was found; what keeps the adult safer is planned next."""
    _in_enquiry(concern)
    if concern.enquiry_mode is None:
        raise PortalError("Say first who makes the enquiry, what it covers and by when.")
    if finished_on > uow.today:
        raise PortalError("When it ended: this day has not come yet.", field="finished_on")
    change_record(
        uow,
        concern,
        act="safeguarding.enquiry_finished",
        enquiry_findings=findings,
        enquiry_finished_on=finished_on,
        status=PLAN,
    )
    meet_clocks(uow, concern, COMPLETED)
    return concern


def make_plan(
    uow: UnitOfWork,
    concern: Concern,
    *,
    plan: str | None,
    review_on: date | None,
    declined_reason: str | None = None,
    declined_shared_with: str | None = None,
    least_intrusive: str | None = None,
    risk_left: str | None = None,
) -> Concern:
    """Plan what keeps the adult safer and when it is looked at again: the clock runs to that day. Or record that they
    declined protection, why, and with whom that was shared; whether they can decide so is known by then.
    """
    if not plan and not declined_reason:
        raise PortalError("Write the plan, or why the adult declined one.", field="plan")
    if plan and review_on is None:
        raise PortalError("Enter when the plan is looked at again.", field="review_on")
    if declined_reason and not declined_shared_with:
        raise PortalError("Say with whom it was shared that they declined.", field="declined_shared_with")
    if declined_reason and not concern.capacity:
        raise PortalError("Record first whether the adult can decide this themselves.", field="declined_reason")
    if plan and review_on:
        run_to_day(uow, concern, PLAN_REVIEW.code, from_=uow.today, chosen=review_on, field="review_on")
    elif not plan:
        stop_clocks(uow, concern, (PLAN_REVIEW.code,), reason="There is no plan.")
    return change_record(
        uow,
        concern,
        act="safeguarding.planned",
        plan=plan,
        least_intrusive=least_intrusive,
        risk_left=risk_left,
        plan_review_on=review_on,
        declined_reason=declined_reason,
        declined_shared_with=declined_shared_with,
    )


def review_plan(uow: UnitOfWork, concern: Concern, *, review: str, reviewed_on: date, next_on: date | None) -> Concern:
    """Record how the plan works, and when it is looked at again."""
    if not concern.plan:
        raise PortalError("There is no plan to look at yet.")
    if reviewed_on > uow.today:
        raise PortalError("When it was looked at: this day has not come yet.", field="reviewed_on")
    meet_clocks(uow, concern, (PLAN_REVIEW.code,))
    if next_on:
        run_to_day(uow, concern, PLAN_REVIEW.code, from_=reviewed_on, chosen=next_on, field="next_on")
    return change_record(
        uow,
        concern,
        act="safeguarding.plan_reviewed",
        plan_review=review,
        plan_reviewed_on=reviewed_on,
        plan_review_on=next_on,
    )


def _in_enquiry(concern: Concern) -> None:
    if concern.status not in {"enquiry", PLAN}:
        raise PortalError("Decide first that an enquiry is made.")
