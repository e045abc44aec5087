"""What accounts declare."""

from __future__ import annotations

from collections.abc import Sequence

from portal.accounts.permissions import PERMISSIONS, ROLES
from portal.accounts.views import account, members, public
from portal.declarations import Permission, Role
from portal.hookspecs import hookimpl
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
