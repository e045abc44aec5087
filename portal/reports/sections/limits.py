"""Time limits whose day lay in the period, and what became of them. How they bind is never mixed up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from portal.core.uow import UnitOfWork
from portal.deadlines.models import Deadline
from portal.declarations import Binding, ReportScope, ReportSection
from portal.records.models import Record
from portal.reports.cover import counted_records
from portal.reports.permissions import MAKE
from portal.reports.sections.cases import PERIOD_REPORTS

MOST_RULES = 15


@dataclass(frozen=True)
class LimitLine:
    """Time limits of one sort, as words that may be shown."""

    label: str
    source: str
    due: str
    in_time: str
    late: str
    overdue: str
    waived: str


@dataclass(frozen=True)
class Limits:
    """By how they bind, and those rules that were missed most."""

    by_binding: list[LimitLine]
    missed: list[LimitLine]


def limits_of_period(uow: UnitOfWork, scope: ReportScope) -> Limits | None:
    bindings = _counted(uow, scope, Deadline.binding)
    if not bindings:
        return None
    by_binding = {row.binding: _line(scope, Binding(row.binding).label, "", row) for row in bindings}
    rules = [row for row in _counted(uow, scope, Deadline.label, Deadline.source) if row.late or row.overdue]
    worst = sorted(rules, key=lambda row: (-row.late - row.overdue, row.label))[:MOST_RULES]
    return Limits(
        [by_binding[one] for one in Binding if one in by_binding],
        [_line(scope, row.label, row.source, row) for row in worst],
    )


def _line(scope: ReportScope, label: str, source: str, row: Any) -> LimitLine:
    return LimitLine(
        label, source, *(scope.figure(one) for one in (row.due, row.in_time, row.late, row.overdue, row.waived))
    )


def _counted(uow: UnitOfWork, scope: ReportScope, *by: Any) -> list[Any]:
    is_late = or_(Deadline.within_time.is_(False), and_(Deadline.met_at.isnot(None), Deadline.within_time.is_(None)))
    runs_over = and_(Deadline.met_at.is_(None), Deadline.waived_at.is_(None), Deadline.due_at < uow.now)
    return list(
        uow.session.execute(
            select(
                *by,
                func.count().label("due"),
                func.count(case((Deadline.within_time.is_(True), 1))).label("in_time"),
                func.count(case((is_late, 1))).label("late"),
                func.count(case((runs_over, 1))).label("overdue"),
                func.count(Deadline.waived_at).label("waived"),
            )
            .select_from(Deadline)
            .join(Record, (Record.tenant_id == Deadline.tenant_id) & (Record.id == Deadline.record_id))
            .where(*counted_records(uow, scope), Deadline.due_on.between(scope.first, scope.last))
            .group_by(*by)
        )
    )


LIMITS = (
    ReportSection("limits", "Time limits", PERIOD_REPORTS, "reports/_limits.html", limits_of_period, MAKE, weight=30),
)
