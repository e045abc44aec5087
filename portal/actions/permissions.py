"""Rights over improvement actions. Whoever an action is given to may see it and work on it without any of these."""

from __future__ import annotations

from portal.accounts.permissions import ADVOCATE, READERS, WORKERS
from portal.declarations import Permission

READ = "actions:action:read"
WORK = "actions:action:work"
VERIFY = "actions:action:verify"

PERMISSIONS = (
    Permission(READ, "see improvement actions and plans", READERS | {ADVOCATE}),
    Permission(WORK, "set, give and work on improvement actions", WORKERS | {ADVOCATE}),
    Permission(VERIFY, "verify that an improvement action was done, or send it back", WORKERS),
)
