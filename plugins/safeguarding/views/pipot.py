"""Cases about people in a position of trust. Every page is not found for whoever is no lead."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from plugins.safeguarding import pipot_forms as forms
from plugins.safeguarding.models import PipotNotice
from plugins.safeguarding.permissions import PIPOT_URGENT, PIPOT_WRITE
from plugins.safeguarding.pipot_papers import case_parts
from plugins.safeguarding.queries import load_case, organisations_to_tell
from plugins.safeguarding.rules.clocks import REVIEW
from plugins.safeguarding.services import pipot as services
from plugins.safeguarding.services.notices import tell_organisation
from plugins.safeguarding.services.referring import Decided, decide_referrals
from plugins.safeguarding.services.timing import proposed_day
from plugins.safeguarding.services.urgent import open_case_urgently
from plugins.safeguarding.views.blueprint import answer_step
from plugins.safeguarding.views.blueprint import pipot_bp as bp
from portal.plugin import Nation, NotFoundError, PortalError
from portal.plugin.services import Record, any_record, site_of, sites_in_view
from portal.plugin.web import Option, attach_error, kept, uow

BY_WHEN = {
    True: "A referral to Disclosure Scotland is made within three months of the decision that makes it a duty.",
    False: "No number of days is set for a referral to the barring service: it is made promptly.",
}


@bp.route("/open", methods=["GET", "POST"], permission=PIPOT_WRITE)
def open_case() -> ResponseReturnValue:
    origin = _origin()
    form = forms.OpenCaseForm(data=_first_answers(origin))
    form.site_id.offer(Option(str(one.id), one.name) for one in sites_in_view(uow))
    if form.validate_on_submit():
        values = form.values()
        site_id = values.pop("site_id")
        site = site_of(uow, UUID(site_id)) if site_id else None
        try:
            case = services.open_case(uow, site=site, from_record=origin, **values)
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for("casework.show", kind_key=case.kind, record_id=case.id))
    return render_template("safeguarding/open_case.html", form=form)


@bp.route("/consult", methods=["GET", "POST"], permission=PIPOT_WRITE)
def consult() -> ResponseReturnValue:
    form = forms.ConsultForm()
    if form.validate_on_submit():
        kept = services.record_consultation(uow, **form.values())
        return redirect(url_for("casework.show", kind_key=kept.kind, record_id=kept.id))
    return render_template("safeguarding/consult.html", form=form)


@bp.route("/<uuid:record_id>/scope", methods=["GET", "POST"], permission=PIPOT_WRITE)
def scope(record_id: UUID) -> ResponseReturnValue:
    case = load_case(uow, record_id)
    form = forms.ScopeForm(obj=case)
    return answer_step(
        case,
        form,
        partial(services.decide_scope, uow, case),
        title="Three scope questions",
        lead="One yes is enough. Private life counts as well as work.",
    )


@bp.route("/<uuid:record_id>/owner", methods=["GET", "POST"], permission=PIPOT_WRITE)
def owner(record_id: UUID) -> ResponseReturnValue:
    case = load_case(uow, record_id)
    form = forms.OwnerForm()
    return answer_step(
        case,
        form,
        partial(services.name_owner, uow, case),
        title="Name the information owner",
        lead="Whoever first held the information decides whom to tell.",
    )


@bp.route("/<uuid:record_id>/strategy", methods=["GET", "POST"], permission=PIPOT_WRITE)
def strategy(record_id: UUID) -> ResponseReturnValue:
    case = load_case(uow, record_id)
    first = {"strategy": case.strategy, "linked": case.linked, "worker_support": case.worker_support}
    form = forms.StrategyForm(data={**first, "agreed_on": case.strategy_on or uow.today})
    return answer_step(
        case,
        form,
        partial(services.agree_strategy, uow, case),
        title="Agree what is done",
        lead="A talk or a meeting with those who must know. If an adult was harmed, their own enquiry goes first.",
    )


@bp.route("/<uuid:record_id>/disclosure", methods=["GET", "POST"], permission=PIPOT_WRITE)
def disclosure(record_id: UUID) -> ResponseReturnValue:
    case = load_case(uow, record_id)
    form = forms.DiscloseForm()
    form.link.offer(Option(str(one.id), one.peer_name) for one in organisations_to_tell(uow))

    def order(*, decision: str, reason: str, link: str | None, **answers: Any) -> None:
        if decision == "share" and link:
            told = _told({**answers, "recipient": link, "shared_at": uow.now})
            tell_organisation(uow, case, link_id=UUID(link), reason=reason, told=told)
        else:
            told_by_hand = _told(answers) if decision == "share" else None
            services.decide_disclosure(uow, case, reason=reason, told=told_by_hand)

    return answer_step(
        case,
        form,
        order,
        title="Decide whom to tell",
        lead="The reason is kept either way. The person is normally told first and can say what they think.",
    )


def _told(answers: dict[str, Any]) -> services.Told:
    for name, words in (
        ("recipient", "Enter to whom"),
        ("told", "Say exactly what they were told"),
        ("legal_basis", "Choose the lawful basis"),
        ("shared_at", "Enter when"),
    ):
        if not answers[name]:
            raise PortalError(words, field=name)
    return services.Told(**{**answers, "person_told_first": bool(answers["person_told_first"])})


@bp.route("/<uuid:record_id>/risk", methods=["GET", "POST"], permission=PIPOT_WRITE)
def risk(record_id: UUID) -> ResponseReturnValue:
    case = load_case(uow, record_id)
    review_on = case.risk_review_on or proposed_day(uow, REVIEW.code, uow.today)
    form = forms.RiskForm(
        data={"risk_plan": case.risk_plan, "review_on": review_on, "employer_action": case.employer_action}
    )
    return answer_step(
        case,
        form,
        partial(services.plan_risk, uow, case),
        title="The employer's risk plan",
    )


@bp.route("/<uuid:record_id>/risk/review", methods=["GET", "POST"], permission=PIPOT_WRITE)
def review(record_id: UUID) -> ResponseReturnValue:
    case = load_case(uow, record_id)
    next_on = None if case.outcome else proposed_day(uow, REVIEW.code, uow.today)
    form = forms.RiskReviewForm(data={"reviewed_on": uow.today, "next_on": next_on})
    return answer_step(
        case,
        form,
        partial(services.review_risk, uow, case),
        title="Look at the risk plan again",
    )


@bp.route("/<uuid:record_id>/outcome", methods=["GET", "POST"], permission=PIPOT_WRITE)
def outcome(record_id: UUID) -> ResponseReturnValue:
    case = load_case(uow, record_id)
    form = forms.OutcomeForm(data={"outcome": case.outcome, "reason": case.outcome_reason})
    return answer_step(
        case,
        form,
        partial(services.record_outcome, uow, case),
        title="Record the outcome",
        lead="Write to the person, whatever the outcome is: the letters of this record have the words to begin with.",
    )


@bp.route("/<uuid:record_id>/referrals", methods=["GET", "POST"], permission=PIPOT_WRITE)
def referrals(record_id: UUID) -> ResponseReturnValue:
    case = load_case(uow, record_id)

    def order(*, left_first: bool, **answers: Any) -> None:
        barring, professional = (_referral(answers, whom) for whom in ("barring", "professional"))
        decide_referrals(uow, case, barring=barring, professional=professional, left_first=left_first)

    return answer_step(
        case,
        forms.ReferralsForm(obj=case),
        order,
        title="Decide on referrals",
        lead=BY_WHEN[case.nation == Nation.SCOTLAND],
    )


def _referral(answers: Mapping[str, Any], whom: str) -> Decided:
    return Decided(
        decision=answers[f"{whom}_decision"],
        reason=answers[f"{whom}_reason"],
        referred_on=answers[f"{whom}_referred_on"],
        decided_on=answers.get(f"{whom}_decided_on"),
    )


@bp.route("/<uuid:record_id>/retention", methods=["GET", "POST"], permission=PIPOT_WRITE)
def retention(record_id: UUID) -> ResponseReturnValue:
    case = load_case(uow, record_id)
    form = forms.RetentionForm(data={"review_on": case.retention_review_on})
    return answer_step(
        case,
        form,
        partial(services.set_retention_review, uow, case),
        title="Say when somebody asks whether this is still needed",
    )


@bp.route("/urgent", methods=["GET", "POST"], permission=PIPOT_URGENT)
def urgent() -> ResponseReturnValue:
    form = forms.UrgentForm()
    if form.validate_on_submit():
        try:
            case = open_case_urgently(uow, **form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            return kept(render_template("safeguarding/urgent_case.html", case=case, parts=case_parts(uow, case)))
    return render_template("safeguarding/urgent.html", form=form)


def _first_answers(origin: Record | None) -> dict[str, str | None]:
    if origin is None:
        return {}
    notice = uow.session.get(PipotNotice, (uow.tenant.id, origin.id))
    return {
        "site_id": str(origin.site_id) if origin.site_id else None,
        "what_is_said": notice.told if notice else None,
    }


def _origin() -> Record | None:
    wanted = request.args.get("from_id")
    try:
        return any_record(uow, UUID(wanted)) if wanted else None
    except ValueError:
        raise NotFoundError from None
