"""What documents declare, and what happens to them when a record is erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from random import Random
from uuid import UUID

from portal.core.uow import UnitOfWork
from portal.declarations import NavigationItem, Permission, Schedule
from portal.documents import upkeep
from portal.documents.blueprint import vault
from portal.documents.demo import keep_something
from portal.documents.permissions import PERMISSIONS, READ
from portal.documents.services import erase_documents
from portal.documents.views import bp
from portal.hookspecs import hookimpl
from portal.web.blueprint import PortalBlueprint

AT_NIGHT = time(3, 20)


def scan_waiting(uow: UnitOfWork, slot: datetime) -> None:
    del slot
    upkeep.scan_waiting(uow, vault())


def sweep(uow: UnitOfWork, slot: datetime) -> None:
    upkeep.sweep(uow, vault(), slot)


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return PERMISSIONS


@hookimpl
def portal_navigation() -> Sequence[NavigationItem]:
    return (NavigationItem("documents", "Documents", "documents.index", READ, weight=47),)


@hookimpl
def portal_schedules() -> Sequence[Schedule]:
    return (
        Schedule("documents.scan", "hour", scan_waiting, at=time(0, 10)),
        Schedule("documents.sweep", "day", sweep, at=AT_NIGHT),
    )


@hookimpl
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int] | None:
    gone = erase_documents(uow, record_id)
    return {"Documents": gone} if gone else None


@hookimpl
def portal_demo(uow: UnitOfWork, random: Random) -> None:
    keep_something(uow, vault(), random)
