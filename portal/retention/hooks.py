"""What retention declares, and what it does when a record changes or goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from uuid import UUID

from portal.core.changes import RecordChange
from portal.core.uow import UnitOfWork
from portal.declarations import NavigationItem, Permission, Role, Schedule
from portal.hookspecs import hookimpl
from portal.retention import permissions
from portal.retention.services.dating import note_closing
from portal.retention.services.erasing import erase_own_words
from portal.retention.services.proposing import review_everything
from portal.retention.views import bp
from portal.web.blueprint import PortalBlueprint

BEFORE_WORK = time(5, 10)
DECIDING = frozenset(
    f"retention.{page}"
    for page in (
        *("index", "item", "keep", "erased", "certificate", "record"),
        *("holds", "hold", "hold_all", "hold_named", "release"),
    )
)


@hookimpl
def portal_record_changed(uow: UnitOfWork, change: RecordChange) -> None:
    note_closing(uow, change)


@hookimpl
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int]:
    return erase_own_words(uow, record_id)


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return permissions.PERMISSIONS


@hookimpl
def portal_roles() -> Sequence[Role]:
    return permissions.ROLES


@hookimpl
def portal_navigation() -> Sequence[NavigationItem]:
    return (
        NavigationItem(
            "retention", "Kept long enough", "retention.index", permissions.APPROVE, weight=84, pages=DECIDING
        ),
        NavigationItem(
            "retention.periods",
            "How long we keep",
            "retention.periods",
            permissions.SET_PERIODS,
            weight=86,
            pages=frozenset({"retention.periods", "retention.set_period"}),
        ),
    )


@hookimpl
def portal_schedules() -> Sequence[Schedule]:
    return (Schedule("retention.review", "day", review_nightly, at=BEFORE_WORK),)


def review_nightly(uow: UnitOfWork, _slot: datetime) -> None:
    """What the clock does; a person decides."""
    review_everything(uow)
