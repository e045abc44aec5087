"""Rights over links and plugins."""

from __future__ import annotations

from portal.declarations import Permission

READ_LINKS = "tenants:link:read"
MANAGE_LINKS = "tenants:link:manage"
MANAGE_PLUGINS = "tenants:plugin:manage"

PERMISSIONS = (
    Permission(
        READ_LINKS,
        "see which organisations this one is linked with",
        frozenset({"tenant_admin", "manager", "officer", "safeguarding_lead", "reader"}),
    ),
    Permission(
        MANAGE_LINKS,
        "propose, agree and end links",
        frozenset({"tenant_admin", "manager"}),
        power="manage_links",
    ),
    Permission(MANAGE_PLUGINS, "switch plugins on and off", frozenset({"tenant_admin"})),
)
