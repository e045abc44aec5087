"""Identifiers: time-ordered UUIDs for rows, random tokens for secrets."""

from __future__ import annotations

import hashlib
import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """A UUIDv7: 48 bits of Unix milliseconds, then 74 random bits.

    Ordinary rows only. It tells when it was made, so a copy disclosed to another organisation gets a fresh one.

    Source: RFC 9562 section 5.7.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = milliseconds << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def new_token() -> str:
    """A secret of 256 random bits, URL-safe text of 43 characters."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What the database keeps of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).digest()
