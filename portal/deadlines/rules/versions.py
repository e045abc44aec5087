"""Rules have versions: which one applied on a day, and what is wrong with a set of them."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from portal.declarations import Binding, DeadlineRule, Roll, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

RANGED = {Unit.DAYS_AFTER, Unit.WINDOW}
ROLLING = {Unit.DAYS_AFTER, Unit.DAYS_AFTER_ROLLED, Unit.MONTHS_INCLUSIVE, Unit.MONTHS_ANNIVERSARY}
NUMBERLESS = {Unit.PROMPT, Unit.DURATION_TRIGGER}
PAUSABLE = {
    Unit.WORKING_DAYS_AFTER,
    Unit.WORKING_DAYS_FROM_SECOND_EVENT,
    Unit.DAYS_AFTER,
    Unit.DAYS_AFTER_ROLLED,
    Unit.MONTHS_INCLUSIVE,
    Unit.MONTHS_ANNIVERSARY,
    Unit.CLOCK_HOURS,
}
WHOLE_NUMBERS = ("n", "upper_n", "prompt_hours")
SHORTEST_MONTH = 28
MOST_WORKING_DAYS = 23


def version_for(rules: Sequence[DeadlineRule], code: str, on: date) -> DeadlineRule | None:
    """The version of `code` that applies to an event on this day, or None where none was in force.

    Raises `LookupError` for a code no rule has.
    """
    versions = [rule for rule in rules if rule.code == code]
    if not versions:
        raise LookupError(f"There is no rule {code}.")
    return next((rule for rule in versions if _applies(rule, on)), None)


def _applies(rule: DeadlineRule, on: date) -> bool:
    return rule.valid_from <= on and (rule.valid_to is None or on <= rule.valid_to)


def check_rules(rules: Sequence[DeadlineRule]) -> list[str]:
    """What is wrong with these rules, one sentence each, beginning with the code; none for sound rules."""
    faults = [f"{rule.code or rule.label}: {fault}" for rule in rules for fault in _faults(rule)]
    ordered = sorted(rules, key=lambda rule: (rule.code, rule.valid_from))
    for code, versions in groupby(ordered, key=lambda rule: rule.code):
        seams = [fault for one, following in pairwise(versions) for fault in _seam(one, following)]
        faults += [f"{code}: {fault}" for fault in seams]
    return faults


def _faults(rule: DeadlineRule) -> Iterator[str]:
    yield from _missing(rule)
    if rule.valid_to and rule.valid_to < rule.valid_from:
        yield "valid_to is before valid_from."
    unreadable = list(_unreadable(rule))
    yield from unreadable
    if unreadable:
        return  # the rest compares numbers and units
    yield from _count_faults(rule)
    yield from _binding_faults(rule)
    yield from _unit_faults(rule)
    if rule.pausable and rule.unit not in PAUSABLE:
        yield f"a clock counted in {rule.unit.value} cannot stand still."
    if rule.agreed_before_expiry and rule.unit in NUMBERLESS:
        yield f"a limit counted in {rule.unit.value} has no date that could be extended."


def _unreadable(rule: DeadlineRule) -> Iterator[str]:
    """What a declaration made elsewhere may hold although its type says otherwise."""
    for name, value, known in (
        ("unit", rule.unit, Unit),
        ("binding", rule.binding, Binding),
        ("roll", rule.roll, Roll),
    ):
        if not isinstance(value, known):
            yield f"{value!r} is no {name}: use one of {', '.join(one.value for one in known)}."
    for name in WHOLE_NUMBERS:
        value = getattr(rule, name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            yield f"{name} must be a whole number, not {value!r}."


def _missing(rule: DeadlineRule) -> Iterator[str]:
    words = {"code": rule.code, "label": rule.label, "trigger": rule.trigger, "source": rule.source}
    for name, value in words.items():
        if not value.strip():
            yield f"the {name} is empty."
    if not rule.nations:
        yield "it applies in no nation."
    if rule.binding is Binding.STATUTE and not rule.source_url.startswith("https://"):
        yield "a legal deadline needs the https:// address of its source."


def _count_faults(rule: DeadlineRule) -> Iterator[str]:
    if rule.unit is Unit.PROMPT:
        if rule.n or rule.upper_n:
            yield "a prompt duty has no number."
    elif rule.unit is Unit.NTH_WORKING_DAY_OF_MONTH:
        if not 1 <= abs(rule.n) <= MOST_WORKING_DAYS:
            yield f"no month has a working day number {rule.n}."
    elif rule.n < 1:
        yield f"n must be at least 1, not {rule.n}."
    if rule.prompt_hours is not None and rule.prompt_hours < 1:
        yield f"prompt_hours must be at least 1, not {rule.prompt_hours}."


def _binding_faults(rule: DeadlineRule) -> Iterator[str]:
    is_promptness = rule.binding is Binding.PROMPTNESS
    if is_promptness and rule.unit not in NUMBERLESS:
        yield f"a prompt duty cannot be counted in {rule.unit.value}: it has no number."
    if not is_promptness and rule.unit is Unit.PROMPT:
        yield f"{rule.unit.value} gives no date, so its binding is {Binding.PROMPTNESS.value}."
    if rule.prompt_hours is not None and rule.unit not in NUMBERLESS:
        yield "prompt_hours only belongs to a prompt duty."


def _unit_faults(rule: DeadlineRule) -> Iterator[str]:
    if rule.unit is Unit.WINDOW and not 1 <= rule.n <= (rule.upper_n or 0) <= SHORTEST_MONTH:
        yield f"a window runs from n to upper_n, days 1 to {SHORTEST_MONTH} of the month."
    elif rule.upper_n is not None and rule.unit not in RANGED:
        yield f"upper_n does not go with {rule.unit.value}."
    elif rule.upper_n is not None and rule.upper_n <= rule.n and rule.unit is not Unit.WINDOW:
        yield "upper_n must be more than n."
    if rule.roll is not Roll.NONE and rule.unit not in ROLLING:
        yield f"{rule.unit.value} cannot roll to the next working day."
    in_hours = rule.measure == "hours"
    if (in_hours or rule.more_than or rule.day_0_counts) and rule.unit is not Unit.DURATION_TRIGGER:
        yield f"measure, more_than and day_0_counts do not go with {rule.unit.value}."
    elif in_hours and rule.day_0_counts:
        yield "day_0_counts does not go with hours."


def _seam(one: DeadlineRule, following: DeadlineRule) -> Iterator[str]:
    if one.valid_to is None or one.valid_to >= following.valid_from:
        yield f"two versions apply on {following.valid_from}."
    elif one.valid_to + timedelta(days=1) < following.valid_from:
        yield f"no version applies between {one.valid_to} and {following.valid_from}."
