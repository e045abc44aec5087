"""The periods a report can be about: quarters, and years of the calendar and of councils' budgets."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

QUARTERS_OFFERED = 8
YEARS_OFFERED = 3
APRIL, MARCH, DECEMBER = 4, 3, 12
OLDEST_YEAR = 2000


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included. `key` is `2026-q1`, `2026` or `2025-26` (April to March)."""

    key: str
    label: str
    first: date
    last: date


def period_of(key: str) -> Period | None:
    """The period a key names; None for anything else."""
    found = re.fullmatch(r"([0-9]{4})(?:-(?:q([1-4])|([0-9]{2})))?", key)
    if not found or int(found[1]) < OLDEST_YEAR:
        return None
    year, quarter, second = int(found[1]), found[2], found[3]
    if quarter:
        return _quarter(year, int(quarter))
    if second is None:
        return Period(key, f"January to December {year}", date(year, 1, 1), date(year, DECEMBER, 31))
    if int(second) != (year + 1) % 100:
        return None
    return Period(key, f"April {year} to March {year + 1}", date(year, APRIL, 1), date(year + 1, MARCH, 31))


def periods_to_choose(today: date) -> list[Period]:
    """The present quarter and those before it, then the years of both kinds; the newest first."""
    quarters = [_quarter_before(today, back) for back in range(QUARTERS_OFFERED)]
    budget_year = today.year if today.month >= APRIL else today.year - 1
    keys = [f"{budget_year - back}-{(budget_year - back + 1) % 100:02}" for back in range(YEARS_OFFERED)]
    keys += [str(today.year - back) for back in range(YEARS_OFFERED)]
    return quarters + [one for key in keys if (one := period_of(key))]


def last_full_quarter(today: date) -> Period:
    """The quarter that ended last before this day."""
    return _quarter_before(today, 1)


def months_of(first: date, last: date) -> list[date]:
    """The first day of each month between two days."""
    return [
        date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in range(1, DECEMBER + 1)
        if first.replace(day=1) <= date(year, month, 1) <= last
    ]


def _quarter_before(today: date, back: int) -> Period:
    number = today.year * 4 + (today.month - 1) // 3 - back
    return _quarter(number // 4, number % 4 + 1)


def _quarter(year: int, quarter: int) -> Period:
    first, last = 3 * quarter - 2, 3 * quarter
    label = f"{calendar.month_name[first]} to {calendar.month_name[last]} {year}"
    return Period(f"{year}-q{quarter}", label, date(year, first, 1), date(year, last, _last_day(year, last)))


def _last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
