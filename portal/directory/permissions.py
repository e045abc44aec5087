"""Rights over the public register."""

from __future__ import annotations

from portal.declarations import Permission

READ = "directory:register:read"
IMPORT = "directory:register:import"

PERMISSIONS = (
    Permission(READ, "look up the public register", frozenset({"manager", "officer", "safeguarding_lead", "reader"})),
    Permission(IMPORT, "load a published register", frozenset({"manager", "officer"})),
)
