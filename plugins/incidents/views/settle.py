"""Answer the person who reported, and record what was learned."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from plugins.incidents import forms, services
from plugins.incidents.models import Incident
from plugins.incidents.permissions import WRITE
from plugins.incidents.queries import load_own_incident
from plugins.incidents.views.blueprint import bp
from portal.plugin import PortalError, StaleRecordError
from portal.plugin.services import submission_of
from portal.plugin.web import attach_error, uow


@bp.route("/<uuid:record_id>/answer", methods=["GET", "POST"], permission=WRITE)
def answer(record_id: UUID) -> ResponseReturnValue:
    incident = load_own_incident(uow, record_id)
    submission = submission_of(uow, incident.id)
    form = forms.AnswerForm(data={"row_version": submission.answer_version if submission else 0})
    if form.validate_on_submit():
        values = form.values()
        try:
            services.answer_reporter(uow, incident, expected_version=values.pop("row_version"), **values)
        except StaleRecordError:
            return _somebody_answered_first(incident, form)
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for("casework.show", kind_key="incident", record_id=incident.id))
    return render_template("incidents/answer.html", form=form, incident=incident, submission=submission)


def _somebody_answered_first(incident: Incident, form: forms.AnswerForm) -> ResponseReturnValue:
    """The page again: what they were told above, this person's words still in their box, to be sent knowingly."""
    submission = submission_of(uow, incident.id)
    form.row_version.data = submission.answer_version if submission else 0
    form.form_errors.append(forms.SAVED_MEANWHILE)
    return render_template("incidents/answer.html", form=form, incident=incident, submission=submission), 409


@bp.route("/<uuid:record_id>/learning", methods=["GET", "POST"], permission=WRITE)
def learn(record_id: UUID) -> ResponseReturnValue:
    incident = load_own_incident(uow, record_id)
    form = forms.LearningForm(obj=incident)
    if form.validate_on_submit():
        values = form.values()
        try:
            services.record_learning(uow, incident, expected_version=values.pop("row_version") or 0, **values)
        except StaleRecordError:
            return _somebody_saved_first(incident, form)
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for("casework.show", kind_key="incident", record_id=incident.id))
    return render_template("incidents/learn.html", form=form, incident=incident, saved=None)


def _somebody_saved_first(incident: Incident, form: forms.LearningForm) -> ResponseReturnValue:
    """The page again: what is saved now above, what was typed still in its boxes, to be saved knowingly."""
    uow.session.refresh(incident)
    form.row_version.data = incident.row_version
    form.form_errors.append(forms.SAVED_MEANWHILE)
    saved = incident.learning or incident.no_learning_reason
    return render_template("incidents/learn.html", form=form, incident=incident, saved=saved), 409
