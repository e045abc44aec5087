"""An installation whose time limits cannot be right does not start, and says everything that is wrong at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from portal.app import CORE_FEATURES, refuse_faulty_rules
from portal.config import ConfigurationError
from portal.deadlines.catalogue import CATALOGUE
from portal.declarations import Binding, PluginInfo, Unit
from portal.hookspecs import hookimpl
from portal.registry import load_registry

SOUND = replace(next(one for one in CATALOGUE if one.code == "CQC-R16"), code="TEST-1", label="Test")
SAYS = "TEST-1: "


def faults(*rules) -> list[str]:
    """What start-up says of a plugin that declares these."""
    plugin = SimpleNamespace(
        portal_plugin=hookimpl(lambda: PluginInfo("limits", "Limits", "Limits of its own", frozenset())),
        portal_deadline_rules=hookimpl(lambda: rules),
    )
    with pytest.raises(ConfigurationError) as refused:
        load_registry(CORE_FEATURES, extra=[("limits", plugin)], checks=(refuse_faulty_rules,))
    return refused.value.faults


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            {"unit": "FORTNIGHTS"},
            "'FORTNIGHTS' is no unit: use one of " + ", ".join(unit.value for unit in Unit) + ".",
        ),
        ({"n": 0}, "n must be at least 1, not 0."),
        ({"n": -3}, "n must be at least 1, not -3."),
        ({"n": 1.5}, "n must be a whole number, not 1.5."),
        ({"n": True}, "n must be a whole number, not True."),
        ({"unit": Unit.NTH_WORKING_DAY_OF_MONTH, "n": 24}, "no month has a working day number 24."),
        ({"unit": Unit.WINDOW, "n": 1, "upper_n": 31}, "a window runs from n to upper_n, days 1 to 28 of the month."),
        ({"unit": Unit.PROMPT, "n": 0}, "PROMPT gives no date, so its binding is promptness."),
        ({"unit": Unit.BEFORE, "pausable": True}, "a clock counted in BEFORE cannot stand still."),
        (
            {"unit": Unit.DURATION_TRIGGER, "agreed_before_expiry": True},
            "a limit counted in DURATION_TRIGGER has no date that could be extended.",
        ),
        ({"valid_to": date(2000, 1, 1)}, "valid_to is before valid_from."),
        ({"binding": "suggestion"}, "'suggestion' is no binding: use one of statute, guidance, local, promptness."),
    ],
)
def test_a_rule_that_cannot_be_right_is_refused(changes, fault):
    assert faults(replace(SOUND, **changes)) == [SAYS + fault]


def test_a_gap_between_two_versions_is_refused():
    first = replace(SOUND, valid_from=date(2020, 1, 1), valid_to=date(2020, 12, 31))
    second = replace(SOUND, valid_from=date(2021, 2, 1))

    assert faults(first, second) == [SAYS + "no version applies between 2020-12-31 and 2021-02-01."]


def test_a_code_that_another_feature_has_is_refused():
    theirs = next(one for one in CATALOGUE if one.code == "CQC-R16")

    assert faults(theirs) == [f"CQC-R16: two versions apply on {theirs.valid_from}."]


def test_everything_is_said_at_once():
    found = faults(
        replace(SOUND, n=0, source=" "),
        replace(SOUND, code="TEST-2", unit=Unit.PROMPT, n=2, binding=Binding.PROMPTNESS),
    )

    assert found == [
        "TEST-1: the source is empty.",
        "TEST-1: n must be at least 1, not 0.",
        "TEST-2: a prompt duty has no number.",
    ]


def test_sound_rules_start():
    load_registry(CORE_FEATURES, checks=(refuse_faulty_rules,))
