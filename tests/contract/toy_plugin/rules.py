"""The one time limit of visits."""

from __future__ import annotations

from datetime import date

from portal.plugin import UNITED_KINGDOM, Binding, DeadlineRule, Unit

WRITE_UP = DeadlineRule(
    code="TOY-WRITE-UP",
    label="Write the visit up",
    nations=UNITED_KINGDOM,
    binding=Binding.LOCAL,
    trigger="the visit took place",
    n=2,
    unit=Unit.WORKING_DAYS_AFTER,
    source="The organisation's own target",
    source_url="",
    verified=True,
    valid_from=date(2020, 1, 1),
)
