"""What tenants declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.declarations import NavigationItem, Permission
from portal.hookspecs import hookimpl
from portal.tenants.permissions import MANAGE_PLUGINS, PERMISSIONS, READ_LINKS
from portal.tenants.views import links, plugins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.web.blueprint import PortalBlueprint


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return PERMISSIONS


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (links, plugins)


@hookimpl
def portal_navigation() -> Sequence[NavigationItem]:
    return (
        NavigationItem("links", "Links", "links.index", READ_LINKS, weight=85),
        NavigationItem("plugins", "Plugins", "plugins.index", MANAGE_PLUGINS, weight=90),
    )
