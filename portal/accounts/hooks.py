"""What accounts declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.accounts.permissions import MANAGE_MEMBERS, PERMISSIONS, ROLES
from portal.accounts.views import account, members, public
from portal.declarations import NavigationItem, Permission, Role
from portal.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.web.blueprint import PortalBlueprint


@hookimpl
def portal_roles() -> Sequence[Role]:
    return ROLES


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return PERMISSIONS


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (public, account, members)


@hookimpl
def portal_navigation() -> Sequence[NavigationItem]:
    return (NavigationItem("members", "People", "members.index", MANAGE_MEMBERS, weight=80),)
