"""The arithmetic of time limits: pure, the same answer on any machine, any day."""

from __future__ import annotations

from portal.deadlines.rules.counting import work_out
from portal.deadlines.rules.months import months_inclusive, months_later
from portal.deadlines.rules.versions import check_rules, version_for
from portal.deadlines.rules.working_out import Step, WorkingOut

__all__ = ["Step", "WorkingOut", "check_rules", "months_inclusive", "months_later", "version_for", "work_out"]
