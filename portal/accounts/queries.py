"""Who is in this organisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from portal.accounts.models import Membership
from portal.core.errors import NotFoundError
from portal.core.uow import UnitOfWork


def members(uow: UnitOfWork) -> Sequence[Membership]:
    """Everyone who belongs to the organisation today, by name."""
    return uow.session.scalars(select(Membership).where(Membership.ended_on.is_(None)).order_by(Membership.name)).all()


def member(uow: UnitOfWork, user_id: UUID) -> Membership:
    found = uow.session.get(Membership, (uow.tenant.id, user_id))
    if found is None:
        raise NotFoundError
    return found


def names_of(uow: UnitOfWork, user_ids: set[UUID]) -> Mapping[UUID, str]:
    """Names by user, of present and past members."""
    rows = uow.session.execute(select(Membership.user_id, Membership.name).where(Membership.user_id.in_(user_ids)))
    return dict(rows.tuples().all())


def holders_of(uow: UnitOfWork, role: str) -> Sequence[Membership]:
    """Present members with this role."""
    return [one for one in members(uow) if role in one.roles]
