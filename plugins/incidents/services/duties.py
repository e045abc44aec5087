"""Who must be told: worked out from facts, each with its clock, decided by name, sent with proof."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from plugins.incidents.models import Incident, IncidentNotification
from plugins.incidents.queries import notifications_of
from plugins.incidents.rules.facts import Facts
from plugins.incidents.rules.notifications import Hit, evaluate, rule_by_code
from plugins.incidents.rules.questions import unanswered
from plugins.incidents.rules.recipients import Recipient, name_in
from portal.plugin import Nation, PortalError, UnitOfWork, london_day, london_moment
from portal.plugin.services import (
    append_entry,
    change_record,
    deadline_for,
    deadlines_of,
    hold_for_change,
    meet_deadline,
    new_id,
    origins_of,
    refer,
    start_deadline,
    waive_deadline,
)

COLUMNS_THAT_ARE_FACTS = ("event_type", "physical_harm", "psychological_harm", "who_affected")
TRIAGED, NOTIFYING, NOTIFIED = "triaged", "notifying", "notified"
SAFEGUARDING_CONCERN = "safeguarding_concern"


def confirm_facts(
    uow: UnitOfWork, incident: Incident, *, answers: Mapping[str, Any], expected_version: int | None = None
) -> list[IncidentNotification]:
    """Keep the answers and work out every duty they trigger.

    Answers replace earlier ones of the same questions. Returns the incident's notifications.
    """
    _hold(uow, incident, expected_version=expected_version)
    merged = {**(incident.facts or {}), **answers}
    facts = Facts.from_json({key: value for key, value in merged.items() if value is not None})
    kept = facts.to_json()
    columns: dict[str, Any] = {name: kept.pop(name, None) for name in COLUMNS_THAT_ARE_FACTS if name in answers}
    change_record(
        uow,
        incident,
        act="incident.facts_answered",
        facts=kept,
        facts_confirmed_at=uow.now,
        severity=columns.get("physical_harm", incident.physical_harm),
        **columns,
    )
    refresh_duties(uow, incident)
    return list(notifications_of(uow, incident.id))


def refresh_duties(uow: UnitOfWork, incident: Incident) -> None:
    """Bring the notifications up to what the facts say now: new duties begin, unsent ones may fall away."""
    hits = {hit.rule.code: hit for hit in hits_of(uow, incident)}
    held = {one.rule_code: one for one in notifications_of(uow, incident.id)}
    for code, hit in hits.items():
        if code not in held:
            _begin(uow, incident, hit)
        elif held[code].status == "fallen-away":
            _begin_again(uow, incident, held[code], hit)
        elif held[code].is_due:
            _bring_up_to_date(uow, incident, held[code], hit)
    for code, notification in held.items():
        if code not in hits and notification.is_due:
            notification.status = "fallen-away"
            _stop_clock(uow, incident, notification, reason="The facts no longer call for it.")
    _settle(uow, incident)


def hits_of(uow: UnitOfWork, incident: Incident) -> list[Hit]:
    """The duties the incident's facts trigger today."""
    on = london_day(incident.occurred_at or incident.created_at)
    return evaluate(incident.answers, nation=Nation(incident.nation), on=on, now=uow.now)


def submit_notification(
    uow: UnitOfWork,
    incident: Incident,
    notification: IncidentNotification,
    *,
    reference: str,
    channel: str,
    submitted_at: datetime,
    proof: str | None = None,
) -> IncidentNotification:
    """Record that a notification was sent: by whom, when, how, and the reference that proves it."""
    _hold(uow, incident, notification)
    if notification.status not in {"due", "not-needed", "fallen-away"}:
        raise PortalError("This was already recorded as sent.")
    if not reference.strip():
        raise PortalError(
            "Enter the reference or receipt you were given. Without proof it does not count as sent.",
            field="reference",
        )
    if submitted_at > uow.now:
        raise PortalError("When it was sent: this moment has not come yet.", field="submitted_at")
    notification.status = "submitted"
    notification.reference, notification.channel, notification.proof = reference.strip(), channel, proof
    notification.submitted_at, notification.submitted_by = submitted_at, uow.actor.user_id
    clock = deadline_for(uow, incident.id, _clock_code(notification), notification.id)
    if clock:
        meet_deadline(uow, clock, incident, at=submitted_at)
    _tell(uow, incident, notification, "incident.notification_sent")
    _settle(uow, incident)
    return notification


def acknowledge_notification(
    uow: UnitOfWork, incident: Incident, notification: IncidentNotification, *, note: str | None = None
) -> IncidentNotification:
    """Record that the recipient confirmed a notification."""
    _hold(uow, incident, notification)
    if notification.status != "submitted":
        raise PortalError("Only a notification that was sent can be acknowledged.")
    notification.status, notification.acknowledged_at, notification.acknowledged_note = (
        "acknowledged",
        uow.now,
        note,
    )
    _tell(uow, incident, notification, "incident.notification_acknowledged")
    _settle(uow, incident)
    return notification


def decide_not_needed(
    uow: UnitOfWork,
    incident: Incident,
    notification: IncidentNotification,
    *,
    reason: str,
    met_elsewhere: str | None = None,
) -> IncidentNotification:
    """Decide, by name and with a reason, that one notification need not be sent; or that another report met it."""
    _hold(uow, incident, notification)
    if not notification.is_due:
        raise PortalError("This notification is not waiting to be sent.")
    if not reason.strip():
        raise PortalError("Say why this need not be sent.", field="reason")
    notification.status = "met-elsewhere" if met_elsewhere else "not-needed"
    notification.reference = met_elsewhere
    notification.decided_by, notification.decided_at = uow.actor.user_id, uow.now
    notification.decided_reason = reason.strip()
    _stop_clock(uow, incident, notification, reason=reason)
    _tell(uow, incident, notification, "incident.notification_not_needed")
    _settle(uow, incident)
    return notification


def decide_not_notifiable(uow: UnitOfWork, incident: Incident, *, reason: str) -> Incident:
    """Where the facts trigger nothing: a named person confirms that nobody outside must be told, and why.

    Raises `PortalError` while a question that could change it is open, or a duty was found.
    """
    if not reason.strip():
        raise PortalError("Say why nobody outside needs to be told.", field="reason")
    if hits_of(uow, incident):
        raise PortalError("The facts call for at least one notification. Decide on each of them.")
    still_open = unanswered(incident.answers, Nation(incident.nation))
    if still_open:
        raise PortalError(f"Questions still open: {len(still_open)}. Answer them first.")
    change_record(
        uow,
        incident,
        act="incident.not_notifiable",
        not_notifiable_by=uow.actor.user_id,
        not_notifiable_reason=reason.strip(),
    )
    _settle(uow, incident)
    return incident


def _hold(
    uow: UnitOfWork,
    incident: Incident,
    notification: IncidentNotification | None = None,
    *,
    expected_version: int | None = None,
) -> None:
    """Lock the incident, and read it and the notification as whoever held the lock before left them."""
    hold_for_change(uow, incident, expected_version=expected_version, reads_again=True)
    for row in filter(None, (incident, notification)):
        uow.session.refresh(row)


def _begin(uow: UnitOfWork, incident: Incident, hit: Hit) -> None:
    rule = hit.rule
    notification = IncidentNotification(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=incident.id,
        compartment=incident.compartment,
        rule_code=rule.code,
        recipient=rule.recipient,
        recipient_name=name_in(rule.recipient, Nation(incident.nation)),
        regulation=rule.regulation,
        event=rule.event,
        reason=hit.reason,
        note=hit.note,
        binding=rule.binding,
        source=rule.source,
        source_url=rule.source_url,
        verified=rule.verified,
        since=_since(incident, hit),
        status="due",
    )
    uow.session.add(notification)
    _start_clock(uow, incident, notification, hit)
    if rule.recipient is Recipient.SAFEGUARDING:
        notification.referred_to = _concern_before(uow, incident) or refer(
            uow, incident, to_kind=SAFEGUARDING_CONCERN, reason=hit.reason, facts=incident.answers.to_json()
        )
    _tell(uow, incident, notification, "incident.duty_found")


def _concern_before(uow: UnitOfWork, incident: Incident) -> UUID | None:
    """The safeguarding concern this incident was reported from: it is not raised a second time."""
    found = (one.record.id for one in origins_of(uow, incident.id) if one.kind.key == SAFEGUARDING_CONCERN)
    return next(found, None)


def _begin_again(uow: UnitOfWork, incident: Incident, notification: IncidentNotification, hit: Hit) -> None:
    notification.status, notification.reason, notification.note = "due", hit.reason, hit.note
    notification.since = _since(incident, hit)
    _start_clock(uow, incident, notification, hit)
    _tell(uow, incident, notification, "incident.duty_found")


def _bring_up_to_date(uow: UnitOfWork, incident: Incident, notification: IncidentNotification, hit: Hit) -> None:
    """A corrected date counts: the clock of a duty not yet sent starts anew where the facts now say it began."""
    notification.reason, notification.note = hit.reason, hit.note
    since = _since(incident, hit)
    if since == notification.since:
        return
    notification.since = since
    _stop_clock(uow, incident, notification, reason="Counted anew, because the facts changed.")
    _start_clock(uow, incident, notification, hit)


def _start_clock(uow: UnitOfWork, incident: Incident, notification: IncidentNotification, hit: Hit) -> None:
    uow.session.flush()
    start_deadline(
        uow,
        hit.rule.deadline_code,
        incident,
        from_=hit.since or notification.since,
        subject_id=notification.id,
    )


def _stop_clock(uow: UnitOfWork, incident: Incident, notification: IncidentNotification, *, reason: str) -> None:
    clock = deadline_for(uow, incident.id, _clock_code(notification), notification.id)
    if clock:
        waive_deadline(uow, clock, incident, reason=reason)


def _clock_code(notification: IncidentNotification) -> str:
    return rule_by_code(notification.rule_code).deadline_code


def _since(incident: Incident, hit: Hit) -> datetime:
    if isinstance(hit.since, datetime):
        return hit.since
    if isinstance(hit.since, date):
        return london_moment(hit.since, time.min)
    return incident.discovered_at or incident.created_at


def _settle(uow: UnitOfWork, incident: Incident) -> None:
    """Write what lists and disclosures tell of the notifications, and the status that follows from them."""
    uow.session.flush()
    notifications = [one for one in notifications_of(uow, incident.id) if one.status != "fallen-away"]
    incident.duties = [_told(one) for one in sorted(notifications, key=lambda one: (one.since, one.rule_code))]
    incident.duties_open = sum(one.is_due for one in notifications)
    incident.duties_by = _first_due(uow, incident)
    if incident.status in {TRIAGED, NOTIFYING, NOTIFIED}:
        is_settled = bool(notifications) or incident.not_notifiable_by is not None
        incident.status = NOTIFYING if incident.duties_open else (NOTIFIED if is_settled else TRIAGED)
    elif incident.duties_open and not incident.is_open:
        # What became known after the closing calls for somebody to be told: that is no closed incident.
        incident.status, incident.closed_on = NOTIFYING, None
        append_entry(uow, "incident.reopened", record_id=incident.id, compartment=incident.compartment)
    incident.updated_at = uow.now
    uow.session.flush()


def _first_due(uow: UnitOfWork, incident: Incident) -> datetime | None:
    """By when, in law or by local prompt, the first notification that waits is to be sent."""
    waiting = {one.id for one in notifications_of(uow, incident.id) if one.is_due}
    clocks = [one for one in deadlines_of(uow, incident.id) if one.subject_id in waiting and one.is_running]
    return min((one.acts_by for one in clocks if one.acts_by), default=None)


def _told(notification: IncidentNotification) -> dict[str, str | None]:
    """One line of the duties, as others may be told it: who, what for, how it stands; no case content."""
    return {
        "recipient": notification.recipient_name,
        "event": notification.event,
        "class": notification.binding,
        "status": notification.status,
        "since": notification.since.isoformat(timespec="minutes"),
        "sent_at": notification.submitted_at.isoformat(timespec="minutes") if notification.submitted_at else None,
    }


def _tell(uow: UnitOfWork, incident: Incident, notification: IncidentNotification, act: str) -> None:
    append_entry(
        uow,
        act,
        record_id=incident.id,
        compartment=incident.compartment,
        rule=notification.rule_code,
        recipient=notification.recipient_name,
    )
