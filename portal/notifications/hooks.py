"""What notifications declare."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from portal.declarations import NavigationItem, Permission, Schedule
from portal.hookspecs import hookimpl
from portal.notifications.erasing import erase_mails
from portal.notifications.permissions import PERMISSIONS, WATCH_MAILS
from portal.notifications.services import send_digests
from portal.notifications.views import bp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from portal.core.uow import UnitOfWork
    from portal.web.blueprint import PortalBlueprint


@hookimpl
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int]:
    return erase_mails(uow, record_id)


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return PERMISSIONS


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)


@hookimpl
def portal_navigation() -> Sequence[NavigationItem]:
    return (NavigationItem("mails", "Mails", "mails.index", WATCH_MAILS, weight=82),)


@hookimpl
def portal_schedules() -> Sequence[Schedule]:
    return (Schedule("notifications.digest", "day", send_digests, at=time(7)),)
