"""Records of any kind about a site or a provider, as far as this person may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from portal.core.uow import UnitOfWork
from portal.records.models import Record

MOST = 25


def records_at(uow: UnitOfWork, site_id: UUID) -> Sequence[Any]:
    """Open ones first, then the newest."""
    return _rows(uow, _columns().where(Record.site_id == site_id))


def records_of_provider(uow: UnitOfWork, provider_id: UUID) -> Sequence[Any]:
    return _rows(uow, _columns().where(Record.provider_id == provider_id))


def _columns() -> Select[*tuple[Any, ...]]:
    return select(
        Record.id,
        Record.kind,
        Record.reference,
        Record.title,
        Record.status,
        Record.severity,
        Record.opened_on,
        Record.closed_on,
        Record.origin,
        Record.peer_name,
    )


def _rows(uow: UnitOfWork, statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    """Only kinds whose plugin is on, and which the person may read."""
    plugins: Any = uow.plugins
    readable = [kind.key for kind in plugins.kinds if uow.may(kind.read)]
    ordered = statement.where(Record.kind.in_(readable)).order_by(
        Record.closed_on.isnot(None), Record.opened_on.desc(), Record.id
    )
    return uow.session.execute(ordered.limit(MOST)).all()
