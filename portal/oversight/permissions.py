"""Rights over providers and sites in view."""

from __future__ import annotations

from portal.declarations import Permission

READ = "oversight:provider:read"
TAKE_ON = "oversight:provider:take_on"
CLAIM = "oversight:provider:claim"
CONFIRM = "oversight:claim:confirm"
LOG_CONTACT = "oversight:contact:write"

WORKERS = frozenset({"manager", "officer", "safeguarding_lead"})

PERMISSIONS = (
    Permission(READ, "see the providers and sites in view", WORKERS | {"reader", "tenant_admin"}),
    Permission(TAKE_ON, "take providers on and let them go", frozenset({"manager", "officer"})),
    Permission(
        CLAIM,
        "say which registered provider this organisation is",
        frozenset({"manager", "tenant_admin"}),
        power="claim",
    ),
    Permission(
        CONFIRM,
        "confirm which registered provider a linked organisation is",
        frozenset({"manager", "officer", "tenant_admin"}),
        power="confirm_claims",
    ),
    Permission(LOG_CONTACT, "log visits, calls and meetings", WORKERS),
)
