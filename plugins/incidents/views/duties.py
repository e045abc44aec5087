"""Work out who must be told, and record what became of each duty."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from plugins.incidents import forms, services
from plugins.incidents.models import Incident, IncidentNotification
from plugins.incidents.panels import PROOF, duties_section
from plugins.incidents.permissions import DECIDE, READ
from plugins.incidents.queries import load_notification, load_own_incident
from plugins.incidents.rules.questions import unanswered
from plugins.incidents.views.blueprint import bp
from portal.plugin import Nation, PortalError, london_day, now
from portal.plugin.services import subject_of
from portal.plugin.web import DOCUMENT_WAYS, add_beside, answer_adding, attach_error, uow


@bp.route("/<uuid:record_id>/duties", permission=READ)
def duties(record_id: UUID) -> ResponseReturnValue:
    incident = load_own_incident(uow, record_id)
    return render_template(
        "incidents/duties.html",
        incident=incident,
        rows=duties_section(uow, incident),
        still_open=unanswered(incident.answers, Nation(incident.nation)),
        now=now(),
    )


@bp.route("/<uuid:record_id>/not-notifiable", methods=["GET", "POST"], permission=DECIDE)
def not_notifiable(record_id: UUID) -> ResponseReturnValue:
    incident = load_own_incident(uow, record_id)
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
            _record_sent(incident, notification, form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".duties", record_id=incident.id))
    row = next(row for row in duties_section(uow, incident) if row.notification.id == notification.id)
    return render_template("incidents/notification_sent.html", form=form, incident=incident, row=row)


@bp.route(
    f"/notifications/<uuid:notification_id>/proof/<any({DOCUMENT_WAYS}):way>",
    methods=["GET", "POST"],
    permission=DECIDE,
)
def add_proof(notification_id: UUID, way: str) -> ResponseReturnValue:
    incident, notification = _own_notification(notification_id)
    return answer_adding(
        way,
        subject_of(incident, kind=PROOF, part_id=notification.id),
        caption=f"{incident.reference}: {notification.recipient_name}",
        back=url_for(".duties", record_id=incident.id),
        here=lambda other: url_for(".add_proof", notification_id=notification.id, way=other),
    )


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


def _own_notification(notification_id: UUID) -> tuple[Incident, IncidentNotification]:
    notification = load_notification(uow, notification_id)
    return load_own_incident(uow, notification.record_id), notification


def _record_sent(incident: Incident, notification: IncidentNotification, answers: dict[str, Any]) -> None:
    """Record it as sent, with the file that proves it; or neither."""
    file = answers.pop("file")
    services.submit_notification(uow, incident, notification, **answers)
    if file:
        part = subject_of(incident, kind=PROOF, part_id=notification.id)
        title = f"Proof of notification: {notification.recipient_name}"
        add_beside(uow, part, file, title=title, about_on=london_day(answers["submitted_at"]), field="file")
