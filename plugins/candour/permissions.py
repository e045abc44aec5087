"""Rights over duty of candour records and the Scottish annual report."""

from __future__ import annotations

from portal.plugin import Permission

READ = "candour:record:read"
OPEN = "candour:record:open"
WRITE = "candour:record:write"
DECIDE = "candour:record:decide"
REPORT = "candour:report:write"

WORKERS = frozenset({"manager", "officer", "safeguarding_lead"})
DECIDERS = frozenset({"manager", "safeguarding_lead"})

PERMISSIONS = (
    Permission(READ, "read duty of candour records", WORKERS | {"advocate"}),
    Permission(OPEN, "open a duty of candour record", WORKERS),
    Permission(WRITE, "work on duty of candour records", WORKERS),
    Permission(DECIDE, "decide whether the duty of candour applies, and close its records", DECIDERS),
    Permission(REPORT, "write and publish the annual duty of candour report", DECIDERS),
)
