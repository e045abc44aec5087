"""The steps for one of the people of a record, a form each: tried, told, written to; and Scotland's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue

from plugins.candour import forms, services
from plugins.candour.models import CandourRecord, RelevantPerson
from plugins.candour.next_steps import steps_for
from plugins.candour.permissions import WRITE
from plugins.candour.queries import load_case, person_of
from plugins.candour.rules.regimes import REGIMES
from plugins.candour.views.blueprint import answer_step, bp
from portal.plugin import NotFoundError, UnitOfWork
from portal.plugin.web import Option, PortalForm, uow


def _nothing(_case: CandourRecord, _person: RelevantPerson) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Step:
    """One page for one person: `order` takes the unit of work, the record, `to`, and the answers of `form` by name."""

    title: str
    form: type[PortalForm]
    order: Callable[..., Any]
    lead: str = ""
    first: Callable[[CandourRecord, RelevantPerson], dict[str, Any]] = _nothing


def _change(unit: UnitOfWork, case: CandourRecord, *, to: RelevantPerson, **answers: Any) -> Any:
    return services.name_person(unit, case, person=to, **answers)


def _tell(unit: UnitOfWork, case: CandourRecord, *, to: RelevantPerson, **answers: Any) -> Any:
    return services.tell_person(unit, case, services.Told(**answers), to=to)


def _write(
    unit: UnitOfWork, case: CandourRecord, *, to: RelevantPerson, delay_reason: str | None = None, **answers: Any
) -> Any:
    # `to` of the form is how the letter begins; whom it is for comes from the address of the page.
    letter = services.Letter(to=answers.pop("dear"), **answers)
    return services.write_letter(unit, case, letter, delay_reason=delay_reason, to=to)


def _meet(unit: UnitOfWork, case: CandourRecord, *, to: RelevantPerson, held_on: Any, **answers: Any) -> Any:
    return services.record_meeting(unit, case, held_on=held_on, meeting=services.Meeting(**answers), to=to)


def _known_person(_case: CandourRecord, person: RelevantPerson) -> dict[str, Any]:
    names = ("basis", "reference", "note", "preferred_contact", "communication_needs")
    return {name: getattr(person, name) for name in names}


def _known_facts(case: CandourRecord, person: RelevantPerson) -> dict[str, Any]:
    """What is known, or what was said to whoever was told before; never the apology, which is each one's own."""
    told = [one for one in case.people if one.told_at and one is not person]
    names = {
        "facts": "told_facts",
        "enquiries": "enquiries",
        "has_enquiry": "has_enquiry",
        "support": "support_offered",
    }
    return {key: getattr(told[-1], column) for key, column in names.items()} if told else {"facts": case.what_happened}


def _known_letter(_case: CandourRecord, person: RelevantPerson) -> dict[str, Any]:
    """The letter as it stands or, before it is begun, with what this person was told."""
    return {
        "dear": person.letter_to,
        "account": person.letter_account or person.told_facts,
        "apology": person.letter_apology or person.apology,
        "enquiries": person.letter_enquiries or person.enquiries,
        "support": person.letter_support or person.support_offered,
        "contact": person.letter_contact,
        "delay_reason": person.delay_reason,
    }


def _known_results(case: CandourRecord, person: RelevantPerson) -> dict[str, Any]:
    return {"results": person.results or next((one.results for one in case.people if one.results), None)}


STEPS = {
    "change": Step("Whom we tell", forms.PersonForm, _change, first=_known_person),
    "take-off": Step(
        "Take them off",
        forms.TakeOffForm,
        services.take_off,
        "Only somebody put down by mistake: whoever must be told, and cannot be, is recorded as not told.",
    ),
    "attempt": Step("Write down an attempt to reach them", forms.AttemptForm, services.record_attempt),
    "tell": Step(
        "Record that they were told",
        forms.TellForm,
        _tell,
        "Tell them first and say sorry, then write it down here. The document “In-person script” helps you prepare.",
        _known_facts,
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
    "results": Step(
        "Share the results of the enquiries", forms.ResultsForm, services.share_results, first=_known_results
    ),
    "invitation": Step("Invite them to a meeting", forms.InvitationForm, services.offer_meeting),
    "meeting": Step("Record the meeting", forms.MeetingForm, _meet),
    "meeting-declined": Step("They do not want to meet", forms.DeclinedForm, services.decline_meeting),
    "note": Step("Record that they have the note of the meeting", forms.NoteForm, services.give_note),
    "views": Step(
        "Record what they think of the review",
        forms.ViewsForm,
        services.record_views,
        first=lambda _case, person: {"views": person.review_views},
    ),
    "explain": Step(
        "Explain why the review is still open",
        forms.ExplainForm,
        services.explain_delay,
        "After three months the person is owed an explanation. It is no bar to finishing later.",
    ),
    "report": Step("Offer the report", forms.ReportOfferForm, services.offer_report),
}


@bp.route("/<uuid:record_id>/people/<uuid:person_id>/<key>", methods=["GET", "POST"], permission=WRITE)
def person_step(record_id: UUID, person_id: UUID, key: str) -> ResponseReturnValue:
    case = load_case(uow, record_id)
    person, step = person_of(case, person_id), STEPS.get(key)
    if step is None:
        raise NotFoundError
    form = _form(step, case, person)
    others = _offer_others(form, case, person, key)

    def order(also: list[str] | None = None, **answers: Any) -> None:
        for one in [person, *(others[chosen] for chosen in also or ())]:
            step.order(uow, case, to=one, **answers)

    whom = person.name if len(case.people) > 1 else ""
    return answer_step(case, form, order, title=step.title, lead=step.lead, whom=whom)


def _form(step: Step, case: CandourRecord, person: RelevantPerson) -> PortalForm:
    """The step's form; where the duty shapes its questions, shaped by that of the record."""
    first = step.first(case, person)
    if issubclass(step.form, (forms.TellForm, forms.LetterForm)):
        return step.form.for_regime(REGIMES[person.regime], first)
    return step.form(data=first)


def _offer_others(form: PortalForm, case: CandourRecord, person: RelevantPerson, key: str) -> dict[str, RelevantPerson]:
    """Who may be chosen as having been there too, by id: those this step may be taken for as well."""
    if "also" not in form:
        return {}
    others = {str(one.id): one for one in case.people if one is not person and key in dict(steps_for(uow, case, one))}
    if others:
        form["also"].offer(Option(value, one.name) for value, one in others.items())
    else:
        del form["also"]
    return others
