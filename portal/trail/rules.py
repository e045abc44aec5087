"""How a payload is bound: a salted SHA-256 over its canonical JSON.

Every payload has its own 256-bit salt; once both are erased the commitment says nothing, and the tree still verifies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

PAYLOAD_PREFIX = b"\x02"  # apart from RFC 6962's 0x00 for leaves and 0x01 for nodes
SALT_BYTES = 32


def canonical(value: Mapping[str, Any]) -> bytes:
    """One byte string per value: sorted keys, no spaces, UTF-8. Payloads hold text, whole numbers, booleans, lists.

    Source: RFC 8785 (JSON Canonicalization Scheme), for values without fractions and ASCII keys.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def commitment(payload: Mapping[str, Any], salt: bytes) -> bytes:
    """SHA-256(0x02 || salt || canonical payload), 32 bytes."""
    return hashlib.sha256(PAYLOAD_PREFIX + salt + canonical(payload)).digest()
