"""The arithmetic of time limits: pure, the same answer on any machine, any day."""

from __future__ import annotations

from portal.deadlines.rules.counting import reads_calendar, work_out
from portal.deadlines.rules.months import months_inclusive, months_later
from portal.deadlines.rules.moving import Extension, Move, Pause, work_out_moved
from portal.deadlines.rules.versions import check_rules, version_for
from portal.deadlines.rules.working_out import Step, WorkingOut

__all__ = [
    "Extension",
    "Move",
    "Pause",
    "Step",
    "WorkingOut",
    "check_rules",
    "months_inclusive",
    "months_later",
    "reads_calendar",
    "version_for",
    "work_out",
    "work_out_moved",
]
