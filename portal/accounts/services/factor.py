"""Set the second factor up and turn it off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from portal.accounts.authenticator import new_recovery_codes, new_seed, recovery_hash, six_digits, step_of
from portal.accounts.services.sessions import prove_again
from portal.core import clock
from portal.core.db import db
from portal.core.errors import PortalError
from portal.core.keys import Purpose, seal, unseal
from portal.core.log import log
from portal.web.identity import auth_scalar

if TYPE_CHECKING:
    from portal.config import Settings

NOT_NOW = "That code is not of this moment. Check the clock of your phone, then enter the code it shows now"


def draw_seed(settings: Settings) -> str:
    """A new seed, sealed, for the browser to carry until it is confirmed."""
    return seal(settings.secret, Purpose.SECOND_FACTOR, new_seed()).decode()


def read_seed(settings: Settings, sealed: str | None) -> str | None:
    return unseal(settings.secret, Purpose.SECOND_FACTOR, sealed.encode()) if sealed else None


def turn_factor_on(settings: Settings, *, token: str, seed: str, code: str, password: str) -> list[str]:
    """Keep the seed once the app has shown that it has it; the recovery codes, to be shown this once.

    Raises `PortalError` on `password` or `code`.
    """
    known = prove_again(settings, token=token, password=password)
    digits = six_digits(code)
    step = step_of(seed, digits, clock.now()) if digits else None
    if step is None:
        raise PortalError(NOT_NOW, field="code")
    codes = new_recovery_codes()
    with db.engines["auth"].begin() as connection:
        connection.execute(
            text("SELECT auth.set_second_factor(:token, :sealed, CAST(:codes AS text[]))"),
            {
                "token": token,
                "sealed": seal(settings.secret, Purpose.SECOND_FACTOR, seed),
                "codes": [recovery_hash(one) for one in codes],
            },
        )
        # The code just used is spent, so that nobody signs in with it again.
        connection.execute(text("SELECT auth.pass_second_factor(:token, :step)"), {"token": token, "step": step})
    log.info("second factor on", account=str(known.account_id))
    return codes


def turn_factor_off(settings: Settings, *, token: str, password: str) -> None:
    """Raises `PortalError` on `password`."""
    known = prove_again(settings, token=token, password=password)
    auth_scalar("SELECT auth.set_second_factor(:token, NULL, '{}')", token=token)
    log.info("second factor off", account=str(known.account_id))
