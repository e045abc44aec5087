"""Who belongs to the organisation, and as what. The database checks too, and keeps everybody's own roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import text

from portal.accounts.permissions import ORGANISATION
from portal.accounts.rules import email_key, refuse_odd_email, refuse_unsuitable_roles
from portal.core.errors import NotFoundError, PortalError
from portal.core.ids import token_hash
from portal.declarations import Role
from portal.notifications.services import queue_mail
from portal.trail.services import append_entry

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from portal.accounts.models import Membership
    from portal.core.uow import UnitOfWork

NOT_YOURSELF = "You cannot do this to yourself. Ask another administrator of your organisation."
NOT_OURS_ALONE = (
    "This person belongs to other organisations too, so no single organisation may make them a new link."
    " They can change their password on their account page, or ask whoever runs the portal."
)


def invite_member(
    uow: UnitOfWork,
    *,
    name: str,
    email: str,
    roles: Collection[str],
    offered: Sequence[Role],
    token: str,
    link: str,
    hours: int,
) -> UUID:
    """Invite a person by mail. An earlier open invitation to the same address stops working.

    Raises `PortalError` on `email` or `roles`.
    """
    refuse_odd_email(email)
    chosen = refuse_unsuitable_roles(roles, offered)
    made = _call(
        uow,
        "auth.invite(:email, :key, :name, CAST(:roles AS text[]), :hash, :hours)",
        email=email,
        key=email_key(email),
        name=name,
        roles=chosen,
        hash=token_hash(token),
        hours=hours,
    )
    if made is None:
        raise PortalError("This person already belongs to your organisation", field="email")
    _note(uow, "member.invited", invitation=str(made), roles=chosen)
    queue_mail(uow, template="invitation", to_address=email, link=link, hours=hours)
    return UUID(str(made))


def revoke_invitation(uow: UnitOfWork, invitation_id: UUID) -> None:
    """Raises `NotFoundError` when there is no such open invitation here."""
    if not _call(uow, "auth.revoke_invitation(:wanted)", wanted=invitation_id):
        raise NotFoundError
    _note(uow, "member.invitation_revoked", invitation=str(invitation_id))


def change_roles(uow: UnitOfWork, member: Membership, *, roles: Collection[str], offered: Sequence[Role]) -> None:
    """Give a member these roles in place of their own. Raises `PortalError` on `roles`, or for oneself."""
    _refuse_oneself(uow, member)
    # What a member holds already may stay, even where it would not be offered today.
    held = [Role(key, key, "") for key in member.roles]
    chosen = refuse_unsuitable_roles(roles, [*offered, *held])
    before = sorted(member.roles)
    if not _call(uow, "auth.set_member_roles(:member, CAST(:roles AS text[]))", member=member.user_id, roles=chosen):
        raise NotFoundError
    _note(uow, "member.roles_changed", member=str(member.user_id), before=before, roles=chosen)


def end_membership(uow: UnitOfWork, member: Membership) -> None:
    """From the next page they open, they see nothing of this organisation. Not for oneself."""
    _refuse_oneself(uow, member)
    if not _call(uow, "auth.end_membership(:member)", member=member.user_id):
        raise NotFoundError
    _note(uow, "member.left", member=str(member.user_id))


def make_new_link(uow: UnitOfWork, member: Membership, *, token: str, link: str, hours: int) -> None:
    """Send a member a link to set a new password. Their second factor stays.

    Raises `PortalError` for oneself, and for somebody who belongs to other organisations too.
    """
    _refuse_oneself(uow, member)
    address = _call(
        uow,
        "auth.invite_new_password(:member, :hash, :hours)",
        member=member.user_id,
        hash=token_hash(token),
        hours=hours,
    )
    if address is None:
        raise PortalError(NOT_OURS_ALONE)
    _note(uow, "member.link_made", member=str(member.user_id))
    queue_mail(uow, template="new_password", to_address=address, to_user_id=member.user_id, link=link, hours=hours)


def _refuse_oneself(uow: UnitOfWork, member: Membership) -> None:
    if member.user_id == uow.actor.user_id:
        raise PortalError(NOT_YOURSELF)


def _call(uow: UnitOfWork, function: str, **parameters: Any) -> Any:
    return uow.session.execute(text(f"SELECT {function}"), parameters).scalar()


def _note(uow: UnitOfWork, act: str, **details: Any) -> None:
    append_entry(uow, act, act_class="P", compartment=ORGANISATION, **details)
