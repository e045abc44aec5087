"""Slow guessing down without locking anybody out.

Attempts are counted in the database, so that every process sees the same numbers, under keys blinded with a
secret, so that the table names nobody. A browser that has signed in before is counted by itself: whoever
guesses from elsewhere uses up their own tries, not the owner's.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import TYPE_CHECKING

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.exc import SQLAlchemyError

from portal.core.keys import Purpose, derive_key
from portal.web.identity import auth_scalar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

FROM_ONE_PLACE = RateLimitItemPerMinute(10, 5)
FROM_ONE_ADDRESS = RateLimitItemPerMinute(60, 5)
AT_ONE_ACCOUNT = RateLimitItemPerHour(50)
CODES_FROM_ONE_PLACE = RateLimitItemPerMinute(5, 5)
CODES_AT_ONE_ACCOUNT = RateLimitItemPerHour(20)
SECONDS_A_MINUTE = 60


class TooManyAttemptsError(Exception):
    """Wait, then try again. No `PortalError`: nothing typed would mend it, so it has a page of its own."""

    def __init__(self, seconds: float) -> None:
        self.minutes = max(1, ceil(seconds / SECONDS_A_MINUTE))
        super().__init__(f"wait {self.minutes} minutes")


class AttemptStorage(Storage):
    """Counters kept by the functions of schema `auth`; they expire by the database's clock."""

    STORAGE_SCHEME = None

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        statement = "SELECT hits FROM auth.count_attempt(:key, :seconds, :amount)"
        return int(auth_scalar(statement, key=key, seconds=expiry, amount=amount))

    def get(self, key: str) -> int:
        return auth_scalar("SELECT hits FROM auth.read_attempts(:key)", key=key) or 0

    def get_expiry(self, key: str) -> float:
        found: datetime | None = auth_scalar("SELECT expires_at FROM auth.read_attempts(:key)", key=key)
        return found.timestamp() if found else time.time()

    def check(self) -> bool:
        return auth_scalar("SELECT true") is True

    def reset(self) -> int | None:
        raise NotImplementedError("Counters are forgotten one by one.")

    def clear(self, key: str) -> None:
        auth_scalar("SELECT auth.forget_attempts(:key)", key=key)


@dataclass(frozen=True)
class Visitor:
    """Who knocks, before anybody is known. `device` is set when this browser signed in to `account` once."""

    account: str
    address: str
    device: str | None = None


@dataclass(frozen=True)
class Bucket:
    """One counter. Success empties the visitor's own, and gives its one try back to the shared ones."""

    limit: RateLimitItem
    key: str
    is_own: bool = False


def sign_in_buckets(secret: str, visitor: Visitor) -> list[Bucket]:
    """The counters a password is tried against."""
    if visitor.device:
        return [_own(secret, "device", FROM_ONE_PLACE, visitor.account, visitor.device)]
    return [
        Bucket(FROM_ONE_ADDRESS, blind(secret, "address", network_of(visitor.address))),
        _own(secret, "place", FROM_ONE_PLACE, visitor.account, network_of(visitor.address)),
        Bucket(AT_ONE_ACCOUNT, blind(secret, "account", visitor.account)),
    ]


def code_buckets(secret: str, visitor: Visitor) -> list[Bucket]:
    """The counters a second factor's code is tried against."""
    if visitor.device:
        return [_own(secret, "code-device", CODES_FROM_ONE_PLACE, visitor.account, visitor.device)]
    return [
        _own(secret, "code-place", CODES_FROM_ONE_PLACE, visitor.account, network_of(visitor.address)),
        Bucket(CODES_AT_ONE_ACCOUNT, blind(secret, "code-account", visitor.account)),
    ]


def again_buckets(secret: str, account: str) -> list[Bucket]:
    """The counters for the password of somebody signed in: a screen left open is no place to guess."""
    return [_own(secret, "again", FROM_ONE_PLACE, account)]


def count_attempt(buckets: Iterable[Bucket]) -> None:
    """Count this try, before looking at what was typed.

    Raises `TooManyAttemptsError` at the first counter that is used up; those after it are left alone, so that
    tries refused for their own place use up nobody else's.
    """
    for bucket in buckets:
        if not _limiter().hit(bucket.limit, bucket.key):
            resets_at = _limiter().get_window_stats(bucket.limit, bucket.key).reset_time
            raise TooManyAttemptsError(resets_at - time.time())


def forgive_attempts(buckets: Iterable[Bucket]) -> None:
    """The password was right."""
    for bucket in buckets:
        if bucket.is_own:
            _limiter().clear(bucket.limit, bucket.key)
        else:
            # An office behind one address signs in by the hundred at nine; only what fails may add up.
            _limiter().hit(bucket.limit, bucket.key, cost=-1)


def blind(secret: str, what: str, *parts: str) -> str:
    """A name for a counter that tells nobody whose it is."""
    key = derive_key(secret, Purpose.THROTTLE, context=what)
    return hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()[:32]


def network_of(address: str) -> str:
    """The address itself, or the /64 an IPv6 visitor draws new addresses from at will."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else found.exploded[:19]
    return str(found)


def _own(secret: str, what: str, limit: RateLimitItem, *parts: str) -> Bucket:
    return Bucket(limit, blind(secret, what, *parts), is_own=True)


@lru_cache
def _limiter() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(AttemptStorage())
