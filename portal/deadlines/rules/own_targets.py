"""What an organisation may set for itself: local targets, prompts, and numbers nobody has read in the source; pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from portal.core.errors import PortalError
from portal.declarations import Binding, DeadlineRule, Unit

if TYPE_CHECKING:
    from datetime import date

HIGHEST = {
    Unit.CLOCK_HOURS: 24 * 366,
    Unit.WORKING_DAYS_AFTER: 260,
    Unit.WORKING_DAYS_FROM_SECOND_EVENT: 260,
    Unit.DAYS_AFTER: 366,
    Unit.DAYS_AFTER_ROLLED: 366,
    Unit.MONTHS_INCLUSIVE: 120,
    Unit.MONTHS_ANNIVERSARY: 120,
    Unit.PROMPT: 24 * 366,
}
NAMES = {
    Unit.CLOCK_HOURS: ("hour", "hours"),
    Unit.WORKING_DAYS_AFTER: ("working day", "working days"),
    Unit.WORKING_DAYS_FROM_SECOND_EVENT: ("working day", "working days"),
    Unit.DAYS_AFTER: ("day", "days"),
    Unit.DAYS_AFTER_ROLLED: ("day", "days"),
    Unit.MONTHS_INCLUSIVE: ("month", "months"),
    Unit.MONTHS_ANNIVERSARY: ("month", "months"),
    Unit.PROMPT: ("hour", "hours"),
}


def is_adaptable(rule: DeadlineRule) -> bool:
    """Whether its number is a default: a local target, a prompt, or a number not verified against its source.

    A verified number of the law or of guidance is never the organisation's to change.
    A window two organisations share is neither side's alone.
    """
    if rule.unit not in HIGHEST or rule.upper_n is not None or rule.is_mutual:
        return False
    return rule.prompt_hours is not None or rule.binding is Binding.LOCAL or not rule.verified


def number_of(rule: DeadlineRule) -> int:
    """The number an organisation may replace: the hours after which it prompts, or how many units the limit has."""
    return rule.prompt_hours if rule.prompt_hours is not None else rule.n


def amount(rule: DeadlineRule, number: int) -> str:
    """The number with its unit: "3 working days"."""
    one, many = NAMES[rule.unit]
    return f"{number} {one if number == 1 else many}"


def adapted(rule: DeadlineRule, number: int | None) -> DeadlineRule:
    """The rule with the organisation's own number; unchanged for None."""
    if number is None:
        return rule
    return replace(rule, prompt_hours=number) if rule.prompt_hours is not None else replace(rule, n=number)


def chosen_instead(rule: DeadlineRule, started_on: date, chosen: date) -> tuple[DeadlineRule, int]:
    """The rule with the number of days that ends it on the day people chose, and that number.

    Raises `ValueError` for what is no local target counted in days, and for a day before the event.
    """
    days = (chosen - started_on).days
    if rule.binding is not Binding.LOCAL or rule.unit is not Unit.DAYS_AFTER or days < 0:
        raise ValueError(f"{rule.code} gives way to no day that somebody chose, or not to {chosen}.")
    return adapted(rule, days), days


def refuse_number(rule: DeadlineRule, number: int) -> None:
    """Raises `PortalError` on `number` for none, less than none, or more than a year (ten for months)."""
    if not 1 <= number <= HIGHEST[rule.unit]:
        raise PortalError(f"Enter a number from 1 to {HIGHEST[rule.unit]}", field="number")
