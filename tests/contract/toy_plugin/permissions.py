"""Rights over visits."""

from __future__ import annotations

from portal.plugin import Permission

READ = "toy:visit:read"
WRITE = "toy:visit:write"

PERMISSIONS = (
    Permission(READ, "read visits", frozenset({"manager", "officer", "reader"})),
    Permission(WRITE, "record visits", frozenset({"manager", "officer"})),
)
