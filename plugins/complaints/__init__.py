"""Complaints and feedback: received by whatever way, answered by the right procedure, learned from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from uuid import UUID

from plugins.complaints import kinds, panels, permissions, reports
from plugins.complaints.demo import make_complaints
from plugins.complaints.navigation import NAVIGATION
from plugins.complaints.rules.clocks import DEADLINE_RULES
from plugins.complaints.rules.codes import REFERENCE_LISTS
from plugins.complaints.rules.letters import LETTERS
from plugins.complaints.services.erasing import erase_answers
from plugins.complaints.views import heads, papers, public, receive, settings, steps
from plugins.complaints.views.blueprint import bp
from portal.plugin import (
    DeadlineRule,
    NavigationItem,
    Panel,
    Permission,
    PluginInfo,
    RecordKind,
    ReferenceList,
    ReportSection,
    StandardLetter,
    UnitOfWork,
    hookimpl,
)
from portal.plugin.web import PortalBlueprint

PAGES = (heads, papers, receive, settings, steps)  # imported so that their routes are on the blueprint


@hookimpl
def portal_plugin() -> PluginInfo:
    return PluginInfo(
        "complaints", "Complaints and feedback", "Answer complaints by the right procedure, and learn from them."
    )


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return permissions.PERMISSIONS


@hookimpl
def portal_record_kinds() -> Sequence[RecordKind]:
    return (kinds.COMPLAINT, kinds.FEEDBACK, kinds.REQUEST)


@hookimpl
def portal_deadline_rules() -> Sequence[DeadlineRule]:
    return DEADLINE_RULES


@hookimpl
def portal_reference_lists() -> Sequence[ReferenceList]:
    return REFERENCE_LISTS


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp, public.bp)


@hookimpl
def portal_navigation() -> Sequence[NavigationItem]:
    return NAVIGATION


@hookimpl
def portal_panels() -> Sequence[Panel]:
    return panels.PANELS


@hookimpl
def portal_report_sections() -> Sequence[ReportSection]:
    return reports.SECTIONS


@hookimpl
def portal_letters() -> Sequence[StandardLetter]:
    return LETTERS


@hookimpl
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int]:
    return erase_answers(uow, record_id)


@hookimpl
def portal_demo(uow: UnitOfWork, random: Random) -> None:
    make_complaints(uow, random)
