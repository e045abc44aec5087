"""Limits counted in calendar months: the corresponding-date rule and its two endings."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

MONTHS_A_YEAR = 12


def months_later(day: date, n: int) -> date:
    """The same-numbered day `n` months later, earlier for negative `n`; if there is none, the month's last.

    31 January 2026 and one month: 28 February 2026. 2 April 2026 and 60 months: 2 April 2031.
    """
    return _same_numbered_day(day, n) or _last_day_of_month(day, n)


def months_inclusive(day: date, n: int) -> date:
    """The last day of `n` months that begin with `day`: the day before the same-numbered day.

    15 January 2026 and six months: 14 July 2026. Where the month has no such day, its own last day, with
    nothing taken off: 31 August 2026 and six months, 28 February 2027. This is the usual corresponding-date
    reading; it was not found in a source, and stands here alone so that it can be corrected in one place.
    """
    anniversary = _same_numbered_day(day, n)
    return anniversary - timedelta(days=1) if anniversary else _last_day_of_month(day, n)


def _month_away(day: date, n: int) -> tuple[int, int]:
    years, month = divmod(day.month - 1 + n, MONTHS_A_YEAR)
    return day.year + years, month + 1


def _same_numbered_day(day: date, n: int) -> date | None:
    year, month = _month_away(day, n)
    return date(year, month, day.day) if day.day <= monthrange(year, month)[1] else None


def _last_day_of_month(day: date, n: int) -> date:
    year, month = _month_away(day, n)
    return date(year, month, monthrange(year, month)[1])
