"""Absence of the registered manager, or of a provider in day-to-day charge: expected and actual length."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plugins.incidents.rules.facts import Facts

LIMIT_DAYS = 28


def days_away(facts: Facts) -> int:
    """Days in a row the person has been away, the first day included; nothing before it starts."""
    if not facts.manager_absent or facts.absence_starts_on is None or facts.absence_returned_on is None:
        return 0
    return max((facts.absence_returned_on - facts.absence_starts_on).days, 0)


def planned_absence(facts: Facts) -> str | None:
    if facts.absence_planned is True and _expected_long(facts):
        return f"A planned absence of {facts.absence_days} days: {LIMIT_DAYS} or more."
    return None


def emergency_absence(facts: Facts) -> str | None:
    if facts.absence_planned is False and _expected_long(facts):
        return f"An absence nobody planned, expected to last {facts.absence_days} days: {LIMIT_DAYS} or more."
    return None


def absence_outlasted_expectation(facts: Facts) -> str | None:
    if days_away(facts) >= LIMIT_DAYS and not _expected_long(facts):
        return f"An absence that was not expected to be long has now lasted {days_away(facts)} days."
    return None


def reached_limit_on(facts: Facts) -> date | None:
    """The 28th day of the absence, its first day included."""
    return facts.absence_starts_on + timedelta(days=LIMIT_DAYS - 1) if facts.absence_starts_on else None


def long_absence(facts: Facts) -> str | None:
    days = max(facts.absence_days or 0, days_away(facts)) if facts.manager_absent else 0
    return f"The manager is away for {days} days: {LIMIT_DAYS} or more." if days >= LIMIT_DAYS else None


def absence_over_28_days(facts: Facts) -> str | None:
    days = max(facts.absence_days or 0, days_away(facts)) if facts.manager_absent else 0
    return f"The manager is away for {days} days: more than {LIMIT_DAYS}." if days > LIMIT_DAYS else None


def return_from_long_absence(facts: Facts) -> str | None:
    if facts.absence_ended and facts.absence_returned_on and long_absence(facts):
        return f"The person away came back on {facts.absence_returned_on:%-d %B %Y}."
    return None


def _expected_long(facts: Facts) -> bool:
    return bool(facts.manager_absent) and (facts.absence_days or 0) >= LIMIT_DAYS
