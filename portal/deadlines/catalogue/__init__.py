"""The time limits of UK adult social care that come with the portal, by subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.deadlines.catalogue import (
    audits,
    candour,
    complaints,
    complaints_by_nation,
    data_protection,
    records,
    regulators,
    safeguarding,
    speaking_up,
    vetting,
)

if TYPE_CHECKING:
    from portal.declarations import DeadlineRule

CATALOGUE: tuple[DeadlineRule, ...] = (
    *complaints.RULES,
    *complaints_by_nation.RULES,
    *data_protection.RULES,
    *regulators.RULES,
    *candour.RULES,
    *safeguarding.RULES,
    *vetting.RULES,
    *speaking_up.RULES,
    *audits.RULES,
    *records.RULES,
)
