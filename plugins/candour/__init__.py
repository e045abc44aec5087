"""Duty of candour: telling people what went wrong, saying sorry, in writing too, and learning from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from random import Random
from uuid import UUID

from plugins.candour import kinds, panels, permissions, services
from plugins.candour.demo import make_records
from plugins.candour.rules import codes
from plugins.candour.rules.clocks import DEADLINE_RULES
from plugins.candour.rules.regimes import REGIME_LIST
from plugins.candour.services.erasing import erase_words
from plugins.candour.services.reporting import begin_due_report
from plugins.candour.services.timing import ask_for_explanations
from plugins.candour.views import bp
from portal.plugin import (
    DeadlineRule,
    NavigationItem,
    Panel,
    Permission,
    PluginInfo,
    RecordKind,
    ReferenceList,
    Referral,
    Schedule,
    UnitOfWork,
    hookimpl,
)
from portal.plugin.web import PortalBlueprint

BEFORE_WORK = time(4, 40)


@hookimpl
def portal_plugin() -> PluginInfo:
    return PluginInfo("candour", "Duty of candour", "Tell people what went wrong, say sorry, write, review and learn.")


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)


@hookimpl
def portal_navigation() -> Sequence[NavigationItem]:
    return (
        NavigationItem(
            "candour.list",
            "Duty of candour",
            "casework.index",
            permissions.READ,
            weight=50,
            arguments={"kind_key": "candour"},
            pages=frozenset(
                {
                    "candour.body",
                    "candour.decide",
                    "candour.name_person",
                    "candour.person_step",
                    "candour.review",
                    "candour.learning",
                    "candour.open_case",
                }
            ),
        ),
        NavigationItem("candour.log", "Candour log and annual reports", "candour.log", permissions.READ, weight=67),
    )


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return permissions.PERMISSIONS


@hookimpl
def portal_record_kinds() -> Sequence[RecordKind]:
    return (kinds.CANDOUR, kinds.REPORT)


@hookimpl
def portal_deadline_rules() -> Sequence[DeadlineRule]:
    return DEADLINE_RULES


@hookimpl
def portal_reference_lists() -> Sequence[ReferenceList]:
    return (*codes.REFERENCE_LISTS, REGIME_LIST)


@hookimpl
def portal_panels() -> Sequence[Panel]:
    return panels.PANELS


@hookimpl
def portal_schedules() -> Sequence[Schedule]:
    return (
        Schedule("candour.review_explanations", "day", ask_for_explanations, at=BEFORE_WORK),
        Schedule("candour.annual_reports", "day", begin_due_report, at=BEFORE_WORK),
    )


@hookimpl
def portal_referral(uow: UnitOfWork, referral: Referral) -> UUID | None:
    return services.take_referral(uow, referral) if referral.to_kind == kinds.CANDOUR.key else None


@hookimpl
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int]:
    return erase_words(uow, record_id)


@hookimpl(trylast=True)
def portal_demo(uow: UnitOfWork, random: Random) -> None:
    make_records(uow, random)
