"""Write down what somebody said, wrote or rang about: a complaint, or feedback."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from plugins.complaints import forms
from plugins.complaints.models import Feedback
from plugins.complaints.permissions import WRITE
from plugins.complaints.queries import load_own_feedback
from plugins.complaints.services import feedback, receiving
from plugins.complaints.views.asking import answers, offer_sites
from plugins.complaints.views.blueprint import bp
from plugins.complaints.views.steps import to_record
from portal.plugin import PortalError
from portal.plugin.services import Site, site_of
from portal.plugin.web import attach_error, uow

ABOUT_THEM = ("name", "contact_email", "contact_phone", "on_behalf_of")


@bp.route("/new", methods=["GET", "POST"], permission=WRITE)
def receive() -> ResponseReturnValue:
    form = forms.ReceiveForm(data={"received_on": uow.today})
    offer_sites(form.site_id)
    if form.validate_on_submit():
        values = answers(form)
        who = {name.removeprefix("contact_"): values.pop(name) for name in ABOUT_THEM}
        site = _site(values)
        try:
            told = receiving.Told(**values)
            complaint = receiving.receive_complaint(uow, told, site=site, who=receiving.Complainant(**who))
        except PortalError as error:
            attach_error(form, error)
        else:
            return to_record(complaint)
    return render_template("complaints/receive.html", form=form)


@bp.route("/feedback/new", methods=["GET", "POST"], permission=WRITE)
def receive_feedback() -> ResponseReturnValue:
    form = forms.FeedbackForm(data={"received_on": uow.today})
    offer_sites(form.site_id)
    if form.validate_on_submit():
        values = answers(form)
        site = _site(values)
        try:
            found = feedback.receive_feedback(uow, feedback.Heard(**values), site=site)
        except PortalError as error:
            attach_error(form, error)
        else:
            return _to_feedback(found)
    return render_template("complaints/receive_feedback.html", form=form)


@bp.route("/feedback/<uuid:record_id>/pass-on", methods=["GET", "POST"], permission=WRITE)
def pass_on(record_id: UUID) -> ResponseReturnValue:
    found = load_own_feedback(uow, record_id)
    form = forms.FeedbackAnswerForm(data={"on": uow.today, "answer": found.answer})
    if form.validate_on_submit():
        try:
            feedback.pass_on_feedback(uow, found, **answers(form))
        except PortalError as error:
            attach_error(form, error)
        else:
            return _to_feedback(found)
    return render_template("complaints/pass_on.html", feedback=found, form=form)


@bp.route("/feedback/<uuid:record_id>/complaint", methods=["POST"], permission=WRITE)
def become_complaint(record_id: UUID) -> ResponseReturnValue:
    return to_record(feedback.make_complaint(uow, load_own_feedback(uow, record_id)))


def _site(values: dict[str, Any]) -> Site | None:
    site_id = values.pop("site_id")
    return site_of(uow, site_id) if site_id else None


def _to_feedback(found: Feedback) -> ResponseReturnValue:
    return redirect(url_for("casework.show", kind_key="feedback", record_id=found.id))
