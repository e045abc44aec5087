"""Sign in, prove the second factor, sign out, change the password. Each step forward is a new token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.accounts.authenticator import recovery_hash, six_digits, step_of
from portal.accounts.credentials import Credentials, credentials_at, credentials_behind
from portal.accounts.passwords import hash_password, needs_new_hash, password_matches, refuse_weak
from portal.accounts.throttle import (
    Visitor,
    again_buckets,
    code_buckets,
    count_attempt,
    forgive_attempts,
    sign_in_buckets,
)
from portal.core import clock
from portal.core.errors import NotSignedInError, PortalError
from portal.core.ids import new_token, token_hash
from portal.core.keys import Purpose, unseal
from portal.core.log import log
from portal.web.identity import auth_scalar

if TYPE_CHECKING:
    from uuid import UUID

    from portal.config import Settings

NO_MATCH = "That e-mail address and password do not match."
NO_CODE = "That code does not work. Wait for the next one, or use a recovery code you have not used before"
WRONG_PASSWORD = "That is not your present password"  # noqa: S105 - words for a person
DEVICE = "browser"  # a finer label would be kept and never shown
HALF_WAY_MINUTES = 10


@dataclass(frozen=True)
class Opened:
    """A session just opened. While `is_code_due` it opens no page but the one that asks for the code."""

    token: str
    is_code_due: bool


def sign_in(settings: Settings, *, password: str, visitor: Visitor) -> Opened:
    """Open a session for the account with this address and password.

    Raises `PortalError`, in the same words and after the same work whether or not there is such an account,
    and `TooManyAttemptsError`.
    """
    buckets = sign_in_buckets(settings.secret, visitor)
    count_attempt(buckets)
    known = credentials_at(visitor.account)
    is_right = password_matches(known.password_hash if known else None, password, cost=settings.password_cost)
    if known is None or not is_right:
        log.info("sign-in refused")
        raise PortalError(NO_MATCH)
    forgive_attempts(buckets)
    _renew_hash(settings, known, password)
    return open_session(settings, known)


def open_session(settings: Settings, known: Credentials) -> Opened:
    """A session of a person who has just proved who they are; half of one while a second factor is due."""
    is_code_due = known.second_factor is not None
    log.info("signed in", account=str(known.account_id), code_due=is_code_due)
    return Opened(_open(settings, known.account_id, is_code_due=is_code_due), is_code_due)


def pass_second_factor(settings: Settings, *, token: str, code: str, visitor: Visitor) -> str:
    """Complete a sign-in with a code of the app or a recovery code; the new session's token.

    Raises `PortalError` on `code`, and `TooManyAttemptsError`.
    """
    buckets = code_buckets(settings.secret, visitor)
    count_attempt(buckets)
    known = credentials_behind(token)
    if known is None:
        raise NotSignedInError
    if not _code_is_right(settings, token, known, code):
        log.info("second factor refused", account=str(known.account_id))
        raise PortalError(NO_CODE, field="code")
    forgive_attempts(buckets)
    return _replace(settings, token, known.account_id)


def sign_out(token: str) -> None:
    auth_scalar("SELECT auth.close_session(:token)", token=token)


def sign_out_everywhere(token: str) -> None:
    auth_scalar("SELECT auth.close_all_sessions(:token)", token=token)


def change_password(settings: Settings, *, token: str, email: str, password: str, new_password: str) -> str:
    """Set a new password, which ends every session; the token of the one that takes this one's place.

    Raises `PortalError` on `password` when that is wrong, on `new_password` when that is weak.
    """
    known = prove_again(settings, token=token, password=password)
    refuse_weak(new_password, email=email, field="new_password")
    new_hash = hash_password(new_password, cost=settings.password_cost)
    auth_scalar("SELECT auth.set_password(:token, :hash)", token=token, hash=new_hash)
    log.info("password changed", account=str(known.account_id))
    return _replace(settings, token, known.account_id)


def prove_again(settings: Settings, *, token: str, password: str) -> Credentials:
    """The password once more, before what could lock its owner out. Raises `PortalError` on `password`."""
    known = credentials_behind(token)
    if known is None:
        raise NotSignedInError
    buckets = again_buckets(settings.secret, str(known.account_id))
    count_attempt(buckets)
    if not password_matches(known.password_hash, password, cost=settings.password_cost):
        raise PortalError(WRONG_PASSWORD, field="password")
    forgive_attempts(buckets)
    return known


def _code_is_right(settings: Settings, token: str, known: Credentials, typed: str) -> bool:
    """Whether the code is right and unused. The database remembers the step, so no code works twice."""
    digits = six_digits(typed)
    if digits is None:
        return bool(auth_scalar("SELECT auth.use_recovery_code(:token, :code)", token=token, code=recovery_hash(typed)))
    seed = unseal(settings.secret, Purpose.SECOND_FACTOR, known.second_factor or b"")
    step = step_of(seed, digits, clock.now()) if seed else None
    return step is not None and bool(
        auth_scalar("SELECT auth.pass_second_factor(:token, :step)", token=token, step=step)
    )


def _renew_hash(settings: Settings, known: Credentials, password: str) -> None:
    if needs_new_hash(known.password_hash, cost=settings.password_cost):
        auth_scalar(
            "SELECT auth.refresh_hash(:account, :old, :new)",
            account=known.account_id,
            old=known.password_hash,
            new=hash_password(password, cost=settings.password_cost),
        )


def _replace(settings: Settings, token: str, account_id: UUID) -> str:
    """Whoever held the old token, from before the proof, holds nothing."""
    opened = _open(settings, account_id, is_code_due=False)
    sign_out(token)
    return opened


def _open(settings: Settings, account_id: UUID, *, is_code_due: bool) -> str:
    token = new_token()
    auth_scalar(
        "SELECT auth.open_session(:account, :hash, :device, :due, :idle, :absolute)",
        account=account_id,
        hash=token_hash(token),
        device=DEVICE,
        due=is_code_due,
        idle=HALF_WAY_MINUTES if is_code_due else settings.session_idle_minutes,
        absolute=HALF_WAY_MINUTES if is_code_due else settings.session_absolute_minutes,
    )
    return token
