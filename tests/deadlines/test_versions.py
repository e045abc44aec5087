"""Which version of a rule applies, and what is said about rules that cannot be right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.deadlines.catalogue import CATALOGUE
from portal.deadlines.rules import check_rules, version_for
from portal.declarations import Binding, DeadlineRule, Roll, Unit

SINCE = date(2014, 8, 1)
ACKNOWLEDGE = replace(version_for(CATALOGUE, "CMP-W-ACK", SINCE), code="ACK")
OLD = replace(ACKNOWLEDGE, valid_to=date(2025, 12, 31))
NEW = replace(ACKNOWLEDGE, n=2, valid_from=date(2026, 1, 1))


def rule(unit: Unit, n: int, **changes) -> DeadlineRule:
    return replace(ACKNOWLEDGE, unit=unit, n=n, **changes)


@pytest.mark.parametrize(
    ("on", "version"),
    [
        (date(2014, 7, 31), None),
        (SINCE, OLD),
        (date(2025, 12, 31), OLD),
        (date(2026, 1, 1), NEW),
    ],
)
def test_the_version_is_that_of_the_trigger_day(on, version):
    assert version_for([NEW, OLD], "ACK", on) == version


def test_an_unknown_code_has_no_versions():
    with pytest.raises(LookupError, match="There is no rule NOPE"):
        version_for([NEW, OLD], "NOPE", date(2026, 1, 1))


def test_sound_rules_have_no_faults():
    prompt = rule(Unit.PROMPT, 0, code="P", binding=Binding.PROMPTNESS, prompt_hours=24)
    window = rule(Unit.WINDOW, 1, code="W", upper_n=14)

    assert check_rules([OLD, NEW, prompt, window]) == []


@pytest.mark.parametrize(
    ("faulty", "fault"),
    [
        (rule(Unit.WORKING_DAYS_AFTER, 0), "n must be at least 1, not 0."),
        (rule(Unit.DAYS_AFTER, -28), "n must be at least 1, not -28."),
        (rule(Unit.NTH_WORKING_DAY_OF_MONTH, 0), "no month has a working day number 0."),
        (rule(Unit.NTH_WORKING_DAY_OF_MONTH, 24), "no month has a working day number 24."),
        (rule(Unit.PROMPT, 3, binding=Binding.PROMPTNESS), "a prompt duty has no number."),
        (rule(Unit.PROMPT, 0), "PROMPT gives no date, so its binding is promptness."),
        (
            rule(Unit.DAYS_AFTER, 28, binding=Binding.PROMPTNESS),
            "a prompt duty cannot be counted in DAYS_AFTER: it has no number.",
        ),
        (rule(Unit.DAYS_AFTER, 28, prompt_hours=24), "prompt_hours only belongs to a prompt duty."),
        (
            rule(Unit.PROMPT, 0, binding=Binding.PROMPTNESS, prompt_hours=0),
            "prompt_hours must be at least 1, not 0.",
        ),
        (rule(Unit.WINDOW, 1), "a window runs from n to upper_n, days 1 to 28 of the month."),
        (rule(Unit.WINDOW, 1, upper_n=31), "a window runs from n to upper_n, days 1 to 28 of the month."),
        (rule(Unit.CLOCK_HOURS, 24, upper_n=48), "upper_n does not go with CLOCK_HOURS."),
        (rule(Unit.DAYS_AFTER, 56, upper_n=56), "upper_n must be more than n."),
        (
            rule(Unit.CLOCK_HOURS, 24, roll=Roll.NEXT_WORKING_DAY),
            "CLOCK_HOURS cannot roll to the next working day.",
        ),
        (
            rule(Unit.DAYS_AFTER, 7, more_than=True),
            "measure, more_than and day_0_counts do not go with DAYS_AFTER.",
        ),
        (
            rule(Unit.DURATION_TRIGGER, 24, measure="hours", day_0_counts=True),
            "day_0_counts does not go with hours.",
        ),
        (replace(OLD, valid_to=date(2014, 7, 31)), "valid_to is before valid_from."),
        (replace(OLD, source=" "), "the source is empty."),
        (replace(OLD, trigger=""), "the trigger is empty."),
        (replace(OLD, nations=frozenset()), "it applies in no nation."),
        (replace(OLD, source_url=""), "a legal deadline needs the https:// address of its source."),
    ],
)
def test_each_fault_of_a_rule_is_named(faulty, fault):
    assert check_rules([faulty]) == [f"ACK: {fault}"]


@pytest.mark.parametrize(
    ("following", "fault"),
    [
        (replace(NEW, valid_from=date(2025, 12, 31)), "ACK: two versions apply on 2025-12-31."),
        (
            replace(NEW, valid_from=date(2026, 1, 3)),
            "ACK: no version applies between 2025-12-31 and 2026-01-03.",
        ),
    ],
)
def test_versions_follow_each_other_without_overlap_or_gap(following, fault):
    assert check_rules([following, OLD]) == [fault]


def test_a_version_that_never_ends_leaves_no_room_for_the_next():
    assert check_rules([ACKNOWLEDGE, NEW]) == ["ACK: two versions apply on 2026-01-01."]
