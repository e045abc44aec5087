"""What the diary declares."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from portal.declarations import Schedule
from portal.diary.reminders import remind
from portal.diary.views import bp, public
from portal.hookspecs import hookimpl
from portal.web.blueprint import PortalBlueprint

MORNING = time(7, 0)


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp, public)


@hookimpl
def portal_schedules() -> Sequence[Schedule]:
    return (Schedule("diary.remind", "day", remind, at=MORNING),)
