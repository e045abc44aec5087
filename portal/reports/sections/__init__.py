"""The core's own sections."""

from __future__ import annotations

from portal.reports.sections.cases import CASES
from portal.reports.sections.limits import LIMITS
from portal.reports.sections.provider import PROVIDER
from portal.reports.sections.record import RECORD
from portal.reports.sections.work import WORK

SECTIONS = (*RECORD, *PROVIDER, *CASES, *LIMITS, *WORK)
