"""Rights over documents. Which documents there are for somebody, the database says."""

from __future__ import annotations

from portal.accounts.permissions import ADVOCATE, READERS, WORKERS
from portal.declarations import Permission

READ = "documents:document:read"
WRITE = "documents:document:write"

PERMISSIONS = (
    Permission(READ, "see the list of documents", READERS | {ADVOCATE}),
    Permission(WRITE, "add documents, and versions of them", WORKERS | {ADVOCATE}),
)
