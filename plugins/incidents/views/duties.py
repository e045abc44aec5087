"""Work out who must be told, and record what became of each duty."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from plugins.incidents import forms, services
from plugins.incidents.models import Incident, IncidentNotification
from plugins.incidents.panels import duties_section
from plugins.incidents.permissions import DECIDE, READ, WRITE
from plugins.incidents.queries import load_incident, load_notification
from plugins.incidents.rules.questions import Question, QuestionType, Section, asked, unanswered
from plugins.incidents.views.blueprint import bp
from portal.plugin import Nation, NotFoundError, PortalError, now
from portal.plugin.web import (
    ChoiceField,
    DayField,
    MomentField,
    NumberField,
    Option,
    PortalForm,
    YesNoField,
    attach_error,
    uow,
)


@bp.route("/<uuid:record_id>/facts", methods=["GET", "POST"], permission=WRITE)
def facts(record_id: UUID) -> ResponseReturnValue:
    incident = _own(record_id)
    questions = asked(incident.answers, Nation(incident.nation))
    form = facts_form(questions)(data=incident.answers.__dict__)
    if form.validate_on_submit():
        services.confirm_facts(uow, incident, answers=_answers(form, questions))
        open_ones = unanswered(incident.answers, Nation(incident.nation))
        return redirect(url_for(".facts" if open_ones else ".duties", record_id=incident.id))
    sections = [(section, [one for one in questions if one.section is section]) for section in Section]
    still_open = {one.key for one in unanswered(incident.answers, Nation(incident.nation))}
    return render_template(
        "incidents/facts.html", form=form, incident=incident, sections=sections, still_open=still_open
    )


@bp.route("/<uuid:record_id>/duties", permission=READ)
def duties(record_id: UUID) -> ResponseReturnValue:
    incident = _own(record_id)
    return render_template(
        "incidents/duties.html",
        incident=incident,
        rows=duties_section(uow, incident),
        still_open=unanswered(incident.answers, Nation(incident.nation)),
        now=now(),
    )


@bp.route("/<uuid:record_id>/not-notifiable", methods=["GET", "POST"], permission=DECIDE)
def not_notifiable(record_id: UUID) -> ResponseReturnValue:
    incident = _own(record_id)
    form = forms.NotNotifiableForm()
    if form.validate_on_submit():
        try:
            services.decide_not_notifiable(uow, incident, reason=form.reason.text)
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".duties", record_id=incident.id))
    return render_template("incidents/not_notifiable.html", form=form, incident=incident)


@bp.route("/notifications/<uuid:notification_id>/sent", methods=["GET", "POST"], permission=DECIDE)
def notification_sent(notification_id: UUID) -> ResponseReturnValue:
    incident, notification = _own_notification(notification_id)
    form = forms.SubmitForm(data={"submitted_at": now()})
    if form.validate_on_submit():
        try:
            services.submit_notification(uow, incident, notification, **form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".duties", record_id=incident.id))
    row = next(row for row in duties_section(uow, incident) if row.notification.id == notification.id)
    return render_template("incidents/notification_sent.html", form=form, incident=incident, row=row)


@bp.route("/notifications/<uuid:notification_id>/not-needed", methods=["GET", "POST"], permission=DECIDE)
def notification_not_needed(notification_id: UUID) -> ResponseReturnValue:
    incident, notification = _own_notification(notification_id)
    form = forms.NotNeededForm()
    if form.validate_on_submit():
        try:
            services.decide_not_needed(uow, incident, notification, **form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".duties", record_id=incident.id))
    return render_template(
        "incidents/notification_not_needed.html", form=form, incident=incident, notification=notification
    )


@bp.route("/notifications/<uuid:notification_id>/acknowledged", methods=["GET", "POST"], permission=DECIDE)
def notification_acknowledged(notification_id: UUID) -> ResponseReturnValue:
    incident, notification = _own_notification(notification_id)
    form = forms.AcknowledgedForm()
    if form.validate_on_submit():
        try:
            services.acknowledge_notification(uow, incident, notification, note=form.note.data)
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".duties", record_id=incident.id))
    return render_template(
        "incidents/notification_acknowledged.html", form=form, incident=incident, notification=notification
    )


def facts_form(questions: list[Question]) -> type[PortalForm]:
    """A form with one field for each question, none of them compulsory: an open question is shown as open."""
    fields: dict[str, Any] = {one.key: _field(one) for one in questions}
    return type("FactsForm", (PortalForm,), fields)


def _field(question: Question) -> Any:
    if question.type is QuestionType.CHOICE:
        choices = [Option(code.key, code.label, code.meaning) for code in question.choices]
        return ChoiceField(question.text, choices=choices, description=question.hint)
    kinds = {
        QuestionType.YES_NO: YesNoField,
        QuestionType.DATE: DayField,
        QuestionType.MOMENT: MomentField,
        QuestionType.DAYS: NumberField,
    }
    return kinds[question.type](question.text, description=question.hint)


def _answers(form: PortalForm, questions: list[Question]) -> dict[str, Any]:
    """The form's answers as JSON values, by fact."""
    found: dict[str, Any] = {}
    for question in questions:
        field = getattr(form, question.key)
        value = field.answer if question.type is QuestionType.YES_NO else field.data
        found[question.key] = value.isoformat() if hasattr(value, "isoformat") else value
    return found


def _own(record_id: UUID) -> Incident:
    incident = load_incident(uow, record_id)
    if incident.is_received:
        raise NotFoundError
    return incident


def _own_notification(notification_id: UUID) -> tuple[Incident, IncidentNotification]:
    notification = load_notification(uow, notification_id)
    return _own(notification.record_id), notification
