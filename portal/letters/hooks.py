"""What letters declare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from portal.core.uow import UnitOfWork
from portal.declarations import Permission, StandardLetter
from portal.hookspecs import hookimpl
from portal.letters.catalogue import SHIPPED
from portal.letters.permissions import PERMISSIONS
from portal.letters.services import erase_letters
from portal.letters.views import bp
from portal.web.blueprint import PortalBlueprint


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return PERMISSIONS


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)


@hookimpl
def portal_letters() -> Sequence[StandardLetter]:
    return SHIPPED


@hookimpl
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int]:
    return erase_letters(uow, record_id)
