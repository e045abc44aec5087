"""Rights over incidents, and the role the plugin suggests for those who work with people directly."""

from __future__ import annotations

from portal.plugin import Permission, Role, TenantKind

REPORT = "incidents:incident:report"
READ_OWN = "incidents:report:read"
READ = "incidents:incident:read"
WRITE = "incidents:incident:write"
DECIDE = "incidents:notification:decide"
CLOSE = "incidents:incident:close"

CARE_WORKER = "care_worker"

ROLES = (
    Role(
        CARE_WORKER,
        "Care worker",
        "Reports what happened and hears what came of it. Sees their own reports only.",
        compartments=frozenset({"organisation"}),
        tenant_kinds=frozenset({TenantKind.PROVIDER}),
    ),
)

WORKERS = frozenset({"manager", "officer", "safeguarding_lead"})

PERMISSIONS = (
    Permission(REPORT, "report an incident", WORKERS | {CARE_WORKER}),
    Permission(READ_OWN, "see what you reported and what came of it", WORKERS | {CARE_WORKER}),
    Permission(READ, "read incidents", WORKERS | {"reader"}),
    Permission(WRITE, "complete and change incidents", WORKERS),
    Permission(
        DECIDE,
        "send notifications and decide what is not needed",
        frozenset({"manager", "safeguarding_lead"}),
    ),
    Permission(CLOSE, "close and reopen incidents", frozenset({"manager", "safeguarding_lead"})),
)
