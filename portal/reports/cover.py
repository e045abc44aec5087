"""What stands in large type on the first page: a report's few most telling facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from portal.core.uow import UnitOfWork
from portal.deadlines.models import Deadline
from portal.declarations import ReportScope
from portal.records.models import Record
from portal.web.filters import short_day


@dataclass(frozen=True)
class Fact:
    """A figure or word, and what it is."""

    value: str
    label: str


def readable_kinds(uow: UnitOfWork) -> list[str]:
    """The kinds of record whose plugin is on and which this person may read."""
    plugins: Any = uow.plugins
    return [kind.key for kind in plugins.kinds if uow.may(kind.read)]


def counted_records(uow: UnitOfWork, scope: ReportScope) -> list[ColumnElement[bool]]:
    """Which records a report counts: those of readable kinds and, in a provider's, of that provider."""
    found: list[ColumnElement[bool]] = [Record.kind.in_(readable_kinds(uow))]
    if scope.provider_id:
        found.append(Record.provider_id == scope.provider_id)
    return found


def opened_in(scope: ReportScope) -> ColumnElement[bool]:
    return Record.opened_on.between(scope.first, scope.last)


def is_opened() -> ColumnElement[bool]:
    """Not so of a copy nobody here has opened: its sender may still take it back."""
    return or_(Record.origin != "received", Record.first_opened_at.isnot(None))


def open_at_the_end(scope: ReportScope) -> ColumnElement[bool]:
    """Opened by the last day and not closed by it."""
    still_open = or_(Record.closed_on.is_(None), Record.closed_on > scope.last)
    return (Record.opened_on <= scope.last) & still_open


def facts_of_period(uow: UnitOfWork, scope: ReportScope) -> list[Fact]:
    """Cases opened, closed and still open; time limits that were met in time."""
    counts = uow.session.execute(
        select(
            func.count().filter(opened_in(scope)).label("opened"),
            func.count().filter(Record.closed_on.between(scope.first, scope.last)).label("closed"),
            func.count().filter(open_at_the_end(scope)).label("open"),
        ).where(*counted_records(uow, scope))
    ).one()
    due, in_time = _limits(uow, scope)
    limits = f"{scope.figure(in_time)} of {scope.figure(due)}" if due else "none"
    return [
        Fact(scope.figure(counts.opened), "cases opened"),
        Fact(scope.figure(counts.closed), "cases closed"),
        Fact(scope.figure(counts.open), "open at the end"),
        Fact(limits, "time limits that ended, met in time"),
    ]


def facts_of_record(record: Any, state: str, site: str) -> list[Fact]:
    closed = [Fact(short_day(record.closed_on), "closed")] if record.closed_on else []
    return [Fact(state, "state"), Fact(site or "None", "site"), Fact(short_day(record.opened_on), "opened"), *closed]


def _limits(uow: UnitOfWork, scope: ReportScope) -> tuple[int, int]:
    """How many time limits of the period have ended, and how many of those were met in time."""
    met = func.count(case((Deadline.within_time.is_(True), 1)))
    row = uow.session.execute(
        select(func.count(), met)
        .select_from(Deadline)
        .join(Record, (Record.tenant_id == Deadline.tenant_id) & (Record.id == Deadline.record_id))
        .where(
            *counted_records(uow, scope),
            Deadline.due_on.between(scope.first, scope.last),
            Deadline.waived_at.is_(None),
            or_(Deadline.met_at.isnot(None), Deadline.due_at < uow.now),
        )
    ).one()
    return row[0], row[1]
