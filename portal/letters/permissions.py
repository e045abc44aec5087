"""Rights over letters and over the words they are made of."""

from __future__ import annotations

from portal.accounts.permissions import ADMINISTRATOR, MANAGER, READERS, WORKERS
from portal.declarations import Permission

READ = "letters:letter:read"
WRITE = "letters:letter:write"
EDIT = "letters:template:edit"

PERMISSIONS = (
    Permission(READ, "read letters about the cases you may see", READERS),
    Permission(WRITE, "write letters about the cases you may see", WORKERS),
    Permission(EDIT, "change the words letters are made of", frozenset({MANAGER, ADMINISTRATOR})),
)
