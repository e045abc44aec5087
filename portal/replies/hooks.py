"""What replies declare, and what they do with a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from uuid import UUID

from portal.accounts.permissions import MANAGER, READERS, SAFEGUARDING_LEAD, WORKERS
from portal.core.nations import UNITED_KINGDOM
from portal.core.uow import UnitOfWork
from portal.declarations import Binding, DeadlineRule, Permission, Unit
from portal.exchange.models import Message
from portal.hookspecs import hookimpl
from portal.replies import permissions
from portal.replies.arrivals import hear_reply
from portal.replies.demo import hear_each_other
from portal.replies.erasing import erase_notices
from portal.replies.rules import REPLY_ANSWER, REPLY_WINDOW
from portal.replies.views import bp
from portal.web.blueprint import PortalBlueprint

FROM = date(2010, 1, 1)


@hookimpl
def portal_message_heard(uow: UnitOfWork, message: Message) -> None:
    hear_reply(uow, message)


@hookimpl
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int]:
    return erase_notices(uow, record_id)


@hookimpl
def portal_demo(uow: UnitOfWork, random: Random) -> None:
    hear_each_other(uow, random)


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return (
        Permission(permissions.READ, "read notices and replies", READERS),
        Permission(permissions.WRITE, "give notice, reply to it and decide on it", WORKERS),
        Permission(permissions.AUTHORISE, "agree that a notice is kept back", frozenset({MANAGER, SAFEGUARDING_LEAD})),
    )


@hookimpl
def portal_deadline_rules() -> Sequence[DeadlineRule]:
    return (
        _local(
            REPLY_WINDOW,
            "Reply to the notice",
            "the notice was given",
            "Local default, modelled on the ten working days of the Care Quality Commission's factual accuracy check;"
            " whoever gave notice can give more time",
            is_mutual=True,
        ),
        _local(
            REPLY_ANSWER,
            "Answer each point of the reply",
            "the reply arrived",
            "Local target between linked organisations",
        ),
    )


def _local(code: str, label: str, trigger: str, source: str, *, is_mutual: bool = False) -> DeadlineRule:
    return DeadlineRule(
        code=code,
        label=label,
        nations=UNITED_KINGDOM,
        binding=Binding.LOCAL,
        trigger=trigger,
        n=10,
        unit=Unit.WORKING_DAYS_AFTER,
        source=source,
        source_url="",
        verified=True,
        valid_from=FROM,
        is_mutual=is_mutual,
    )
