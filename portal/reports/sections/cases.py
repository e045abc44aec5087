"""Cases of every kind in a period: how many, when, where, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from portal.core.small_numbers import CountTable
from portal.core.uow import UnitOfWork
from portal.declarations import ReportScope, ReportSection, Subject, TenantKind
from portal.directory.models import Provider, Site
from portal.records.models import Record
from portal.reports.cover import counted_records, is_opened, open_at_the_end, opened_in, readable_kinds
from portal.reports.permissions import MAKE
from portal.reports.rules import months_of

MOST_CASES = 200
PERIOD_REPORTS = frozenset({Subject.PROVIDER, Subject.TENANT})


@dataclass(frozen=True)
class KindLine:
    """One kind of record in a period, as words that may be shown."""

    plural: str
    opened: str
    closed: str
    open_at_end: str


def cases_by_kind(uow: UnitOfWork, scope: ReportScope) -> list[KindLine]:
    """Opened, closed and still open, for each kind that had any."""
    rows = uow.session.execute(
        select(
            Record.kind,
            func.count().filter(opened_in(scope)).label("opened"),
            func.count().filter(Record.closed_on.between(scope.first, scope.last)).label("closed"),
            func.count().filter(open_at_the_end(scope)).label("open"),
        )
        .where(*counted_records(uow, scope))
        .group_by(Record.kind)
    )
    by_kind = {row.kind: row for row in rows if row.opened or row.closed or row.open}
    return [
        KindLine(uow.plugins.kind(key).plural, *(scope.figure(count) for count in by_kind[key][1:]))
        for key in readable_kinds(uow)
        if key in by_kind
    ]


def cases_by_month(uow: UnitOfWork, scope: ReportScope) -> CountTable | None:
    """How many were opened in each month of the period."""
    if scope.first is None or scope.last is None:
        return None
    year, month = func.extract("year", Record.opened_on), func.extract("month", Record.opened_on)
    rows = uow.session.execute(
        select(year, month, func.count()).where(*counted_records(uow, scope), opened_in(scope)).group_by(year, month)
    )
    counts = {(int(row[0]), int(row[1])): row[2] for row in rows}
    months = [one for one in months_of(scope.first, scope.last) if one <= uow.today]
    return scope.counted((f"{one:%B %Y}", counts.get((one.year, one.month), 0)) for one in months)


def cases_by_place(uow: UnitOfWork, scope: ReportScope) -> CountTable:
    """By site within one provider; by provider for those who watch over several. A copy nobody opened has no place."""
    by_provider = scope.subject is Subject.TENANT and uow.tenant.kind != TenantKind.PROVIDER
    place, column = (Provider, Record.provider_id) if by_provider else (Site, Record.site_id)
    rows = uow.session.execute(
        select(place.name, func.count())
        .select_from(Record)
        .outerjoin(place, (place.id == column) & is_opened())
        .where(*counted_records(uow, scope), opened_in(scope))
        .group_by(place.id, place.name)
        .order_by(func.count().desc(), place.name)
    )
    return scope.counted((name or "Elsewhere, or not opened yet", count) for name, count in rows)


def list_of_cases(uow: UnitOfWork, scope: ReportScope) -> Sequence[Any]:
    """The cases of a provider one by one, newest first; nothing in a report that leaves the organisation."""
    if scope.for_others:
        return ()
    rows = uow.session.execute(
        select(Record.reference, Record.kind, Record.title, Record.status, Record.opened_on, Record.closed_on,
               Record.origin, Record.first_opened_at, Record.peer_name)
        .where(*counted_records(uow, scope), opened_in(scope))
        .order_by(Record.opened_on.desc(), Record.id)
        .limit(MOST_CASES)
    ).all()  # fmt: skip
    return [_case_line(uow, row) for row in rows]


def _case_line(uow: UnitOfWork, row: Any) -> dict[str, Any]:
    """What was not opened yet says no more than the list on screen."""
    kind = uow.plugins.kind(row.kind)
    is_unread = row.origin == "received" and row.first_opened_at is None
    return {
        "reference": row.reference,
        "title": f"New from {row.peer_name}" if is_unread else row.title,
        "state": "Not opened yet" if is_unread else kind.lifecycle.state(row.status).label,
        "opened_on": row.opened_on,
        "closed_on": row.closed_on,
    }


CASES = (
    ReportSection("cases.kinds", "Cases", PERIOD_REPORTS, "reports/_kinds.html", cases_by_kind, MAKE, weight=20),
    ReportSection(
        "cases.months", "Cases opened, month by month", PERIOD_REPORTS, "reports/_months.html", cases_by_month, MAKE,
        weight=21,
    ),
    ReportSection(
        "cases.places", "Where cases were opened", PERIOD_REPORTS, "reports/_places.html", cases_by_place, MAKE,
        weight=22,
    ),
    ReportSection(
        "cases.list", "The cases one by one", frozenset({Subject.PROVIDER}), "reports/_cases.html", list_of_cases, MAKE,
        weight=80,
    ),
)  # fmt: skip
