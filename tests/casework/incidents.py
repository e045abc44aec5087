"""Incidents of the world, made through the services as its people would."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from plugins.incidents.models import Incident
from plugins.incidents.services import FirstReport, complete_report, report_incident
from portal.directory.models import Site
from portal.records.services import open_record
from tests.world import ROSEWOOD, ROSEWOOD_HOUSE

if TYPE_CHECKING:
    from uuid import UUID

    from portal.core.uow import UnitOfWork

LIST = "/t/rosewood/records/incident/"
FALL = {
    "what_happened": "J.S. slipped by the shower chair.",
    "occurred_at": datetime(2026, 3, 4, 7, 30, tzinfo=UTC),
    "event_type": "harm",
    "physical_harm": "low",
    "who_affected": "person",
}


def reported(uow: UnitOfWork, *, site: UUID = ROSEWOOD_HOUSE, **answers: Any) -> Incident:
    """A first report nobody has looked at yet."""
    report = FirstReport(**{**FALL, **answers})
    return report_incident(uow, site=uow.session.get_one(Site, site), report=report)


def completed(uow: UnitOfWork, *, category: str = "fall", **answers: Any) -> Incident:
    """A report a manager has completed."""
    return complete_report(uow, reported(uow, **answers), category=category)


def opened(
    uow: UnitOfWork, title: str, *, on: date = date(2026, 3, 4), site: UUID = ROSEWOOD_HOUSE, **columns: Any
) -> Incident:
    """A bare row of the list, opened on a day of one's choosing."""
    incident = Incident(
        title=title,
        nation="england",
        site_id=site,
        provider_id=ROSEWOOD,
        opened_on=on,
        **{"duties": [], "duties_open": 0, "facts": {}, **columns},
    )
    return open_record(uow, incident)


def path(incident: Incident, tenant: str = "rosewood") -> str:
    return f"/t/{tenant}/records/incident/{incident.id}"
