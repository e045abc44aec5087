"""The key register: every key the portal uses, derived from one secret, one purpose each."""

from __future__ import annotations

import base64
from enum import StrEnum

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Purpose(StrEnum):
    """What a derived key may be used for. A key serves one purpose and no other."""

    COOKIES = "sign the session cookie and form tokens"
    DATABASE_ROLES = "passwords of the run-time database roles"
    SECOND_FACTOR = "seal the seeds of authenticator apps"
    TRAIL = "sign the checkpoints of the trails (Ed25519)"
    SEARCH = "seal what people look for, where it stands in an address"
    THROTTLE = "blind the counters of failed sign-ins"
    DOCUMENTS = "wrap the keys that seal documents, one key for each organisation"
    REGISTERS = "seal a register that was uploaded until it is read"
    DOWNLOADS = "sign the links that fetch a document once"


def derive_key(secret: str, purpose: Purpose, *, context: str = "") -> bytes:
    """32 bytes for one purpose (and one `context` within it) from the installation's secret.

    Source: RFC 5869 (HKDF) with SHA-256.
    """
    info = f"portal/{purpose.name}/{context}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode())


def derive_password(secret: str, role: str) -> str:
    """The password of a run-time database role."""
    return base64.urlsafe_b64encode(derive_key(secret, Purpose.DATABASE_ROLES, context=role)).decode().rstrip("=")


def seal(secret: str, purpose: Purpose, plain: str) -> bytes:
    """Encrypt a short text (AES-128-CBC with HMAC-SHA-256, versioned by Fernet's first byte)."""
    return Fernet(base64.urlsafe_b64encode(derive_key(secret, purpose))).encrypt(plain.encode())


def unseal(secret: str, purpose: Purpose, sealed: bytes) -> str | None:
    """The text back, or None when it was sealed under another secret or altered."""
    try:
        return Fernet(base64.urlsafe_b64encode(derive_key(secret, purpose))).decrypt(sealed).decode()
    except InvalidToken:
        return None
