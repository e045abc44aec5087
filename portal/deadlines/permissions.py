"""Rights over the days on which an organisation is closed."""

from __future__ import annotations

from portal.declarations import Permission

MANAGE_CLOSURES = "deadlines:closure:manage"

PERMISSIONS = (
    Permission(MANAGE_CLOSURES, "say on which days the organisation is closed", frozenset({"tenant_admin"})),
)
