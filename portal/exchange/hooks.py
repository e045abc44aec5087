"""What the exchange declares, and what it does when a record changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from uuid import UUID

from portal.core.changes import RecordChange
from portal.core.nations import UNITED_KINGDOM
from portal.core.uow import UnitOfWork
from portal.declarations import ALL_TENANTS, Binding, DeadlineRule, NavigationItem, Permission, Unit
from portal.exchange import permissions
from portal.exchange.demo import talk_it_over
from portal.exchange.erasing import erase_exchanged
from portal.exchange.models import Message
from portal.exchange.standing import plan_standing
from portal.exchange.talking import ASK_REPLY, start_reply_clock
from portal.exchange.views import bp
from portal.hookspecs import hookimpl
from portal.web.blueprint import PortalBlueprint

WORKERS = frozenset({"manager", "officer", "safeguarding_lead"})


@hookimpl
def portal_record_changed(uow: UnitOfWork, change: RecordChange) -> None:
    plan_standing(uow, change)


@hookimpl
def portal_message_heard(uow: UnitOfWork, message: Message) -> None:
    start_reply_clock(uow, message)


@hookimpl
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int]:
    return erase_exchanged(uow, record_id)


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)


@hookimpl
def portal_navigation() -> Sequence[NavigationItem]:
    return (
        NavigationItem(
            "exchange.ledger",
            "What we shared",
            "exchange.ledger",
            permissions.READ_LEDGER,
            weight=31,
            tenant_kinds=ALL_TENANTS,
        ),
    )


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return (
        Permission(permissions.DISCLOSE, "share records with other organisations", WORKERS, power="disclose"),
        Permission(permissions.READ_LEDGER, "see what was shared with whom", WORKERS | {"reader"}),
        Permission(permissions.OPEN, "open and acknowledge what other organisations shared", WORKERS, power="open"),
        Permission(permissions.SPEAK, "ask and answer other organisations", WORKERS, power="speak"),
    )


@hookimpl
def portal_deadline_rules() -> Sequence[DeadlineRule]:
    return (
        DeadlineRule(
            code=ASK_REPLY,
            label="Answer the question",
            nations=UNITED_KINGDOM,
            binding=Binding.LOCAL,
            trigger="the question was asked",
            n=3,
            unit=Unit.WORKING_DAYS_AFTER,
            source="Local target between linked organisations: a default each may change",
            source_url="",
            verified=True,
            valid_from=date(2010, 1, 1),
        ),
    )


@hookimpl
def portal_demo(uow: UnitOfWork, random: Random) -> None:
    talk_it_over(uow, random)
