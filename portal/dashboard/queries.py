"""Figures of a home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, func, select

from portal.core.uow import UnitOfWork
from portal.records.models import Record

AGES = (("Under a week", 7), ("1 to 4 weeks", 28), ("1 to 3 months", 91), ("Over 3 months", None))


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: its label, its figure, and its length from 0 to 1."""

    label: str
    count: int
    share: float


def open_work_by_age(uow: UnitOfWork) -> list[Bar]:
    """Open records this person may read, by how long ago they were opened; no bar where nothing is open."""
    plugins: Any = uow.plugins
    readable = [kind.key for kind in plugins.kinds if uow.may(kind.read)]
    if not readable:
        return []
    age = case(
        *((Record.opened_on > _days_ago(uow.today, days), index) for index, (_label, days) in enumerate(AGES) if days),
        else_=len(AGES) - 1,
    )
    rows = uow.session.execute(
        select(age, func.count()).where(Record.closed_on.is_(None), Record.kind.in_(readable)).group_by(age)
    )
    counts: dict[int, int] = dict(rows.all())
    if not counts:
        return []
    longest = max(counts.values())
    return [
        Bar(label, counts.get(index, 0), counts.get(index, 0) / longest) for index, (label, _days) in enumerate(AGES)
    ]


def _days_ago(today: date, days: int | None) -> date:
    return today - timedelta(days=days or 0)
