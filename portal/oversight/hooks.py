"""What oversight declares."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from random import Random

from portal.core.uow import UnitOfWork
from portal.declarations import NavigationItem, Permission, Schedule, TenantKind
from portal.hookspecs import hookimpl
from portal.oversight.demo import keep_in_touch
from portal.oversight.news import tell_news
from portal.oversight.permissions import PERMISSIONS, READ
from portal.oversight.views import bp
from portal.web.blueprint import PortalBlueprint

QUARTER_PAST = time(0, 15)


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return PERMISSIONS


@hookimpl
def portal_navigation() -> Sequence[NavigationItem]:
    return (
        NavigationItem(
            "oversight.providers",
            "Providers",
            "oversight.index",
            READ,
            weight=20,
            tenant_kinds=frozenset({TenantKind.COMMISSIONER, TenantKind.ADVOCACY}),
        ),
        NavigationItem(
            "oversight.sites",
            "Our sites",
            "oversight.our_sites",
            READ,
            weight=20,
            tenant_kinds=frozenset({TenantKind.PROVIDER}),
        ),
    )


@hookimpl
def portal_schedules() -> Sequence[Schedule]:
    return (Schedule("oversight.register_news", "hour", tell_news, at=QUARTER_PAST),)


@hookimpl
def portal_demo(uow: UnitOfWork, random: Random) -> None:
    keep_in_touch(uow, random)
