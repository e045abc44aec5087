"""What the trail declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.declarations import NavigationItem, Permission
from portal.hookspecs import hookimpl
from portal.trail.permissions import PERMISSIONS, READ
from portal.trail.views import bp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.web.blueprint import PortalBlueprint


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return PERMISSIONS


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)


@hookimpl
def portal_navigation() -> Sequence[NavigationItem]:
    return (NavigationItem("trail", "Trail", "trail.index", READ, weight=92),)
