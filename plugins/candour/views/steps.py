"""The steps of a record, a form each: who is bound, whether it applies, telling, writing, and Scotland's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
from portal.plugin import Nation, NotFoundError, UnitOfWork
from portal.plugin.web import PortalForm, uow


@dataclass(frozen=True)
class Step:
    """One page of a record: `order` takes the unit of work, the record, and the answers of `form` by name."""

    title: str
    form: type[PortalForm]
    order: Callable[..., Any]
    lead: str = ""
    first: Callable[[CandourRecord], dict[str, Any]] = lambda _case: {}


def _tell(unit: UnitOfWork, case: CandourRecord, **answers: Any) -> Any:
    return services.tell_person(unit, case, services.Told(**answers))


def _write(unit: UnitOfWork, case: CandourRecord, *, delay_reason: str | None = None, **answers: Any) -> Any:
    return services.write_letter(unit, case, services.Letter(**answers), delay_reason=delay_reason)


def _meet(unit: UnitOfWork, case: CandourRecord, *, held_on: Any, **answers: Any) -> Any:
    return services.record_meeting(unit, case, held_on=held_on, meeting=services.Meeting(**answers))


def _known_person(case: CandourRecord) -> dict[str, Any]:
    return {
        "basis": case.relevant_basis,
        "reference": case.relevant_reference or case.person_reference,
        "note": case.relevant_note,
        "preferred_contact": case.preferred_contact,
        "communication_needs": case.communication_needs,
    }


def _known_letter(case: CandourRecord) -> dict[str, Any]:
    """The letter as it stands or, before it is begun, with what the person was told."""
    return {
        "to": case.letter_to,
        "account": case.letter_account or case.told_facts,
        "apology": case.letter_apology or case.apology,
        "enquiries": case.letter_enquiries or case.enquiries,
        "support": case.letter_support or case.support_offered,
        "contact": case.letter_contact,
        "delay_reason": case.delay_reason,
    }


STEPS = {
    "person": Step("Whom we tell", forms.PersonForm, services.name_person, first=_known_person),
    "attempt": Step("Write down an attempt to reach them", forms.AttemptForm, services.record_attempt),
    "tell": Step(
        "Record that they were told",
        forms.TellForm,
        _tell,
        "Tell them first and say sorry, then write it down here. The document “In-person script” helps you prepare.",
        lambda case: {"facts": case.what_happened},
    ),
    "not-told": Step(
        "Record that they were not told",
        forms.NotToldForm,
        services.record_not_told,
        "Write down at least one attempt first. Whoever declines may still be told later.",
    ),
    "letter": Step(
        "Write the letter",
        forms.LetterForm,
        _write,
        "Their own letter, in plain words. It says that the apology is not an admission of liability.",
        _known_letter,
    ),
    "letter-sent": Step("Record that the letter was sent", forms.LetterSentForm, services.send_letter),
    "results": Step("Share the results of the enquiries", forms.ResultsForm, services.share_results),
    "learning": Step(
        "Record what was learned",
        forms.LearningForm,
        services.record_learning,
        first=lambda case: {"learning": case.learning},
    ),
    "invitation": Step("Invite them to a meeting", forms.InvitationForm, services.offer_meeting),
    "meeting": Step("Record the meeting", forms.MeetingForm, _meet),
    "meeting-declined": Step("They do not want to meet", forms.DeclinedForm, services.decline_meeting),
    "note": Step("Record that they have the note of the meeting", forms.NoteForm, services.give_note),
    "review": Step("Record the review", forms.ReviewForm, services.record_review),
    "explain": Step(
        "Explain why the review is still open",
        forms.ExplainForm,
        services.explain_delay,
        "After three months the person is owed an explanation. It is no bar to finishing later.",
    ),
    "report": Step("Offer the report", forms.ReportOfferForm, services.offer_report),
}


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


@bp.route("/<uuid:record_id>/steps/<key>", methods=["GET", "POST"], permission=WRITE)
def step(record_id: UUID, key: str) -> ResponseReturnValue:
    case = load_case(uow, record_id)
    found = STEPS.get(key)
    if found is None:
        raise NotFoundError
    form = _form(found, case)
    return answer_step(case, form, partial(found.order, uow, case), title=found.title, lead=found.lead)


def _form(step: Step, case: CandourRecord) -> PortalForm:
    """The step's form; where the duty shapes its questions, shaped by that of the record."""
    first = step.first(case)
    if case.regime and issubclass(step.form, (forms.TellForm, forms.LetterForm)):
        return step.form.for_regime(REGIMES[case.regime], first)
    return step.form(data=first)


def _known_answers(case: CandourRecord) -> dict[str, Any]:
    names = ("unintended", "in_service", "harm", "likelihood", "policy_asks")
    opinion = ("opinion_by", "opinion_role", "opinion_on", "opinion_uninvolved")
    return {name: getattr(case, name) for name in (*names, *opinion)}
