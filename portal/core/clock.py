"""The portal's clock: instants are UTC, days are those of London."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def london_day(moment: datetime) -> date:
    """The calendar day in London at this instant."""
    return moment.astimezone(LONDON).date()


def end_of_day(day: date) -> datetime:
    """The last second of a London day, 23:59:59, as UTC; overdue begins with the next second.

    On 25 October 2026 that is 23:59:59 UTC, on 24 October 22:59:59 UTC: the clocks went back in between.
    """
    return datetime.combine(day, time(23, 59, 59), LONDON).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """The first instant of a London day, as UTC."""
    return datetime.combine(day, time.min, LONDON).astimezone(UTC)


def london_moment(day: date, at: time) -> datetime:
    """A London wall-clock time as UTC; of the two readings of a repeated hour, the first."""
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def whole_hours(since: datetime, until: datetime) -> int:
    """Full hours that have run between two instants, through nights, weekends and clock changes."""
    return int((until - since) / timedelta(hours=1))
