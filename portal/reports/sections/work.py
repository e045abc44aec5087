"""Improvement actions, and what was shared, in a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from portal.actions.models import Action
from portal.actions.permissions import READ
from portal.actions.rules import TO_WORK
from portal.core.clock import end_of_day, start_of_day
from portal.core.small_numbers import CountTable
from portal.core.uow import UnitOfWork
from portal.declarations import ReportScope, ReportSection, Subject
from portal.directory.models import Site
from portal.exchange.models import Disclosure, Receipt
from portal.exchange.permissions import READ_LEDGER
from portal.reports.sections.cases import PERIOD_REPORTS

MOST_OVERDUE = 50


@dataclass(frozen=True)
class Actions:
    """Actions in a period as words that may be shown, and those overdue today one by one."""

    added: str
    verified: str
    reopened: str
    to_do: str
    overdue: str
    late: Sequence[Any]


@dataclass(frozen=True)
class Sharing:
    """Versions sent and received in a period, by organisation."""

    sent: CountTable
    received: CountTable

    def __bool__(self) -> bool:
        return bool(self.sent or self.received)


def actions_of_period(uow: UnitOfWork, scope: ReportScope) -> Actions | None:
    first, last = _moments(scope)
    is_late = Action.status.in_(TO_WORK) & (Action.due_on < uow.today)
    row = uow.session.execute(
        select(
            func.count().filter(Action.created_at.between(first, last)),
            func.count().filter(Action.verified_at.between(first, last)),
            func.count().filter(Action.reopened > 0, Action.created_at.between(first, last)),
            func.count().filter(Action.status.in_(TO_WORK)),
            func.count().filter(is_late),
        ).where(*_of_provider(scope))
    ).one()
    if not any(row):
        return None
    late = select(Action.reference, Action.title, Action.due_on, Site.name.label("site_name"))
    listed = late.outerjoin(Site, Site.id == Action.site_id).where(is_late, *_of_provider(scope))
    one_by_one = listed.order_by(Action.due_on, Action.id).limit(MOST_OVERDUE)
    rows = [] if scope.for_others else uow.session.execute(one_by_one).all()
    added, verified, reopened, to_do, overdue = (scope.figure(count) for count in row)
    return Actions(added, verified, reopened, to_do, overdue, rows)


def sharing_in_period(uow: UnitOfWork, scope: ReportScope) -> Sharing:
    first, last = _moments(scope)
    sent = (
        select(Disclosure.peer_name, func.count())
        .where(Disclosure.sent_at.between(first, last), Disclosure.state != "recalled")
        .group_by(Disclosure.peer_name)
    )
    received = (
        select(Receipt.peer_name, func.count())
        .where(Receipt.received_at.between(first, last))
        .group_by(Receipt.peer_name)
    )
    return Sharing(
        *(scope.counted(sorted((row[0], row[1]) for row in uow.session.execute(one))) for one in (sent, received))
    )


def _moments(scope: ReportScope) -> tuple[Any, Any]:
    return (
        start_of_day(scope.first) if scope.first else None,
        end_of_day(scope.last) if scope.last else None,
    )


def _of_provider(scope: ReportScope) -> list[Any]:
    if scope.provider_id is None:
        return []
    return [Action.site_id.in_(select(Site.id).where(Site.provider_id == scope.provider_id))]


WORK = (
    ReportSection(
        "actions", "Improvement actions", PERIOD_REPORTS, "reports/_actions.html", actions_of_period, READ, weight=40
    ),
    ReportSection(
        "sharing", "What was shared", frozenset({Subject.TENANT}), "reports/_sharing.html", sharing_in_period,
        READ_LEDGER, weight=50,
    ),
)  # fmt: skip
