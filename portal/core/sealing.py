"""Seal and open what is too large for memory: chunks, each bound to its place, the last one marked.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over AES-256-GCM: a nonce counts the chunks and
marks the last, so none can be altered, dropped, swapped or cut off unnoticed. A key seals one object and no other.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

CHUNK = 64 * 1024
TAG = 16
COUNTER_BYTES = 11
MARK = b"POP1"  # the version of this format, first in every sealed object


class SealBrokenError(Exception):
    """What is stored is not what was sealed: altered, cut short, or sealed with another key."""


def new_object_key() -> bytes:
    """A key for one object."""
    return secrets.token_bytes(32)


def wrap_key(wrapping_key: bytes, key: bytes) -> bytes:
    """A key under another key (RFC 3394)."""
    return aes_key_wrap(wrapping_key, key)


def unwrap_key(wrapping_key: bytes, wrapped: bytes) -> bytes:
    """Raises `SealBrokenError` when it was wrapped under another key or altered."""
    try:
        return aes_key_unwrap(wrapping_key, wrapped)
    except (InvalidUnwrap, ValueError):
        raise SealBrokenError from None


def sealed_chunks(key: bytes, name: bytes, plain: Iterable[bytes]) -> Iterator[bytes]:
    """The sealed object, piece by piece. `name` is bound in: under another name it does not open.

    Every chunk of `plain` but the last holds exactly `CHUNK` bytes (`chunks_of`).
    """
    cipher = AESGCM(key)
    yield MARK
    for number, (chunk, is_last) in enumerate(_with_last(plain)):
        yield cipher.encrypt(_nonce(number, is_last=is_last), chunk, MARK + name)


def opened_chunks(key: bytes, name: bytes, sealed: BinaryIO) -> Iterator[bytes]:
    """The plain object, piece by piece; no piece that was altered is ever given out.

    Raises `SealBrokenError`, possibly after some pieces: read to the end before believing that it is whole.
    """
    if sealed.read(len(MARK)) != MARK:
        raise SealBrokenError
    cipher = AESGCM(key)
    for number, (chunk, is_last) in enumerate(_with_last(chunks_of(sealed, CHUNK + TAG))):
        try:
            yield cipher.decrypt(_nonce(number, is_last=is_last), chunk, MARK + name)
        except InvalidTag:
            raise SealBrokenError from None


def chunks_of(file: BinaryIO, size: int = CHUNK) -> Iterator[bytes]:
    """The file from where it stands, in pieces of `size` bytes; an empty file is one empty piece."""
    piece = file.read(size)
    yield piece
    while len(piece) == size and (piece := file.read(size)):
        yield piece


def _with_last(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    waiting = None
    for piece in pieces:
        if waiting is not None:
            yield waiting, False
        waiting = piece
    yield waiting or b"", True


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(COUNTER_BYTES, "big") + bytes([is_last])
