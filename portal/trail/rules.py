"""How a payload is bound, how an entry becomes a leaf, how leaves become a root. Pure functions over bytes.

Every payload has its own 256-bit salt; once both are erased the commitment says nothing, and the tree still verifies.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

LEAF_PREFIX, NODE_PREFIX = b"\x00", b"\x01"
PAYLOAD_PREFIX = b"\x02"  # apart from RFC 6962's 0x00 for leaves and 0x01 for nodes
SALT_BYTES = 32
HASH_BYTES = 32
HEADER_VERSION = 1
# The log of the platform itself belongs to no organisation; the database's policies name this id too.
PLATFORM_LOG = UUID(int=0)


def canonical(value: Mapping[str, Any]) -> bytes:
    """One byte string per value: sorted keys, no spaces, UTF-8. Payloads hold text, whole numbers, booleans, lists.

    Source: RFC 8785 (JSON Canonicalization Scheme), for values without fractions and ASCII keys.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def commitment(payload: Mapping[str, Any], salt: bytes) -> bytes:
    """SHA-256(0x02 || salt || canonical payload), 32 bytes."""
    return hashlib.sha256(PAYLOAD_PREFIX + salt + canonical(payload)).digest()


def base64_text(value: bytes) -> str:
    """Standard base64 with padding, as C2SP writes roots and signatures."""
    return base64.b64encode(value).decode()


def header(*, seq: int, at: datetime, act: str, act_class: str, objects: int, commitment: bytes) -> dict[str, Any]:
    """What of an entry is never erased: no person, no record, no words. `ts` is UTC to the microsecond."""
    moment = at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    return {
        "v": HEADER_VERSION,
        "seq": seq,
        "ts": f"{moment}Z",
        "act": act,
        "cls": act_class,
        "n": objects,
        "c": base64_text(commitment),
    }


def leaf_hash(content: bytes) -> bytes:
    """SHA-256(0x00 || content). Source: RFC 6962 section 2.1."""
    return hashlib.sha256(LEAF_PREFIX + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right). Source: RFC 6962 section 2.1."""
    return hashlib.sha256(NODE_PREFIX + left + right).digest()


class Frontier:
    """The roots of the perfect subtrees a tree of `size` leaves falls into, largest first.

    It is all one needs of a tree to add leaves and to know its root: one hash for each bit set in `size`.
    """

    def __init__(self, size: int = 0, packed: bytes = b"") -> None:
        """`packed` as `packed()` gave it. Raises `ValueError` when it is not a frontier of that size."""
        if len(packed) != size.bit_count() * HASH_BYTES:
            raise ValueError("not the frontier of a tree of this size")
        self.size = size
        self._roots = [packed[place : place + HASH_BYTES] for place in range(0, len(packed), HASH_BYTES)]

    def add(self, leaves: Iterable[bytes]) -> None:
        """Append leaf hashes."""
        for leaf in leaves:
            top, size = leaf, self.size
            while size & 1:
                top, size = node_hash(self._roots.pop(), top), size >> 1
            self._roots.append(top)
            self.size += 1

    def packed(self) -> bytes:
        return b"".join(self._roots)

    def root(self) -> bytes:
        """The tree's root; of an empty tree the hash of nothing. Source: RFC 6962 section 2.1."""
        if not self._roots:
            return hashlib.sha256().digest()
        *rest, top = self._roots
        for left in reversed(rest):
            top = node_hash(left, top)
        return top


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root of a whole tree of leaf hashes."""
    tree = Frontier()
    tree.add(leaves)
    return tree.root()


def inclusion_path(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """The hashes that lead from the leaf at `place` to the root, lowest first. Source: RFC 6962 section 2.1.1."""
    if not 0 <= place < len(leaves):
        raise IndexError(place)
    if len(leaves) == 1:
        return []
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    if place < split:
        return [*inclusion_path(leaves[:split], place), root_of(leaves[split:])]
    return [*inclusion_path(leaves[split:], place - split), root_of(leaves[:split])]
