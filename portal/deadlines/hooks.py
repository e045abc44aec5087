"""What deadlines declare: the rules of the seed catalogue, until each has a plugin of its own; days off; a recount."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from portal.deadlines.catalogue import CATALOGUE
from portal.deadlines.erasing import erase_reasons
from portal.deadlines.permissions import MANAGE_CLOSURES, PERMISSIONS, SET_TARGETS
from portal.deadlines.recounting import RECOUNT, recount_clocks
from portal.deadlines.views import closures, dates, own_targets
from portal.declarations import DeadlineRule, NavigationItem, Permission, Schedule
from portal.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from portal.core.uow import UnitOfWork
    from portal.web.blueprint import PortalBlueprint

BEFORE_WORK = time(4, 20)


@hookimpl
def portal_deadline_rules() -> Sequence[DeadlineRule]:
    return CATALOGUE


@hookimpl
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int]:
    return erase_reasons(uow, record_id)


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return PERMISSIONS


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (closures, dates, own_targets)


@hookimpl
def portal_navigation() -> Sequence[NavigationItem]:
    return (
        NavigationItem("targets", "Your own targets", "targets.index", SET_TARGETS, weight=87),
        NavigationItem("closures", "Closure days", "closures.index", MANAGE_CLOSURES, weight=88),
    )


@hookimpl
def portal_schedules() -> Sequence[Schedule]:
    return (Schedule(RECOUNT, "day", recount_nightly, at=BEFORE_WORK),)


def recount_nightly(uow: UnitOfWork, _slot: datetime) -> None:
    """A release may bring a newer calendar, and a clock may have begun while a holiday was being added."""
    recount_clocks(uow)
