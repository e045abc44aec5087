"""Report an incident in two minutes; complete it later."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from plugins.incidents.models import Incident
from plugins.incidents.rules.codes import CATEGORIES, EVENT_TYPES
from plugins.incidents.services.duties import refresh_duties
from portal.plugin import PortalError, UnitOfWork
from portal.plugin.services import (
    Site,
    change_record,
    deadline_for,
    hold_for_change,
    keep_submission,
    meet_deadline,
    open_record,
    start_deadline,
)

TRIAGE, ANSWER = "INC-TRIAGE", "INC-ANSWER"
REPORTED, TRIAGED = "reported", "triaged"


@dataclass(frozen=True, kw_only=True)
class FirstReport:
    """What somebody can say in two minutes. `physical_harm` and the others are codes of the plugin's lists."""

    what_happened: str
    occurred_at: datetime
    event_type: str
    physical_harm: str | None = None
    psychological_harm: str | None = None
    who_affected: str | None = None
    person_references: str | None = None
    place: str | None = None
    actions_taken: tuple[str, ...] = ()
    immediate_action: str | None = None


def report_incident(uow: UnitOfWork, *, site: Site, report: FirstReport) -> Incident:
    """Take a first report: who reports it will hear by a date, and a manager looks at it by another.

    The reporter need not be able to read incidents; what they sent is kept for them apart.
    Raises `PortalError` on `occurred_at` for a moment that has not come yet.
    """
    if report.occurred_at > uow.now:
        raise PortalError("When it happened: this moment has not come yet.", field="occurred_at")
    if not report.what_happened.strip():
        raise PortalError("Say what happened.", field="what_happened")
    told = asdict(report) | {
        "what_happened": report.what_happened.strip(),
        "actions_taken": list(report.actions_taken),
    }
    incident = Incident(
        title=title_for(report.event_type, None, site.name),
        severity=report.physical_harm,
        nation=site.nation,
        site_id=site.id,
        provider_id=site.provider_id,
        discovered_at=uow.now,
        facts={},
        duties=[],
        duties_open=0,
        **told,
    )
    open_record(uow, incident, act="incident.reported")
    start_deadline(uow, TRIAGE, incident, from_=uow.today)
    answer = start_deadline(uow, ANSWER, incident, from_=uow.today)
    keep_submission(uow, incident, words=_words(told, site), answer_by=answer.due_on if answer else None)
    return incident


def complete_report(
    uow: UnitOfWork, incident: Incident, *, expected_version: int | None = None, **columns: Any
) -> Incident:
    """Fill in or correct what is known. The first time, the incident is looked at: it may be shared from then on.

    Raises `StaleRecordError` when somebody saved in between, `PortalError` for a discovery before the event.
    """
    hold_for_change(uow, incident, expected_version=expected_version)
    occurred_at = columns.get("occurred_at", incident.occurred_at)
    discovered_at = columns.get("discovered_at", incident.discovered_at)
    if occurred_at and discovered_at and discovered_at < occurred_at:
        raise PortalError("When you found out: this cannot be before it happened.", field="discovered_at")
    if discovered_at and discovered_at > uow.now:
        raise PortalError("When you found out: this moment has not come yet.", field="discovered_at")
    columns["title"] = title_for(
        columns.get("event_type", incident.event_type),
        columns.get("category", incident.category),
        _site_name(uow, incident),
    )
    columns["severity"] = columns.get("physical_harm", incident.physical_harm)
    is_first = incident.status == REPORTED
    if is_first:
        columns["status"] = TRIAGED
    change_record(uow, incident, act="incident.completed" if is_first else "incident.corrected", **columns)
    if is_first:
        looked_at = deadline_for(uow, incident.id, TRIAGE)
        if looked_at:
            meet_deadline(uow, looked_at, incident)
    if incident.facts_confirmed_at:
        refresh_duties(uow, incident)
    return incident


def _words(told: dict[str, Any], site: Site) -> dict[str, str]:
    """What its sender will find on their own page."""
    return {
        "what_happened": told["what_happened"],
        "site": site.name,
        "occurred_at": told["occurred_at"].isoformat(),
        "immediate_action": told["immediate_action"] or "",
    }


def title_for(event_type: str | None, category: str | None, site_name: str) -> str:
    """A title that may stand in any list: what kind of thing, and where; never who."""
    if category:
        what = CATEGORIES.label_of(category)
    elif event_type:
        what = {"near-miss": "Near miss", "good-care": "Good care", "harm": "Somebody hurt"}.get(
            event_type, EVENT_TYPES.label_of(event_type)
        )
    else:
        what = "Incident"
    return f"{what} at {site_name}"


def _site_name(uow: UnitOfWork, incident: Incident) -> str:
    site = uow.session.get(Site, incident.site_id) if incident.site_id else None
    return site.name if site else "the service"
