"""Passwords: Argon2id, long rather than complicated, and the same work whether or not the account exists."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.core.errors import PortalError

SHORTEST, LONGEST = 12, 128
Cost = Literal["standard", "test"]


@lru_cache
def _hasher(cost: Cost) -> PasswordHasher:
    """64 MiB, three passes (OWASP ASVS 5.0, 11.4.2); the test cost proves nothing: production refuses it."""
    if cost == "test":
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)


@lru_cache
def _nobodys_hash(cost: Cost) -> str:
    return _hasher(cost).hash("the password of nobody")


def hash_password(password: str, *, cost: Cost) -> str:
    return _hasher(cost).hash(_typed_alike(password))


def password_matches(password_hash: str | None, password: str, *, cost: Cost) -> bool:
    """Whether the password is right. For an unknown account the same work is done on nobody's hash."""
    nobodys = _nobodys_hash(cost)  # made on every path: the first call of a process makes it, and takes longer
    try:
        _hasher(cost).verify(password_hash or nobodys, _typed_alike(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def _typed_alike(password: str) -> str:
    """One form for letters that keyboards send in two (NIST SP 800-63B-4, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def needs_new_hash(password_hash: str, *, cost: Cost) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher(cost).check_needs_rehash(password_hash)


def refuse_weak(password: str, *, email: str, field: str = "password") -> None:
    """Raise `PortalError` for one that is short, very long, one character repeated, or the address itself."""
    if len(password) < SHORTEST:
        raise PortalError(
            f"Use {SHORTEST} characters or more. Three words nobody would put together work well.",
            field=field,
        )
    if len(password) > LONGEST:
        raise PortalError(f"Use {LONGEST} characters or fewer.", field=field)
    if len(set(password)) <= 2 or email.split("@", maxsplit=1)[0].lower() in password.lower():  # noqa: PLR2004
        raise PortalError("That password is too easy to guess. Use one that has nothing to do with you.", field=field)
