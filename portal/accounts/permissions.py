"""The core's roles, and the rights of accounts. Roles are few and readable; permissions only add."""

from __future__ import annotations

from portal.declarations import DATES_ALONE, Permission, Role, TenantKind

MANAGE_MEMBERS = "accounts:member:manage"
READ_MEMBERS = "accounts:member:read"

ADMINISTRATOR = "tenant_admin"
MANAGER = "manager"
OFFICER = "officer"
SAFEGUARDING_LEAD = "safeguarding_lead"
READER = "reader"
AUDITOR = "auditor"
ADVOCATE = "advocate"

# What every member sees of the organisation itself; a case is never in it.
ORGANISATION = "organisation"
GENERAL = "general"
SAFEGUARDING = "safeguarding"

ROLES = (
    Role(
        ADMINISTRATOR,
        "Administrator",
        "Looks after people, roles, links and plugins. Sees no cases.",
        compartments=frozenset({ORGANISATION}),
    ),
    Role(
        MANAGER,
        "Manager",
        "Runs the work: completes, decides, shares and closes, restricted cases included.",
        compartments=frozenset({ORGANISATION, GENERAL, SAFEGUARDING}),
    ),
    Role(
        OFFICER,
        "Officer or practitioner",
        "Works on cases and answers other organisations. Sees no restricted cases.",
        compartments=frozenset({ORGANISATION, GENERAL}),
    ),
    Role(
        SAFEGUARDING_LEAD,
        "Safeguarding lead",
        "Works on cases, restricted safeguarding cases included.",
        compartments=frozenset({ORGANISATION, GENERAL, SAFEGUARDING}),
    ),
    Role(
        READER,
        "Reader",
        "Reads cases that are not restricted, and changes nothing.",
        compartments=frozenset({ORGANISATION, GENERAL}),
    ),
    Role(
        AUDITOR,
        "Auditor",
        "Reads who did what and when, restricted cases included, and takes copies to check. Opens no case.",
        compartments=frozenset({ORGANISATION, GENERAL, SAFEGUARDING + DATES_ALONE}),
    ),
    Role(
        ADVOCATE,
        "Advocate",
        "Works on the cases of their own clients: those they opened, and those they were let into. Finds no other.",
        compartments=frozenset({ORGANISATION}),
        tenant_kinds=frozenset({TenantKind.ADVOCACY}),
    ),
)

WORKERS = frozenset({MANAGER, OFFICER, SAFEGUARDING_LEAD})
READERS = WORKERS | {READER}
EVERYONE = READERS | {ADMINISTRATOR, ADVOCATE}

PERMISSIONS = (
    Permission(
        MANAGE_MEMBERS,
        "invite people, change roles and end memberships",
        frozenset({ADMINISTRATOR}),
        power="manage_members",
    ),
    Permission(READ_MEMBERS, "see who belongs to the organisation", EVERYONE),
)
