"""The steps for a record as a whole, a form each: who is bound, whether it applies, whom to tell, the review."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue

from plugins.candour import forms, services
from plugins.candour.models import CandourRecord
from plugins.candour.permissions import DECIDE, WRITE
from plugins.candour.queries import load_case
from plugins.candour.rules.definition import Answers
from plugins.candour.rules.regimes import REGIMES, regimes_in
from plugins.candour.views.blueprint import answer_step, bp
from portal.plugin import Nation, NotFoundError
from portal.plugin.web import uow

FOUND_LATER = (
    "Everybody is told at the same time where that can be. If somebody is found later, even after the review, the"
    " steps begin again for them."
)


@bp.route("/<uuid:record_id>/body", methods=["GET", "POST"], permission=DECIDE)
def body(record_id: UUID) -> ResponseReturnValue:
    case = load_case(uow, record_id)
    nation = Nation(case.nation)
    form = forms.BodyForm.for_nation(nation, [one.body_type for one in regimes_in(nation)])
    return answer_step(
        case,
        form,
        partial(services.choose_body, uow, case),
        title="What kind of body are you?",
        lead="The definition of what must be told, and how, depends on it.",
    )


@bp.route("/<uuid:record_id>/decide", methods=["GET", "POST"], permission=DECIDE)
def decide(record_id: UUID) -> ResponseReturnValue:
    case = load_case(uow, record_id)
    if case.regime is None:
        raise NotFoundError
    regime = REGIMES[case.regime]
    form = forms.DecideForm.for_regime(regime, _known_answers(case))

    def order(note: str | None = None, **answers: Any) -> None:
        opinion = {name: answers.pop(f"opinion_{name}", None) for name in ("by", "role", "on", "uninvolved")}
        services.decide(uow, case, answers=Answers(**answers), opinion=services.Opinion(**opinion), note=note)

    return answer_step(case, form, order, title="Does the duty apply?", lead=regime.says)


@bp.route("/<uuid:record_id>/steps/person", methods=["GET", "POST"], permission=WRITE)
def name_person(record_id: UUID) -> ResponseReturnValue:
    case = load_case(uow, record_id)
    form = forms.PersonForm(data={} if case.people else {"reference": case.person_reference})
    title, lead = ("Who else is to be told?", FOUND_LATER) if case.people else ("Whom we tell", "")
    return answer_step(case, form, partial(services.name_person, uow, case), title=title, lead=lead)


@bp.route("/<uuid:record_id>/steps/review", methods=["GET", "POST"], permission=WRITE)
def review(record_id: UUID) -> ResponseReturnValue:
    case = load_case(uow, record_id)
    known = {"how": case.review_how, "actions": case.review_actions, "done_on": case.review_done_on}
    if len(case.people) == 1:
        form = forms.ReviewForm(data={**known, "views": case.people[0].review_views})
    else:
        form = forms.ReviewForm.of_several(known)
    return answer_step(case, form, partial(services.record_review, uow, case), title="Record the review")


@bp.route("/<uuid:record_id>/steps/learning", methods=["GET", "POST"], permission=WRITE)
def learning(record_id: UUID) -> ResponseReturnValue:
    case = load_case(uow, record_id)
    form = forms.LearningForm(data={"learning": case.learning})
    return answer_step(case, form, partial(services.record_learning, uow, case), title="Record what was learned")


def _known_answers(case: CandourRecord) -> dict[str, Any]:
    names = ("unintended", "in_service", "harm", "likelihood", "policy_asks")
    opinion = ("opinion_by", "opinion_role", "opinion_on", "opinion_uninvolved")
    return {name: getattr(case, name) for name in (*names, *opinion)}
