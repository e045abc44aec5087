"""A sealed object opens whole or not at all."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.sealing import (
    CHUNK,
    MARK,
    TAG,
    SealBrokenError,
    chunks_of,
    new_object_key,
    opened_chunks,
    sealed_chunks,
    unwrap_key,
    wrap_key,
)

KEY, NAME = bytes(range(32)), b"a file"
PIECE = CHUNK + TAG


def seal(plain, *, key=KEY, name=NAME):
    return b"".join(sealed_chunks(key, name, chunks_of(io.BytesIO(plain))))


def opened(sealed, *, key=KEY, name=NAME):
    return b"".join(opened_chunks(key, name, io.BytesIO(sealed)))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_was_sealed_opens_again(size):
    plain = bytes(range(256)) * (size // 256 + 1)

    assert opened(seal(plain[:size])) == plain[:size]


def test_nothing_of_the_content_can_be_read_in_it():
    assert b"Rosewood" not in seal(b"Rosewood" * 100)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_byte_can_be_changed(data):
    sealed = bytearray(seal(b"x" * (CHUNK + 5)))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))

    with pytest.raises(SealBrokenError):
        opened(bytes(sealed))


@pytest.mark.parametrize("size", [0, 3, len(MARK), len(MARK) + PIECE, len(MARK) + 2 * PIECE, len(MARK) + 2 * PIECE + 3])
def test_nothing_can_be_cut_off(size):
    with pytest.raises(SealBrokenError):
        opened(seal(b"x" * (2 * CHUNK + 100))[:size])


def test_pieces_cannot_be_swapped_dropped_or_said_twice():
    sealed = seal(b"a" * CHUNK + b"b" * CHUNK + b"c")
    first, second, last = (sealed[len(MARK) + at * PIECE : len(MARK) + (at + 1) * PIECE] for at in range(3))

    for pieces in ((second, first, last), (first, last), (first, second, second, last), (first, second, last, last)):
        with pytest.raises(SealBrokenError):
            opened(MARK + b"".join(pieces))


@pytest.mark.parametrize("wrong", [{"key": bytes(32)}, {"name": b"another file"}])
def test_another_key_or_another_name_does_not_open_it(wrong):
    with pytest.raises(SealBrokenError):
        opened(seal(b"words"), **wrong)


def test_a_wrapped_key_comes_out_under_the_key_it_was_wrapped_with_alone():
    key = new_object_key()
    wrapped = wrap_key(KEY, key)

    assert unwrap_key(KEY, wrapped) == key
    with pytest.raises(SealBrokenError):
        unwrap_key(bytes(32), wrapped)
