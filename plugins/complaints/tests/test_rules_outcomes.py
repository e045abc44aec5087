"""The outcome of the whole follows from its heads; until when a complaint may be brought."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.complaints.rules.clocks import last_day_to_bring
from plugins.complaints.rules.codes import OUTCOMES
from plugins.complaints.rules.outcomes import needs_action, overall


@pytest.mark.parametrize(
    ("heads", "whole"),
    [
        (["upheld", "upheld"], "upheld"),
        (["not-upheld"], "not-upheld"),
        (["upheld", "not-upheld"], "partly-upheld"),
        (["partly-upheld", "upheld"], "partly-upheld"),
        (["upheld", "withdrawn"], "upheld"),
        (["withdrawn", "resolved"], "resolved"),
        (["out-of-jurisdiction", "withdrawn"], "withdrawn"),
        (["upheld", None], None),
        ([], None),
    ],
)
def test_the_whole_follows_from_its_heads(heads, whole):
    assert overall(heads) == whole


@given(st.lists(st.sampled_from([one.key for one in OUTCOMES.codes]), min_size=1, max_size=8))
def test_any_upheld_beside_any_not_is_partly_upheld_and_the_order_never_matters(heads):
    if {"upheld", "not-upheld"} <= set(heads):
        assert overall(heads) == "partly-upheld"
    assert overall(heads) == overall(reversed(heads))


def test_what_fell_short_wants_an_action():
    assert [one.key for one in OUTCOMES.codes if needs_action(one.key)] == ["upheld", "partly-upheld"]


@pytest.mark.parametrize(
    ("regime", "happened_on", "expected"),
    [
        ("england-statutory", date(2025, 3, 4), date(2026, 3, 4)),
        ("england-statutory", date(2024, 2, 29), date(2025, 2, 28)),
        ("wales", date(2025, 3, 4), date(2026, 3, 4)),
        ("scotland", date(2026, 8, 31), date(2027, 2, 28)),
        ("northern-ireland", date(2026, 1, 15), date(2026, 7, 15)),
        ("registered-provider", date(2020, 1, 1), None),
    ],
)
def test_until_when_it_may_be_brought(regime, happened_on, expected):
    assert last_day_to_bring(regime, happened_on) == expected
