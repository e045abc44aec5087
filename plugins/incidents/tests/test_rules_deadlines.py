"""Time limits: every duty has its clock, of the right class, and no promptness duty has a date."""

from __future__ import annotations

from collections import Counter

import pytest

from plugins.incidents.rules.deadlines import DEADLINE_RULES
from plugins.incidents.rules.notifications import RULES
from portal.plugin import GREAT_BRITAIN, UNITED_KINGDOM, Binding, Nation, Unit

ENGLAND = frozenset({Nation.ENGLAND})
WALES = frozenset({Nation.WALES})
BY_CODE = {rule.code: rule for rule in DEADLINE_RULES}


def test_codes_are_unique():
    assert [code for code, times in Counter(rule.code for rule in DEADLINE_RULES).items() if times > 1] == []


def test_every_duty_has_a_clock():
    own = {rule.code for rule in DEADLINE_RULES}

    assert {rule.deadline_code for rule in RULES} - own == {"BREACH"}  # the core keeps that one


@pytest.mark.parametrize(
    ("code", "nations", "binding", "n", "unit"),
    [
        ("NOT-E-ABS", ENGLAND, Binding.STATUTE, 28, Unit.BEFORE),
        ("NOT-E-EMERG", ENGLAND, Binding.STATUTE, 5, Unit.WORKING_DAYS_AFTER),
        ("NOT-E-SOP", ENGLAND, Binding.STATUTE, 28, Unit.DAYS_AFTER),
        ("NOT-E-21-PLANS", ENGLAND, Binding.STATUTE, 28, Unit.DAYS_AFTER),
        ("NOT-E-22", ENGLAND, Binding.STATUTE, 27, Unit.DAYS_AFTER),
        ("NOT-E-RESTRAINT", ENGLAND, Binding.LOCAL, 72, Unit.CLOCK_HOURS),
        ("NOT-W-SOP", WALES, Binding.STATUTE, 28, Unit.BEFORE),
        ("RIDDOR-10", GREAT_BRITAIN, Binding.STATUTE, 10, Unit.DAYS_AFTER),
        ("RIDDOR-15", GREAT_BRITAIN, Binding.STATUTE, 15, Unit.DAYS_AFTER),
        ("RIDDOR-N-10", frozenset({Nation.NORTHERN_IRELAND}), Binding.STATUTE, 10, Unit.DAYS_AFTER),
        ("FAMILY", UNITED_KINGDOM, Binding.LOCAL, 24, Unit.CLOCK_HOURS),
        ("COMMISSIONER", UNITED_KINGDOM, Binding.LOCAL, 24, Unit.CLOCK_HOURS),
        ("INC-TRIAGE", UNITED_KINGDOM, Binding.LOCAL, 1, Unit.WORKING_DAYS_AFTER),
        ("INC-ANSWER", UNITED_KINGDOM, Binding.LOCAL, 5, Unit.WORKING_DAYS_AFTER),
    ],
)
def test_a_numbered_limit(code, nations, binding, n, unit):
    rule = BY_CODE[code]

    assert (rule.nations, rule.binding, rule.n, rule.unit) == (nations, binding, n, unit)


@pytest.mark.parametrize("rule", DEADLINE_RULES, ids=lambda rule: rule.code)
def test_a_prompt_duty_has_hours_to_prompt_at_and_no_number(rule):
    is_prompt = rule.unit is Unit.PROMPT

    assert (rule.binding is Binding.PROMPTNESS) is is_prompt
    assert (rule.n == 0, rule.prompt_hours) == ((True, 24) if is_prompt else (False, None))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_duty_and_its_clock_bind_alike_and_where_the_duty_does(rule):
    clock = BY_CODE.get(rule.deadline_code)

    assert clock is None or (clock.binding, clock.nations, clock.verified) == (
        rule.binding,
        rule.nations,
        rule.verified,
    )


@pytest.mark.parametrize("nation", [Nation.WALES, Nation.SCOTLAND, Nation.NORTHERN_IRELAND])
def test_outside_england_only_the_welsh_statement_of_purpose_was_read(nation):
    read = [rule.code for rule in DEADLINE_RULES if rule.nations == {nation} and rule.verified]

    assert read == (["NOT-W-SOP"] if nation is Nation.WALES else [])


@pytest.mark.parametrize("rule", DEADLINE_RULES, ids=lambda rule: rule.code)
def test_a_clock_names_its_source(rule):
    assert rule.source
    assert rule.source_url.startswith("https://") or "policy" in rule.source or "practice" in rule.source
