"""What the directory declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.directory import finding_views, group_views  # noqa: F401 - their views stand on the register's blueprint
from portal.directory.permissions import PERMISSIONS
from portal.directory.review_views import bp
from portal.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.declarations import Permission
    from portal.web.blueprint import PortalBlueprint


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return PERMISSIONS
