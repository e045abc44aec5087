"""Incidents: reported in two minutes, the duties they trigger worked out, told, learned from and answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from uuid import UUID

from plugins.incidents import kinds, panels, permissions, reports
from plugins.incidents.demo import make_incidents
from plugins.incidents.rules.codes import REFERENCE_LISTS
from plugins.incidents.rules.deadlines import DEADLINE_RULES
from plugins.incidents.services.erasing import erase_notifications
from plugins.incidents.views import bp
from portal.plugin import (
    DeadlineRule,
    Indicator,
    NavigationItem,
    Panel,
    Permission,
    PluginInfo,
    RecordKind,
    ReferenceList,
    ReportSection,
    Role,
    StandardLetter,
    TenantKind,
    UnitOfWork,
    hookimpl,
)
from portal.plugin.web import PortalBlueprint

TOLD = StandardLetter.read("incidents.told", Path(__file__).parent / "letters" / "told.txt", kind=kinds.INCIDENT.key)


@hookimpl
def portal_plugin() -> PluginInfo:
    return PluginInfo("incidents", "Incidents", "Report incidents, work out who must be told, and learn from them.")


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)


@hookimpl
def portal_navigation() -> Sequence[NavigationItem]:
    return (
        NavigationItem(
            "incidents.report",
            "Report an incident",
            "incidents.report",
            permissions.REPORT,
            weight=10,
            tenant_kinds=frozenset({TenantKind.PROVIDER}),
            is_quick_action=True,
        ),
        NavigationItem(
            "incidents.list",
            "Incidents",
            "casework.index",
            permissions.READ,
            weight=30,
            arguments={"kind_key": "incident"},
            pages=frozenset(
                f"incidents.{one}"
                for one in (
                    "duties",
                    "facts",
                    "answer",
                    "learn",
                    "not_notifiable",
                    "notification_sent",
                    "notification_not_needed",
                    "notification_acknowledged",
                    "add_proof",
                )
            ),
        ),
        NavigationItem(
            "incidents.mine",
            "Your reports",
            "incidents.mine",
            permissions.READ_OWN,
            weight=35,
            tenant_kinds=frozenset({TenantKind.PROVIDER}),
        ),
    )


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return permissions.PERMISSIONS


@hookimpl
def portal_roles() -> Sequence[Role]:
    return permissions.ROLES


@hookimpl
def portal_record_kinds() -> Sequence[RecordKind]:
    return (kinds.INCIDENT,)


@hookimpl
def portal_deadline_rules() -> Sequence[DeadlineRule]:
    return DEADLINE_RULES


@hookimpl
def portal_reference_lists() -> Sequence[ReferenceList]:
    return REFERENCE_LISTS


@hookimpl
def portal_panels() -> Sequence[Panel]:
    return panels.PANELS


@hookimpl
def portal_indicators() -> Sequence[Indicator]:
    return panels.INDICATORS


@hookimpl
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int]:
    return erase_notifications(uow, record_id)


@hookimpl
def portal_report_sections() -> Sequence[ReportSection]:
    return reports.SECTIONS


@hookimpl
def portal_letters() -> Sequence[StandardLetter]:
    return (TOLD,)


@hookimpl
def portal_demo(uow: UnitOfWork, random: Random) -> None:
    make_incidents(uow, random)
