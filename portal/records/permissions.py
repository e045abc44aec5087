"""Rights over who sees one record."""

from __future__ import annotations

from portal.accounts.permissions import ADVOCATE, MANAGER, SAFEGUARDING_LEAD
from portal.declarations import Permission

OWN_CASES = "records:case:own"
LET_IN = "records:admission:keep"

PERMISSIONS = (
    Permission(OWN_CASES, "see the cases they opened themselves", frozenset({ADVOCATE}), power="own_cases"),
    Permission(
        LET_IN,
        "let somebody into one case whose role does not show it",
        frozenset({MANAGER, SAFEGUARDING_LEAD}),
    ),
)
