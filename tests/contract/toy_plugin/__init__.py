"""A plugin from outside: a kind, a page, two blocks and a time limit, in a package the core does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.plugin import NavigationItem, PluginInfo, hookimpl
from tests.contract.toy_plugin import kinds, panels, permissions, rules
from tests.contract.toy_plugin.services import take_referral
from tests.contract.toy_plugin.views import bp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from portal.plugin import DeadlineRule, Panel, Permission, RecordKind, Referral, UnitOfWork
    from portal.plugin.web import PortalBlueprint


@hookimpl
def portal_plugin() -> PluginInfo:
    return PluginInfo("toy", "Visits", "Who called where, and what they found.")


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)


@hookimpl
def portal_navigation() -> Sequence[NavigationItem]:
    return (NavigationItem("toy.index", "Visits", "toy.index", permissions.READ, weight=90),)


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return permissions.PERMISSIONS


@hookimpl
def portal_record_kinds() -> Sequence[RecordKind]:
    return (kinds.VISIT,)


@hookimpl
def portal_deadline_rules() -> Sequence[DeadlineRule]:
    return (rules.WRITE_UP,)


@hookimpl
def portal_panels() -> Sequence[Panel]:
    return panels.PANELS


@hookimpl
def portal_referral(uow: UnitOfWork, referral: Referral) -> UUID | None:
    return take_referral(uow, referral) if referral.to_kind == kinds.VISIT.key else None
