"""What the shell itself declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from portal.core.uow import UnitOfWork
from portal.hookspecs import hookimpl
from portal.web.blueprint import PortalBlueprint
from portal.web.drafts import forget_drafts_about
from portal.web.views import bp


@hookimpl
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int]:
    return {"Drafts": forget_drafts_about(uow, record_id)}


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)
