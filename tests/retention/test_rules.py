"""Which day a record is kept until: literal days, and a slow model that asks of every day whether it may go."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.retention.rules import Applied, Force, Period, PeriodUnit, RetentionRule, refused_period, work_out

DAY = timedelta(days=1)
CLOSED = date(2026, 3, 4)


def rule(n, unit="years", *, force=Force.GUIDANCE, at_most=False, verified=True, code="R"):
    return RetentionRule(
        code, "Incident", "incident", Period(n, PeriodUnit(unit)), "the record was closed", force, "A source",
        verified=verified, is_maximum=at_most,
    )  # fmt: skip


def until(*rules, added_on=None):
    applied = [Applied(one, one.period) for one in rules]
    return work_out(CLOSED, applied, event="the record was closed", added_on=added_on).until


@pytest.mark.parametrize(
    ("event", "n", "unit", "ends"),
    [
        (date(2026, 8, 31), 3, "months", date(2026, 11, 30)),
        (date(2028, 2, 29), 1, "years", date(2029, 2, 28)),
        (date(2026, 3, 4), 30, "days", date(2026, 4, 3)),
        (date(2026, 3, 4), 10, "years", date(2036, 3, 4)),
    ],
)
def test_a_period_ends_on_the_day_of_the_same_number_or_the_months_last(event, n, unit, ends):
    assert Period(n, PeriodUnit(unit)).ends_on(event) == ends


def test_the_longest_minimum_counts():
    assert until(rule(10), rule(20, code="S")) == date(2046, 3, 4)


def test_a_maximum_goes_before_longer_minimums():
    assert until(rule(10), rule(3, "months", at_most=True)) == date(2026, 6, 4)


def test_the_laws_minimum_goes_before_a_maximum():
    assert until(rule(2, force=Force.STATUTE), rule(3, "months", at_most=True)) == date(2028, 3, 4)


def test_what_is_added_later_begins_a_minimum_again():
    assert until(rule(10), added_on=date(2027, 5, 7)) == date(2037, 5, 7)


def test_what_is_added_later_does_not_lengthen_a_maximum():
    assert until(rule(3, "months", at_most=True), added_on=date(2026, 5, 7)) == date(2026, 6, 4)


def test_every_step_is_said_with_both_periods_where_an_organisation_set_its_own():
    own = Applied(rule(10, verified=False), Period(12, PeriodUnit.YEARS), "Our insurer asks for it")

    assert [one.words for one in work_out(CLOSED, [own], event="the record was closed").steps] == [
        "Counted from Wednesday 4 March 2026: the record was closed.",
        (
            "Guidance: 12 years, in place of 10 years, until Thursday 4 March 2038. A source (not read at its source)."
            " Ours: Our insurer asks for it."
        ),
        "Kept until the end of Thursday 4 March 2038.",
    ]


def test_a_period_the_law_sets_stays_and_a_maximum_is_only_made_shorter():
    by_law, most = rule(8, force=Force.STATUTE), rule(6, "months", at_most=True)

    assert refused_period(by_law, Period(9, PeriodUnit.YEARS)) == (
        "The law sets this period. It cannot be changed here."
    )
    assert refused_period(most, Period(7, PeriodUnit.MONTHS)) == "This is a maximum: 6 months or less."
    assert refused_period(most, Period(5, PeriodUnit.MONTHS)) is None


ANY_RULE = st.builds(
    lambda n, force, at_most, code: rule(n, "days", force=force, at_most=at_most, code=str(code)),
    st.integers(1, 60),
    st.sampled_from(Force),
    st.booleans(),
    st.integers(0, 10_000),
)


def may_go(day, rules, added_on):
    """The law's minimums must be over; then either a maximum or every minimum."""
    begins = max(CLOSED, added_on or CLOSED)
    over = {one: (CLOSED if one.is_maximum else begins) + timedelta(days=one.period.n) < day for one in rules}
    minimums = [one for one in rules if not one.is_maximum]
    if not all(over[one] for one in minimums if one.force is Force.STATUTE):
        return False
    reached = any(over[one] for one in rules if one.is_maximum)
    return reached or (bool(minimums) and all(over[one] for one in minimums))


@given(
    st.lists(ANY_RULE, min_size=1, max_size=5, unique_by=lambda one: one.code),
    st.none() | st.dates(date(2026, 1, 1), date(2026, 4, 4)),
)
def test_the_day_found_is_the_last_on_which_the_model_lets_nothing_go(rules, added_on):
    day = CLOSED + DAY
    while not may_go(day, rules, added_on):
        day += DAY

    assert until(*rules, added_on=added_on) == day - DAY
