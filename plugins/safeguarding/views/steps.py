"""The steps of a concern: decide, advocate, enquiry, plan, ending, survey; a form each."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue

from plugins.safeguarding import forms, services
from plugins.safeguarding.permissions import DECIDE, WRITE
from plugins.safeguarding.queries import load_own_concern
from plugins.safeguarding.rules.clocks import AGREED_DAY, PLAN_REVIEW
from plugins.safeguarding.rules.closing import CHECKLIST
from plugins.safeguarding.services.timing import proposed_day
from plugins.safeguarding.views.blueprint import answer_step, bp
from portal.plugin.web import uow


@bp.route("/<uuid:record_id>/decide", methods=["GET", "POST"], permission=DECIDE)
def decide(record_id: UUID) -> ResponseReturnValue:
    concern = load_own_concern(uow, record_id)
    form = forms.DecideForm(obj=concern)
    return answer_step(
        concern,
        form,
        partial(services.decide_concern, uow, concern),
        title="Decide on the concern",
        lead="Three times yes: an enquiry is owed, whoever pays for the care. No law in England sets a day for it.",
    )


@bp.route("/<uuid:record_id>/advocate", methods=["GET", "POST"], permission=WRITE)
def advocate(record_id: UUID) -> ResponseReturnValue:
    concern = load_own_concern(uow, record_id)
    form = forms.AdvocateForm(obj=concern, data={"reason": concern.advocate_reason, "kind": concern.advocate_kind})
    return answer_step(
        concern,
        form,
        partial(services.decide_advocate, uow, concern),
        title="Does the adult need an advocate?",
        lead="If it would be very hard for them to take part and nobody appropriate can help, one must be arranged.",
    )


@bp.route("/<uuid:record_id>/advocate/settle", methods=["GET", "POST"], permission=WRITE)
def settle_advocate(record_id: UUID) -> ResponseReturnValue:
    concern = load_own_concern(uow, record_id)
    form = forms.SettleAdvocateForm()
    return answer_step(
        concern,
        form,
        partial(services.settle_advocate, uow, concern),
        title="Arrange the advocate",
    )


@bp.route("/<uuid:record_id>/enquiry", methods=["GET", "POST"], permission=WRITE)
def enquiry(record_id: UUID) -> ResponseReturnValue:
    concern = load_own_concern(uow, record_id)
    form = forms.EnquiryForm(
        data={
            "mode": concern.enquiry_mode,
            "lead": concern.enquiry_lead,
            "agency": concern.enquiry_agency,
            "scope": concern.enquiry_scope,
            "by": concern.enquiry_by or proposed_day(uow, AGREED_DAY.code, uow.today),
            "agreed_on": concern.enquiry_agreed_on,
        }
    )
    return answer_step(
        concern,
        form,
        partial(services.begin_enquiry, uow, concern),
        title="Agree the enquiry",
        lead="The day below is your own target. Where the risk asks for another, agree that: the clock follows it.",
    )


@bp.route("/<uuid:record_id>/enquiry/challenge", methods=["GET", "POST"], permission=WRITE)
def challenge(record_id: UUID) -> ResponseReturnValue:
    concern = load_own_concern(uow, record_id)
    form = forms.ChallengeForm()
    return answer_step(
        concern,
        form,
        partial(services.challenge_enquiry, uow, concern),
        title="Challenge the enquiry",
        lead="You stay answerable for an enquiry you caused another body to make.",
    )


@bp.route("/<uuid:record_id>/enquiry/findings", methods=["GET", "POST"], permission=WRITE)
def finish(record_id: UUID) -> ResponseReturnValue:
    concern = load_own_concern(uow, record_id)
    form = forms.FindingsForm()
    return answer_step(
        concern,
        form,
        partial(services.finish_enquiry, uow, concern),
        title="Record what was found",
    )


@bp.route("/<uuid:record_id>/plan", methods=["GET", "POST"], permission=WRITE)
def plan(record_id: UUID) -> ResponseReturnValue:
    concern = load_own_concern(uow, record_id)
    form = forms.PlanForm(
        data={
            "plan": concern.plan,
            "least_intrusive": concern.least_intrusive,
            "risk_left": concern.risk_left,
            "review_on": concern.plan_review_on or proposed_day(uow, PLAN_REVIEW.code, uow.today),
            "declined_reason": concern.declined_reason,
            "declined_shared_with": concern.declined_shared_with,
        }
    )
    return answer_step(
        concern,
        form,
        partial(services.make_plan, uow, concern),
        title="Safeguarding plan",
    )


@bp.route("/<uuid:record_id>/plan/review", methods=["GET", "POST"], permission=WRITE)
def review(record_id: UUID) -> ResponseReturnValue:
    concern = load_own_concern(uow, record_id)
    first = {"reviewed_on": uow.today, "next_on": proposed_day(uow, PLAN_REVIEW.code, uow.today)}
    form = forms.ReviewForm(data=first)
    return answer_step(
        concern,
        form,
        partial(services.review_plan, uow, concern),
        title="Look at the plan again",
    )


@bp.route("/<uuid:record_id>/ending", methods=["GET", "POST"], permission=WRITE)
def ending(record_id: UUID) -> ResponseReturnValue:
    concern = load_own_concern(uow, record_id)
    now = {"outcomes_met": concern.outcomes_met, "risk_outcome": concern.risk_outcome}
    more = {"adult_view": concern.adult_view, "employer_action": concern.employer_action}
    form = forms.EndingForm(data={**now, **more, **(concern.checklist or {})})

    def order(**answers: Any) -> None:
        points = {one.key: answers.pop(one.key) for one in CHECKLIST}
        services.record_ending(uow, concern, checklist=points, **answers)

    return answer_step(concern, form, order, title="Record how it ended")


@bp.route("/<uuid:record_id>/survey", methods=["GET", "POST"], permission=WRITE)
def survey(record_id: UUID) -> ResponseReturnValue:
    concern = load_own_concern(uow, record_id)

    def order(*, asked: str, not_done_reason: str | None, **answers: str | None) -> None:
        services.record_survey(uow, concern, asked=asked, not_done_reason=not_done_reason, answers=answers)

    return answer_step(
        concern,
        forms.SurveyForm(),
        order,
        title="How was it for the person?",
        lead="Ask within eight weeks of the closing; better somebody who did not decide. Nobody has to answer.",
    )


@bp.route("/<uuid:record_id>/source", methods=["GET", "POST"], permission=WRITE)
def source(record_id: UUID) -> ResponseReturnValue:
    concern = load_own_concern(uow, record_id)
    return answer_step(
        concern,
        forms.SourceForm(),
        partial(services.open_for_source, uow, concern),
        title="Open a record for the adult at risk who may have caused it",
        lead="They get a record, a plan and an advocate of their own. Neither record holds what the other one says.",
        button="Open their record",
    )
