"""What was found on each head, and the action that follows."""

from __future__ import annotations

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from plugins.complaints import forms
from plugins.complaints.models import Complaint, ComplaintHead
from plugins.complaints.permissions import WRITE
from plugins.complaints.queries import load_head, load_own_complaint
from plugins.complaints.services import deciding
from plugins.complaints.views.asking import answers, offer_members
from plugins.complaints.views.blueprint import bp
from plugins.complaints.views.steps import to_record
from portal.plugin import PortalError
from portal.plugin.web import attach_error, uow


@bp.route("/heads/<uuid:head_id>/decide", methods=["GET", "POST"], permission=WRITE)
def decide(head_id: UUID) -> ResponseReturnValue:
    complaint, head = _own_head(head_id)
    form = forms.DecideForm(obj=head)
    if form.validate_on_submit():
        try:
            deciding.decide_head(uow, complaint, head, **answers(form))
        except PortalError as error:
            attach_error(form, error)
        else:
            return to_record(complaint)
    return render_template("complaints/decide.html", complaint=complaint, head=head, form=form)


@bp.route("/heads/<uuid:head_id>/action", methods=["GET", "POST"], permission=WRITE)
def learn(head_id: UUID) -> ResponseReturnValue:
    complaint, head = _own_head(head_id)
    form = forms.LearningForm()
    offer_members(form.owner_id)
    if form.validate_on_submit():
        try:
            deciding.set_learning_action(uow, complaint, head, **answers(form))
        except PortalError as error:
            attach_error(form, error)
        else:
            return to_record(complaint)
    return render_template("complaints/learn.html", complaint=complaint, head=head, form=form)


def _own_head(head_id: UUID) -> tuple[Complaint, ComplaintHead]:
    head = load_head(uow, head_id)
    return load_own_complaint(uow, head.record_id), head
