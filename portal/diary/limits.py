"""How often a feed may be asked for. Guesses of one address never use up what a real feed is allowed."""

from __future__ import annotations

from flask import current_app
from limits import RateLimitItemPerHour, RateLimitItemPerMinute

from portal.accounts.throttle import Bucket, blind, count_attempt, network_of

MISSES_FROM_ONE_ADDRESS = RateLimitItemPerMinute(60, 5)
READINGS_OF_ONE_FEED = RateLimitItemPerHour(60)


def count_miss(address: str) -> None:
    """Count a token that opens nothing. Raises `TooManyAttemptsError`.

    Calendars of many people fetch from one address of their maker's, so only misses count against an address.
    """
    count_attempt([Bucket(MISSES_FROM_ONE_ADDRESS, blind(_secret(), "feed-miss", network_of(address)))])


def count_reading(token: str) -> None:
    """Count a reading of one feed. Raises `TooManyAttemptsError`."""
    count_attempt([Bucket(READINGS_OF_ONE_FEED, blind(_secret(), "feed", token))])


def _secret() -> str:
    secret: str = current_app.config["SETTINGS"].secret
    return secret
