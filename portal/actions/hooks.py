"""What actions declare, and what they do when another organisation's message arrives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from random import Random
from uuid import UUID

from portal.actions import evidence, paper, steps, views
from portal.actions.blueprint import bp
from portal.actions.demo import improve
from portal.actions.erasing import erase_actions
from portal.actions.indicators import OVERDUE
from portal.actions.permissions import PERMISSIONS, READ
from portal.actions.reminders import remind
from portal.actions.sharing import hear_steps
from portal.core.uow import UnitOfWork
from portal.declarations import Indicator, NavigationItem, Permission, Schedule
from portal.exchange.models import Message
from portal.hookspecs import hookimpl
from portal.web.blueprint import PortalBlueprint

PAGES = (views, steps, paper, evidence)  # imported so that their routes are on the blueprint
MORNING = time(7, 0)


@hookimpl
def portal_message_heard(uow: UnitOfWork, message: Message) -> None:
    hear_steps(uow, message)


@hookimpl
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int]:
    return erase_actions(uow, record_id)


@hookimpl
def portal_demo(uow: UnitOfWork, random: Random) -> None:
    improve(uow, random)


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return PERMISSIONS


@hookimpl
def portal_navigation() -> Sequence[NavigationItem]:
    return (NavigationItem("actions", "Actions", "actions.index", READ, weight=34),)


@hookimpl
def portal_indicators() -> Sequence[Indicator]:
    return (OVERDUE,)


@hookimpl
def portal_schedules() -> Sequence[Schedule]:
    return (Schedule("actions.remind", "day", remind, at=MORNING),)
