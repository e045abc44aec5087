"""Which days can be entered as a bank holiday or a closure day."""

from __future__ import annotations

from datetime import date

from portal.core.errors import PortalError
from portal.core.working_days import LAST_YEAR, WEEKEND
from portal.deadlines.rules.working_out import long_date


def refuse_odd_day(day: date, *, today: date) -> None:
    """Raise `PortalError` on `day` for one of a past year, at a weekend, or beyond the calendars there are."""
    if day.year < today.year:
        raise PortalError(f"{long_date(day)} is in a past year. Enter a day of {today.year} or later", field="day")
    if day.year > LAST_YEAR:
        raise PortalError(f"Enter a day before the end of {LAST_YEAR}", field="day")
    if day.weekday() in WEEKEND:
        weekday = WEEKEND[day.weekday()]
        raise PortalError(
            f"{long_date(day)} does not count anyway: it is a {weekday}. Enter the weekday given in its place",
            field="day",
        )
