"""The second factor: six digits from an authenticator app, or one of eight recovery codes.

Source: RFC 6238 (TOTP): SHA-1, 30 seconds, one step of drift either way.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import TYPE_CHECKING

import pyotp
import segno
from markupsafe import Markup
from pyotp.exceptions import OTPVerificationError

from portal.core.ids import ALPHABET

if TYPE_CHECKING:
    from datetime import datetime

ISSUER = "Care Oversight Portal"
DRIFT_STEPS = 1
RECOVERY_CODES = 8
RECOVERY_LENGTH, GROUP = 28, 4  # 28 letters of 5 bits are 140 bits; 128 are asked for
# As people copy them from paper: the alphabet has no I, L or O.
MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_seed() -> str:
    """160 random bits in base 32, as authenticator apps take them."""
    return pyotp.random_base32(32)


def grouped(text: str) -> str:
    """`ABCD EFGH …`, for reading and typing."""
    return " ".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))


def qr_picture(seed: str, email: str) -> Markup:
    """What the app scans, drawn without style or script so that the page's policy allows it."""
    address = pyotp.TOTP(seed).provisioning_uri(name=email, issuer_name=ISSUER)
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        scale=5,
        dark="#000",
        light="#fff",
        title="QR code for your authenticator app",
        svgclass="portal-qr",
        lineclass=None,
    )
    return Markup(drawn)  # noqa: S704 - made by the library; the address inside is drawn as dots


def step_of(seed: str, code: str, at: datetime) -> int | None:
    """The step the six digits belong to, or None when they are not of this moment."""
    try:
        return pyotp.TOTP(seed).verify_and_get_timecode(code, for_time=at, valid_window=DRIFT_STEPS)
    except OTPVerificationError:
        return None


def six_digits(typed: str) -> str | None:
    """The digits, when that is what was typed; apps show them as `123 456`."""
    bare = re.sub(r"\s", "", typed)
    return bare if re.fullmatch(r"[0-9]{6}", bare) else None


def new_recovery_codes() -> list[str]:
    """Eight codes to print and put away: `K7Q4-M2XA-…`."""
    return ["-".join(grouped(_letters()).split()) for _ in range(RECOVERY_CODES)]


def recovery_hash(code: str) -> str:
    """What is kept of a recovery code. With 140 random bits a plain hash is enough."""
    bare = re.sub(r"[\s-]", "", code).upper().translate(MISREAD)
    return hashlib.sha256(bare.encode()).hexdigest()


def _letters() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH))
