"""Rights over what is kept and what goes, and the role that looks after it without reading cases."""

from __future__ import annotations

from portal.accounts.permissions import (
    ADMINISTRATOR,
    GENERAL,
    MANAGER,
    ORGANISATION,
    READERS,
    SAFEGUARDING,
    SAFEGUARDING_LEAD,
    WORKERS,
)
from portal.declarations import DATES_ALONE, Permission, Role

READ = "retention:item:read"
APPROVE = "retention:item:approve"
HOLD = "retention:hold:keep"
READ_PERIODS = "retention:period:read"
SET_PERIODS = "retention:period:set"

RECORDS_MANAGER = "records_manager"
LEADS = frozenset({MANAGER, SAFEGUARDING_LEAD, RECORDS_MANAGER})

ROLES = (
    Role(
        RECORDS_MANAGER,
        "Records manager",
        "Agrees which records have been kept long enough and places holds. Opens no case.",
        compartments=frozenset({ORGANISATION, GENERAL + DATES_ALONE, SAFEGUARDING + DATES_ALONE}),
    ),
)
PERMISSIONS = (
    Permission(READ, "see which records have been kept long enough", WORKERS | {RECORDS_MANAGER}),
    Permission(APPROVE, "agree that a record is erased", frozenset({MANAGER, RECORDS_MANAGER})),
    Permission(HOLD, "hold records back from being erased, and release them", LEADS),
    Permission(READ_PERIODS, "see how long records are kept", READERS | {ADMINISTRATOR, RECORDS_MANAGER}),
    Permission(
        SET_PERIODS,
        "put forward how long records are kept, and agree to what somebody else put forward",
        frozenset({MANAGER, ADMINISTRATOR, RECORDS_MANAGER}),
    ),
)
