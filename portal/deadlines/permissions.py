"""Rights over the days on which an organisation is closed, and over its own targets."""

from __future__ import annotations

from portal.declarations import Permission

MANAGE_CLOSURES = "deadlines:closure:manage"
SET_TARGETS = "deadlines:target:set"

PERMISSIONS = (
    Permission(MANAGE_CLOSURES, "say on which days the organisation is closed", frozenset({"tenant_admin"})),
    Permission(SET_TARGETS, "set the organisation's own targets", frozenset({"tenant_admin", "manager"})),
)
