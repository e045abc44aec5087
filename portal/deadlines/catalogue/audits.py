"""Practice audits: the monthly cycle of the Somerset framework, for others to adopt or replace."""

from __future__ import annotations

from datetime import date

from portal.core.nations import UNITED_KINGDOM
from portal.declarations import Binding, DeadlineRule, Unit

FRAMEWORK = "Somerset Council, Adult Social Care Practice Quality Framework, audit cycle"
FRAMEWORK_SINCE = date(2023, 9, 1)
FRAMEWORK_NOTE = "A local target that each organisation may change. The cycle began in September 2023."

RULES = (
    DeadlineRule(
        code="AUD-REQ",
        label="Send out the audit requests",
        nations=UNITED_KINGDOM,
        binding=Binding.LOCAL,
        trigger="the month of the audit began",
        n=1,
        unit=Unit.NTH_WORKING_DAY_OF_MONTH,
        source=FRAMEWORK,
        source_url="",
        verified=True,
        valid_from=FRAMEWORK_SINCE,
        note=FRAMEWORK_NOTE,
    ),
    DeadlineRule(
        code="AUD-DONE",
        label="Complete the audits",
        nations=UNITED_KINGDOM,
        binding=Binding.LOCAL,
        trigger="the month of the audit began",
        n=-1,
        unit=Unit.NTH_WORKING_DAY_OF_MONTH,
        source=FRAMEWORK,
        source_url="",
        verified=True,
        valid_from=FRAMEWORK_SINCE,
        note=FRAMEWORK_NOTE,
    ),
    DeadlineRule(
        code="AUD-MOD",
        label="Moderate a sample of the audits",
        nations=UNITED_KINGDOM,
        binding=Binding.LOCAL,
        trigger="the month of the audit began",
        n=1,
        upper_n=14,
        unit=Unit.WINDOW,
        source=FRAMEWORK,
        source_url="",
        verified=True,
        valid_from=FRAMEWORK_SINCE,
        note=f"{FRAMEWORK_NOTE} The first two weeks are read as days 1 to 14, in months without audits too.",
    ),
)
