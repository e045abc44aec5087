"""Work that happens by the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal

from portal.core.uow import UnitOfWork


@dataclass(frozen=True)
class Schedule:
    """Work done once for every slot and organisation: each full hour, or each day in London.

    `at` is the London wall-clock time of a daily slot (None: midnight); of an hourly one only its minute counts.
    `run(uow, slot)` acts for one organisation as the portal itself: it sees every compartment, holds no permission,
    and `slot` is the moment it stands for, which may have passed. What it writes is kept, with the mark that the slot
    is done, or not at all. Slots missed while no worker ran are not made up for, but for the newest.
    """

    key: str
    every: Literal["hour", "day"]
    run: Callable[[UnitOfWork, datetime], None]
    at: time | None = None
