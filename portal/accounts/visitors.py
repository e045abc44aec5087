"""How often the public pages of an organisation may be written on. Counted under blinded keys: no address is kept."""

from __future__ import annotations

from flask import current_app, request
from limits import RateLimitItemPerHour

from portal.accounts.throttle import Bucket, TooManyAttemptsError, blind, count_attempt, network_of
from portal.core.errors import PortalError

FROM_ONE_NETWORK = RateLimitItemPerHour(10)
AT_ONE_ORGANISATION = RateLimitItemPerHour(300)
MAILS_OF_ONE_ORGANISATION = RateLimitItemPerHour(20)


def count_visit(slug: str, what: str) -> None:
    """Count one sending to an organisation, before anything of it is kept.

    Raises `PortalError`, so that the form is shown again with all that was typed.
    """
    secret: str = current_app.config["SETTINGS"].secret
    network = network_of(request.remote_addr or "")
    try:
        count_attempt(
            [
                Bucket(FROM_ONE_NETWORK, blind(secret, "visit", what, slug, network)),
                Bucket(AT_ONE_ORGANISATION, blind(secret, "visits", what, slug)),
            ]
        )
    except TooManyAttemptsError as error:
        raise PortalError(
            f"Too many messages came from your connection. Wait {error.minutes} minutes and send it again, or get in"
            " touch in another way. What you wrote is still on this page."
        ) from None


def may_tell_of_it(slug: str) -> bool:
    """Whether people are told by mail of what a visitor sent; after so many in an hour they know without another."""
    secret: str = current_app.config["SETTINGS"].secret
    try:
        count_attempt([Bucket(MAILS_OF_ONE_ORGANISATION, blind(secret, "visits told", slug))])
    except TooManyAttemptsError:
        return False
    return True
