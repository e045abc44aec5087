"""Who reads the trail, and who takes a copy of it."""

from __future__ import annotations

from portal.declarations import Permission

READ = "trail:entry:read"
EXPORT = "trail:copy:take"
# Roles are of accounts, which stands above this room.
KEEPERS = frozenset({"tenant_admin", "manager", "auditor"})

PERMISSIONS = (
    Permission(READ, "read the trail: who did what and when", KEEPERS),
    Permission(EXPORT, "take a copy of the trail to check it elsewhere", KEEPERS),
)
