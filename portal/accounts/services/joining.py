"""Answer an invitation: with a new account, with the account one has, or with a new password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from portal.accounts.credentials import credentials_at
from portal.accounts.passwords import hash_password, refuse_weak
from portal.accounts.rules import email_key, is_token
from portal.accounts.services.sessions import Opened, open_session
from portal.core.errors import NotFoundError
from portal.core.log import log
from portal.web.identity import auth_scalar

if TYPE_CHECKING:
    from portal.config import Settings


@dataclass(frozen=True)
class Invitation:
    """What a link still open says. `tenant` is None for a link made on the server."""

    purpose: Literal["join", "new_password"]
    email: str
    name: str
    roles: list[str]
    tenant: str | None
    has_account: bool


def read_invitation(token: str) -> Invitation | None:
    """What a link still open says; None when it is used, expired, revoked or was never made, all alike."""
    found = auth_scalar("SELECT auth.read_invitation(:token)", token=token) if is_token(token) else None
    return Invitation(**found) if found else None


def join_as_new_person(
    settings: Settings, invitation: Invitation, *, token: str, name: str, new_password: str
) -> Opened:
    """Make the account, join, sign in. Raises `PortalError` on `new_password`, or when the link is spent."""
    _accept(settings, invitation, token=token, name=name, new_password=new_password)
    known = credentials_at(email_key(invitation.email))
    if known is None:
        raise NotFoundError
    return open_session(settings, known)


def set_new_password(settings: Settings, invitation: Invitation, *, token: str, new_password: str) -> None:
    """End every session; a second factor stays. Raises `PortalError` on `new_password`."""
    _accept(settings, invitation, token=token, name=invitation.name, new_password=new_password)


def join_with_account(*, token: str, session_token: str) -> bool:
    """Join as the person signed in. False unless the invitation is for their address."""
    return bool(auth_scalar("SELECT auth.join_with_session(:token, :session)", token=token, session=session_token))


def _accept(settings: Settings, invitation: Invitation, *, token: str, name: str, new_password: str) -> None:
    refuse_weak(new_password, email=invitation.email, field="new_password")
    new_hash = hash_password(new_password, cost=settings.password_cost)
    if not auth_scalar("SELECT auth.accept_invitation(:token, :name, :hash)", token=token, name=name, hash=new_hash):
        raise NotFoundError
    log.info("invitation accepted", purpose=invitation.purpose)
