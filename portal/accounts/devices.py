"""Browsers that have signed in before carry a signed note of it: guesses made elsewhere cannot shut them out.

Source: OWASP, "Slow down online guessing attacks with device cookies".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from itsdangerous import BadData, URLSafeTimedSerializer

from portal.accounts.throttle import blind
from portal.core.ids import new_token
from portal.core.keys import Purpose, derive_key

YEAR_SECONDS = 365 * 24 * 3600
MOST_ACCOUNTS = 8  # of a tablet a whole shift shares


@dataclass(frozen=True)
class Device:
    """One browser. `marks` are the accounts that signed in on it, blinded, the latest last."""

    id: str
    marks: tuple[str, ...] = ()

    def has_signed_in(self, secret: str, account: str) -> bool:
        return _mark(secret, account) in self.marks


def cookie_name(*, is_https: bool) -> str:
    return "__Host-portal-device" if is_https else "portal-device"


def read_device(secret: str, cookie: str | None) -> Device | None:
    """The browser's note, or None when there is none, or it is forged, altered or older than a year."""
    try:
        found = _signer(secret).loads(cookie or "", max_age=YEAR_SECONDS)
        return Device(str(found["id"]), tuple(found["marks"]))
    except (BadData, KeyError, TypeError):
        return None


def remember_account(device: Device | None, secret: str, account: str) -> Device:
    """The browser's note with this account on it."""
    mark = _mark(secret, account)
    known = device or Device(new_token())
    others = [one for one in known.marks if one != mark]
    return replace(known, marks=(*others[1 - MOST_ACCOUNTS :], mark))


def sign_device(device: Device, secret: str) -> str:
    return _signer(secret).dumps({"id": device.id, "marks": list(device.marks)})


def _mark(secret: str, account: str) -> str:
    return blind(secret, "device-mark", account)[:16]


@lru_cache(maxsize=4)
def _signer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(derive_key(secret, Purpose.COOKIES, context="device"), salt="portal.device")
