"""Blocks of home and record pages, and what is said about a site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from plugins.incidents import queries
from plugins.incidents.models import Incident, IncidentNotification
from plugins.incidents.permissions import READ, READ_OWN, WRITE
from plugins.incidents.rules.codes import CATEGORIES, CHANNELS
from plugins.incidents.rules.completeness import missing
from plugins.incidents.rules.notifications import rule_by_code
from portal.plugin import Indicator, Panel, SiteFact, TenantKind, UnitOfWork
from portal.plugin.services import Deadline, deadlines_of, documents_of_parts, names_of, submissions_by_me

# How pressing each sentence is among the reasons to ring a site.
LATE, PATTERN = 60, 50
PROOF = "incident_notification"


@dataclass(frozen=True)
class DutyRow:
    """One notification as the page shows it: its clock, what its form still lacks, how it was sent, who decided.

    `documents` are the files that prove it.
    """

    notification: IncidentNotification
    clock: Deadline | None
    lacking: list[str]
    channel: str
    decided_by: str
    documents: Sequence[Any]


def duties_section(uow: UnitOfWork, incident: Incident) -> list[DutyRow]:
    """The notifications of one of our own incidents; a received copy tells them among its groups."""
    if incident.is_received:
        return []
    notifications = queries.notifications_of(uow, incident.id)
    # A duty counted anew has several clocks: the last one that was not stopped is the one that tells.
    in_order = sorted(deadlines_of(uow, incident.id), key=lambda one: (one.waived_at is None, one.id))
    clocks = {one.subject_id: one for one in in_order if one.subject_id}
    people = names_of(uow, {one.submitted_by or one.decided_by for one in notifications} - {None})  # type: ignore[arg-type]
    values = form_values(incident)
    proofs = documents_of_parts(uow, [one.id for one in notifications])
    return [
        DutyRow(
            notification=one,
            clock=clocks.get(one.id),
            lacking=missing(rule_by_code(one.rule_code).form, values) if one.is_due else [],
            channel=CHANNELS.label_of(one.channel),
            decided_by=people.get(one.submitted_by or one.decided_by, ""),  # type: ignore[arg-type]
            documents=proofs.get(one.id, ()),
        )
        for one in notifications
    ]


def form_values(incident: Incident) -> dict[str, Any]:
    """What a recipient's form would be filled from: the incident's fields and its facts, by key."""
    columns = (
        "occurred_at", "discovered_at", "category", "person_references", "staff_involved", "what_happened", "injury",
        "immediate_action", "witnesses", "police_reference", "people_told", "continuing_risk",
    )  # fmt: skip
    facts = incident.answers
    return {
        **{name: getattr(facts, name) for name in facts.__dataclass_fields__},
        **(incident.form_details or {}),
        **{name: getattr(incident, name) for name in columns},
        "immediate_action": incident.immediate_action or incident.actions_taken,
        "site": incident.site_id,
    }


def my_reports(uow: UnitOfWork) -> Sequence[Any]:
    return submissions_by_me(uow)[:10]


def open_incidents(uow: UnitOfWork) -> Mapping[UUID, int]:
    return queries.open_by_site(uow)


def incident_facts(uow: UnitOfWork) -> list[SiteFact]:
    """Why to ring a site: patterns of harm, and incidents whose notifications wait."""
    found = [
        SiteFact(
            row.site_id,
            f"{CATEGORIES.label_of(row.category)} with injury, {row.times} times in {queries.PATTERN_DAYS} days",
            PATTERN + row.times,
        )
        for row in queries.patterns_by_site(uow, uow.today)
    ]
    for site_id, count in queries.late_by_site(uow).items():
        noun = "incident has" if count == 1 else "incidents have"
        found.append(SiteFact(site_id, f"{count} {noun} an overdue notification", LATE + count))
    return found


def late_notifications(uow: UnitOfWork) -> Mapping[UUID, int]:
    return queries.late_by_site(uow)


def no_facts(_uow: UnitOfWork) -> list[SiteFact]:
    """A count that adds no sentence of its own."""
    return []


PANELS = (
    Panel(
        "incidents.new",
        "New reports to look at",
        "incidents/_new_reports.html",
        queries.new_reports,
        WRITE,
        weight=20,
        tenant_kinds=frozenset({TenantKind.PROVIDER}),
    ),
    Panel(
        "incidents.mine",
        "What you reported",
        "incidents/_my_reports.html",
        my_reports,
        READ_OWN,
        weight=70,
        tenant_kinds=frozenset({TenantKind.PROVIDER}),
    ),
)

INDICATORS = (
    Indicator("incidents.open", "Open incidents", READ, open_incidents, incident_facts),
    Indicator("incidents.late", "Overdue notifications", READ, late_notifications, no_facts),
)
