"""Who is in this organisation, and who has been asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from portal.accounts.models import Membership
from portal.core.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from portal.core.uow import UnitOfWork


def members(uow: UnitOfWork) -> Sequence[Membership]:
    """Everyone who belongs to the organisation today, by name."""
    return uow.session.scalars(select(Membership).where(Membership.ended_on.is_(None)).order_by(Membership.name)).all()


def member(uow: UnitOfWork, user_id: UUID) -> Membership:
    found = uow.session.get(Membership, (uow.tenant.id, user_id))
    if found is None:
        raise NotFoundError
    return found


def present_member(uow: UnitOfWork, user_id: UUID) -> Membership:
    """Somebody who belongs to the organisation today; anybody else is not found."""
    found = member(uow, user_id)
    if found.ended_on is not None:
        raise NotFoundError
    return found


def pending_invitations(uow: UnitOfWork) -> Sequence[Any]:
    """Invitations nobody has answered yet, oldest first: `id`, `email`, `name`, `roles`, `expires_at`."""
    return uow.session.execute(text("SELECT id, email, name, roles, expires_at FROM auth.pending_invitations()")).all()


def names_of(uow: UnitOfWork, user_ids: set[UUID]) -> Mapping[UUID, str]:
    """Names by user, of present and past members."""
    rows = uow.session.execute(select(Membership.user_id, Membership.name).where(Membership.user_id.in_(user_ids)))
    return dict(rows.all())


def members_who_may(uow: UnitOfWork, permission: str, *, compartment: str) -> list[Membership]:
    """Members whose roles give them the permission, and the sight of the compartment."""
    plugins: Any = uow.plugins
    registry = plugins.registry
    return [
        one
        for one in members(uow)
        if permission in registry.permissions_of(one.roles)
        and any(compartment in registry.roles[role].compartments for role in one.roles if role in registry.roles)
    ]


def holders_of(uow: UnitOfWork, role: str) -> Sequence[Membership]:
    """Present members with this role."""
    return [one for one in members(uow) if role in one.roles]
