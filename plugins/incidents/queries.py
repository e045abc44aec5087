"""Read incidents and their notifications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from plugins.incidents.models import Incident, IncidentNotification
from portal.plugin import NotFoundError, UnitOfWork
from portal.plugin.services import Record, Site

PATTERN_DAYS = 9
PATTERN_COUNT = 2
HURT = ("low", "moderate", "severe", "fatal")


def load_incident(uow: UnitOfWork, incident_id: UUID) -> Incident:
    incident = uow.session.get(Incident, (uow.tenant.id, incident_id))
    if incident is None:
        raise NotFoundError
    return incident


def load_own_incident(uow: UnitOfWork, incident_id: UUID) -> Incident:
    """An incident to work on: a copy of somebody else's has no duties, no reporter and no learning of ours."""
    incident = load_incident(uow, incident_id)
    if incident.is_received:
        raise NotFoundError
    return incident


def notifications_of(uow: UnitOfWork, incident_id: UUID) -> Sequence[IncidentNotification]:
    """Every notification of an incident: those to be sent first, then as the law orders them."""
    return uow.session.scalars(
        select(IncidentNotification)
        .where(IncidentNotification.record_id == incident_id)
        .order_by(IncidentNotification.status != "due", IncidentNotification.since, IncidentNotification.id)
    ).all()


def load_notification(uow: UnitOfWork, notification_id: UUID) -> IncidentNotification:
    found = uow.session.get(IncidentNotification, (uow.tenant.id, notification_id))
    if found is None:
        raise NotFoundError
    return found


def new_reports(uow: UnitOfWork) -> Sequence[Any]:
    """First reports nobody has completed yet, oldest first."""
    return uow.session.execute(
        select(
            Record.id,
            Record.reference,
            Record.title,
            Record.opened_on,
            Record.severity,
            Site.name.label("site_name"),
        )
        .outerjoin(Site, Site.id == Record.site_id)
        .where(Record.kind == "incident", Record.status == "reported", Record.origin == "own")
        .order_by(Record.created_at)
        .limit(20)
    ).all()


def open_by_site(uow: UnitOfWork) -> Mapping[UUID, int]:
    """Open incidents by site, own and received alike."""
    rows = uow.session.execute(
        select(Record.site_id, func.count())
        .where(Record.kind == "incident", Record.closed_on.is_(None), Record.site_id.isnot(None))
        .group_by(Record.site_id)
    )
    return {site_id: count for site_id, count in rows if site_id}


def late_by_site(uow: UnitOfWork) -> Mapping[UUID, int]:
    """By site: open incidents with a notification that should have been sent by now, in law or by local prompt.

    No column beside those of the two partial indexes: of a million incidents, neither table is then read.
    """
    rows = uow.session.execute(
        select(Record.site_id, func.count())
        .select_from(Incident)
        .where(Record.closed_on.is_(None), Incident.duties_open > 0, Incident.duties_by < uow.now)
        .where(Record.site_id.isnot(None))
        .group_by(Record.site_id)
    )
    return {site_id: count for site_id, count in rows if site_id}


def patterns_by_site(uow: UnitOfWork, today: date) -> Sequence[Any]:
    """Sites with several incidents of one category that hurt somebody within a few days."""
    return uow.session.execute(
        select(Record.site_id, Incident.category, func.count().label("times"))
        .select_from(Incident)
        .where(
            Record.kind == "incident",
            Record.opened_on > today - timedelta(days=PATTERN_DAYS),
            Incident.physical_harm.in_(HURT),
            Record.site_id.isnot(None),
            Incident.category.isnot(None),
        )
        .group_by(Record.site_id, Incident.category)
        .having(func.count() >= PATTERN_COUNT)
        .order_by(func.count().desc())
    ).all()


def notification_times(uow: UnitOfWork, site_id: UUID | None = None) -> Any:
    """Hours from awareness to sending, over all notifications sent: how many, the median and the 95th percentile."""
    hours = func.extract("epoch", IncidentNotification.submitted_at - IncidentNotification.since) / 3600
    statement = select(
        func.count().label("sent"),
        func.percentile_cont(0.5).within_group(hours).label("median"),
        func.percentile_cont(0.95).within_group(hours).label("p95"),
    ).where(IncidentNotification.submitted_at.isnot(None))
    if site_id is not None:
        statement = statement.join(
            Record,
            (Record.tenant_id == IncidentNotification.tenant_id) & (Record.id == IncidentNotification.record_id),
        ).where(Record.site_id == site_id)
    return uow.session.execute(statement).one()
