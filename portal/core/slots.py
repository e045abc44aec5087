"""The slots of work that happens by the clock: full hours in UTC, days in London."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Literal

from portal.core.clock import london_day, london_moment


def newest_slot(every: Literal["hour", "day"], at: time | None, now: datetime) -> datetime:
    """The last slot that has come by `now`, in UTC.

    A daily one is at `at` on London's clock (None: midnight), also on the days the clocks change; of an hourly one's
    `at` only the minute counts.
    """
    at = at or time.min
    if every == "hour":
        slot = now.astimezone(UTC).replace(minute=at.minute, second=0, microsecond=0)
        return slot if slot <= now else slot - timedelta(hours=1)
    today = london_day(now)
    slot = london_moment(today, at)
    return slot if slot <= now else london_moment(today - timedelta(days=1), at)
