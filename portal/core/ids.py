"""Identifiers: time-ordered UUIDs for rows, random tokens for secrets."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from random import Random
from uuid import UUID

# Letters and digits nobody mistakes for one another on the telephone (Crockford's base 32).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 8

_random: Random = secrets.SystemRandom()


def _unix_milliseconds() -> int:
    return time.time_ns() // 1_000_000


_milliseconds: Callable[[], int] = _unix_milliseconds


def new_id() -> UUID:
    """A UUIDv7: 48 bits of Unix milliseconds, then 74 random bits.

    Ordinary rows only. It tells when it was made, so a copy disclosed to another organisation gets a fresh one.

    Source: RFC 9562 section 5.7.
    """
    value = _milliseconds() << 80 | _random.getrandbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def new_reference(prefix: str) -> str:
    """A reference a person can read out: `INC-K7Q4-M2XA`.

    Random, not counted: a counter would make all writers of an organisation wait for each other, and would tell how
    many there are.
    """
    code = "".join(_random.choices(ALPHABET, k=REFERENCE_LENGTH))
    return f"{prefix}-{code[:4]}-{code[4:]}"


@contextlib.contextmanager
def repeatable_ids(random: Random, since: datetime) -> Iterator[None]:
    """Draw ids and references from a seeded source, each a millisecond after the one before.

    For the demonstration world alone, never for tokens.
    """
    global _random, _milliseconds
    earlier = _random, _milliseconds
    _random, _milliseconds = random, itertools.count(int(since.timestamp() * 1000)).__next__
    try:
        yield
    finally:
        _random, _milliseconds = earlier


def new_token() -> str:
    """A secret of 256 random bits, URL-safe text of 43 characters."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What the database keeps of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).digest()
