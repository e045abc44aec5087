"""Checkpoints of a log as signed notes: origin, size and root, signed with the installation's own key.

Others may add signatures of theirs below ours: that is how a linked organisation can witness a log one day.
Sources: C2SP tlog-checkpoint and signed-note; RFC 8032 (Ed25519).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.core.keys import Purpose, derive_key
from portal.trail.rules import PLATFORM_LOG, base64_text

if TYPE_CHECKING:
    from uuid import UUID

    from portal.config import Settings

ED25519 = b"\x01"
KEY_ID_BYTES = 4


def key_id(name: str, public_key: bytes) -> bytes:
    """The four bytes by which a signature line names its key. Source: C2SP signed-note."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:KEY_ID_BYTES]


def verifier_key(name: str, public_key: bytes) -> str:
    """A public key as one line: `name+id+key`. Source: C2SP signed-note."""
    return f"{name}+{key_id(name, public_key).hex()}+{base64_text(ED25519 + public_key)}"


@dataclass(frozen=True)
class Signer:
    """Signs the checkpoints of one log. `name` is the log's origin."""

    name: str
    key: Ed25519PrivateKey

    @cached_property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def checkpoint(self, size: int, root: bytes, *extensions: str) -> str:
        """The signed note for a tree of `size` leaves; `extensions` are further lines the signature covers."""
        lines = [self.name, str(size), base64_text(root), *extensions]
        text = "".join(f"{line}\n" for line in lines)
        signature = key_id(self.name, self.public_key) + self.key.sign(text.encode())
        return f"{text}\n\u2014 {self.name} {base64_text(signature)}\n"


def signer_of(settings: Settings, log: UUID) -> Signer:
    """The signer of an organisation's log, or of the platform's own (`PLATFORM_LOG`)."""
    which = "platform" if log == PLATFORM_LOG else str(log)
    name = f"{urlsplit(settings.base_url).netloc}/trail/{which}"
    secret = derive_key(settings.secret, Purpose.TRAIL, context=which)
    return Signer(name, Ed25519PrivateKey.from_private_bytes(secret))
