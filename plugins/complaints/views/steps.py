"""Each step of a complaint on a page of its own: what it is for, a few questions, one button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from plugins.complaints import forms
from plugins.complaints.models import Complaint
from plugins.complaints.permissions import SIGN, WRITE
from plugins.complaints.queries import load_own_complaint, stages_of
from plugins.complaints.rules import letters as wording
from plugins.complaints.services import answering, deciding, letters, receiving
from plugins.complaints.views.asking import answers, finished, offer_addressees, offer_links, offer_members, offer_sites
from plugins.complaints.views.blueprint import bp
from portal.plugin import Nation, PortalError
from portal.plugin.services import site_of
from portal.plugin.web import LetterForm, PortalForm, attach_error, uow

PENCE = 100


@dataclass(frozen=True)
class Step:
    """One step: its title, what to know first, the button, the form, what it does, and the letter it ends in."""

    title: str
    lead: str
    button: str
    form: type[PortalForm]
    act: Callable[[Complaint, Any], object]
    letter: str | None = None


def _route(complaint: Complaint, form: Any) -> object:
    values = answers(form)
    site_id = values.pop("site_id", None)
    values["site"] = site_of(uow, site_id) if site_id else None
    values["nation"] = Nation(values["nation"])
    return receiving.route_complaint(uow, complaint, receiving.Routing(**values))


def _draft(complaint: Complaint, form: Any) -> object:
    values = answers(form)
    pounds = values.pop("redress_pounds")
    return answering.draft_response(
        uow, complaint, **values, redress_pence=pounds * PENCE if pounds is not None else None
    )


def _more_time(complaint: Complaint, form: Any) -> object:
    values = answers(form)
    values["reason"] = values.pop("why")
    return answering.take_more_time(uow, complaint, finished(form, complaint), **values)


def _hold(complaint: Complaint, form: Any) -> object:
    return answering.set_hold(uow, complaint, hold=None if form.hold.data == "over" else form.hold.data)


def _plainly(service: Callable[..., object]) -> Callable[[Complaint, Any], object]:
    return lambda complaint, form: service(uow, complaint, **answers(form))


def _with_letter(service: Callable[..., object]) -> Callable[[Complaint, Any], object]:
    return lambda complaint, form: service(uow, complaint, finished(form, complaint), **answers(form))


STEPS: dict[str, Step] = {
    "procedure": Step(
        "By which procedure is it answered?",
        "There is exactly one. It follows from these answers, and so do the dates.",
        "Work it out",
        forms.RouteForm,
        _route,
    ),
    "abuse": Step(
        "Could it be abuse or neglect?",
        "A yes hands it to safeguarding as well. The complaint goes on, and so do its dates.",
        "Save",
        forms.AbuseForm,
        _plainly(receiving.answer_abuse_question),
    ),
    "handler": Step(
        "Who sees it through?",
        "They find it among what waits for them.",
        "Give it to them",
        forms.MemberForm,
        _plainly(receiving.give_to_handler),
    ),
    "practitioner": Step(
        "Is it about a member of staff?",
        "It goes to their line manager. For the person it is about it is not there any more.",
        "Save",
        forms.MemberForm,
        _plainly(receiving.name_practitioner),
    ),
    "acknowledge": Step(
        "Acknowledge the complaint",
        "Say that it arrived, what happens next and by when, and who can help them.",
        "Keep the letter as sent",
        forms.AcknowledgeForm,
        _with_letter(answering.acknowledge),
        wording.ACKNOWLEDGEMENT,
    ),
    "support": Step(
        "Offer support",
        "An advocate or another independent person can help them to complain. No plan is agreed before this is asked.",
        "Save",
        forms.SupportForm,
        _plainly(answering.offer_support),
    ),
    "plan": Step(
        "Agree the plan",
        "How it is looked into, by whom, and how long that takes: agreed with them, and sent to them.",
        "Keep the letter as sent",
        forms.PlanForm,
        _with_letter(answering.agree_plan),
        wording.PLAN,
    ),
    "investigator": Step(
        "Who looks into it?",
        "Somebody who took no part in what is complained about. At a second stage, somebody who did not decide first.",
        "Give it to them",
        forms.InvestigatorForm,
        _plainly(answering.give_to_investigator),
    ),
    "hold": Step(
        "Does it wait for somebody else?",
        "Nothing of the procedures stops the clock. Tell the person what it waits for.",
        "Save",
        forms.HoldForm,
        _hold,
    ),
    "more-time": Step(
        "Take more time",
        "Agree it with the person before the day is over, and write to them why.",
        "Keep the letter as sent",
        forms.MoreTimeForm,
        _more_time,
        wording.HOLDING,
    ),
    "explain": Step(
        "Explain why there is no answer yet",
        "The time is up. Write to them why, and answer as soon as you can.",
        "Keep the letter as sent",
        forms.ExplainForm,
        _with_letter(answering.explain_lateness),
        wording.HOLDING,
    ),
    "draft": Step(
        "Write the response",
        "Head by head: what they said, what was found, what follows.",
        "Hand it over for signing",
        forms.DraftForm,
        _draft,
    ),
    "send": Step(
        "Send the response",
        "It goes out in the words that were signed.",
        "Keep the letter as sent",
        forms.SendForm,
        _with_letter(answering.send_response),
        wording.RESPONSE,
    ),
    "again": Step(
        "They want another look",
        "The second stage begins, with dates of its own. In Wales this is the formal investigation.",
        "Begin",
        forms.AgainForm,
        _plainly(answering.look_again),
    ),
    "acknowledge-again": Step(
        "Say that it is looked at again",
        "And by when they hear.",
        "Keep the letter as sent",
        forms.AcknowledgeForm,
        _with_letter(answering.acknowledge_again),
        wording.STAGE_2,
    ),
    "discussion": Step(
        "Talk it over with them",
        "Wales: offer to settle it locally first.",
        "Save",
        forms.DiscussionForm,
        _plainly(deciding.note_discussion),
    ),
    "terms": Step(
        "Send them what was agreed",
        "Wales: the terms go to them in writing.",
        "Keep the letter as sent",
        forms.AcknowledgeForm,
        _with_letter(deciding.send_terms),
        wording.TERMS,
    ),
    "ombudsman": Step(
        "What the ombudsman asks and decides",
        "Give them what they ask for, and keep their dates.",
        "Save",
        forms.OmbudsmanForm,
        _plainly(deciding.note_ombudsman),
    ),
    "head": Step(
        "A head of the complaint",
        "One thing they complain about. Each has an outcome of its own.",
        "Save",
        forms.HeadForm,
        _plainly(deciding.add_head),
    ),
}
WAYS = ",".join(f'"{one}"' for one in STEPS)


@bp.route(f"/<uuid:record_id>/<any({WAYS}):step_key>", methods=["GET", "POST"], permission=WRITE)
def step(record_id: UUID, step_key: str) -> ResponseReturnValue:
    complaint = load_own_complaint(uow, record_id)
    one = STEPS[step_key]
    form = _prepared(one, complaint)
    if form.validate_on_submit():
        try:
            one.act(complaint, form)
        except PortalError as error:
            attach_error(form, error)
        else:
            return to_record(complaint)
    return render_template(
        "complaints/step.html", complaint=complaint, step=one, form=form, signed=_signed(one, complaint)
    )


@bp.route("/<uuid:record_id>/sign", methods=["GET", "POST"], permission=SIGN)
def sign(record_id: UUID) -> ResponseReturnValue:
    complaint = load_own_complaint(uow, record_id)
    form = PortalForm()
    if form.validate_on_submit():
        try:
            answering.sign_response(uow, complaint)
        except PortalError as error:
            attach_error(form, error)
        else:
            flash("Signed. It can be sent now.")
            return to_record(complaint)
    stages = stages_of(uow, complaint.id)
    stage = stages[-1] if stages else None
    where_next = letters.where_next(complaint)
    return render_template("complaints/sign.html", complaint=complaint, form=form, stage=stage, where_next=where_next)


@bp.route("/<uuid:record_id>/unsign", methods=["POST"], permission=SIGN)
def unsign(record_id: UUID) -> ResponseReturnValue:
    complaint = load_own_complaint(uow, record_id)
    answering.back_to_draft(uow, complaint)
    flash("Taken back. It is a draft again.")
    return to_record(complaint)


def to_record(complaint: Complaint) -> ResponseReturnValue:
    return redirect(url_for("casework.show", kind_key="complaint", record_id=complaint.id))


def _prepared(one: Step, complaint: Complaint) -> Any:
    """The step's form with what is known already, and with people, links and addressees to choose from."""
    form: Any = one.form(data=_known(one, complaint))
    if "member_id" in form:
        offer_members(form.member_id)
    if "site_id" in form:
        offer_sites(form.site_id)
        if not form.site_id.choices:
            del form.site_id
    if "arranged_by" in form:
        offer_links(form.arranged_by)
        if not form.arranged_by.choices:
            del form.arranged_by
    if isinstance(form, LetterForm):
        offer_addressees(form, complaint)
        if one.letter == wording.RESPONSE:
            del form.body
    return form


def _signed(one: Step, complaint: Complaint) -> str | None:
    """The words that were signed and go out as they are, where this step sends them."""
    if one.letter != wording.RESPONSE or complaint.status != "signed":
        return None
    return answering.signed_words(uow, complaint)


def _known(one: Step, complaint: Complaint) -> dict[str, Any]:
    today = {"on": uow.today, "offered_on": uow.today, "agreed_on": uow.today, "asked_on": uow.today}
    routing = complaint.routing or {}
    known: dict[str, Any] = {
        **today,
        "nation": complaint.nation,
        "site_id": str(complaint.site_id) if complaint.site_id else None,
        "body": complaint.body,
        "about_data": routing.get("about_data") if complaint.routed_at else None,
        "payer": complaint.payer,
        "arranged_by": str(complaint.arranged_by) if complaint.arranged_by else None,
        "risk": complaint.risk,
        "plan": complaint.plan,
        "hold": complaint.hold,
    }
    if one.form is forms.OmbudsmanForm and complaint.ombudsman_asked_on:
        known |= {"asked_on": complaint.ombudsman_asked_on, "reference": complaint.ombudsman_reference}
    if one.form is forms.DraftForm:
        stages = stages_of(uow, complaint.id)
        written = stages[-1].response if stages else None
        known["response"] = written or letters.words_of(uow, complaint, wording.ANSWER)
        known["remedies"] = complaint.remedies or []
    if one.letter and one.letter != wording.RESPONSE:
        known["body"] = letters.words_of(uow, complaint, one.letter)
    return known
