"""When things stand in a diary, and the ladder of reminders: at days a person can check on a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.clock import end_of_day, london_day, start_of_day
from portal.diary.rules import (
    COUNTDOWN,
    ESCALATIONS,
    Step,
    edges,
    ladder,
    next_month,
    previous_month,
    prompt_ladder,
    reached,
    read_month,
    weeks_of,
)

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
LENGTHS = st.timedeltas(timedelta(0), timedelta(days=3700))


def told(started_on, due_on):
    return [(rung.step, rung.on) for rung in ladder(start_of_day(started_on), end_of_day(due_on))]


def test_a_quarter_of_a_year_has_every_rung():
    assert told(date(2026, 1, 1), date(2026, 3, 31)) == [
        (Step.HALF, date(2026, 2, 14)),
        (Step.QUARTER, date(2026, 3, 9)),
        (Step.FORTNIGHT, date(2026, 3, 17)),
        (Step.THREE_DAYS, date(2026, 3, 28)),
        (Step.DUE, date(2026, 3, 31)),
        (Step.OVERDUE, date(2026, 4, 1)),
        (Step.TO_MANAGERS, date(2026, 4, 3)),
        (Step.TO_ADMINISTRATORS, date(2026, 4, 7)),
    ]


def test_of_two_rungs_on_one_day_the_one_nearer_the_end_stays():
    assert told(date(2026, 3, 2), date(2026, 3, 29))[:4] == [
        (Step.FORTNIGHT, date(2026, 3, 15)),
        (Step.QUARTER, date(2026, 3, 22)),
        (Step.THREE_DAYS, date(2026, 3, 26)),
        (Step.DUE, date(2026, 3, 29)),
    ]


@pytest.mark.parametrize(
    ("due_on", "before"),
    [
        (date(2026, 3, 2), []),
        (date(2026, 3, 3), []),
        (date(2026, 3, 4), [(Step.HALF, date(2026, 3, 3))]),
        (
            date(2026, 3, 6),
            [(Step.THREE_DAYS, date(2026, 3, 3)), (Step.HALF, date(2026, 3, 4)), (Step.QUARTER, date(2026, 3, 5))],
        ),
    ],
)
def test_a_short_clock_has_few_rungs_and_none_on_the_day_it_started(due_on, before):
    assert [one for one in told(date(2026, 3, 2), due_on) if one[0] in COUNTDOWN] == before


def test_a_clock_of_hours_is_due_on_the_day_of_its_moment_in_london():
    """Half past midnight in London, in summer, is still yesterday in UTC."""
    started = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)

    assert [(rung.step, rung.on) for rung in ladder(started, started + timedelta(hours=24))][:2] == [
        (Step.DUE, date(2026, 6, 3)),
        (Step.OVERDUE, date(2026, 6, 4)),
    ]


def test_a_prompt_duty_has_one_rung_and_it_is_the_local_prompt():
    assert [(rung.step, rung.on) for rung in prompt_ladder(datetime(2026, 3, 5, 9, 0, tzinfo=UTC))] == [
        (Step.PROMPT, date(2026, 3, 5))
    ]


def test_a_clock_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="before it starts"):
        ladder(datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC))


@given(MOMENTS, LENGTHS)
def test_no_rung_comes_before_the_start_none_twice_and_all_in_order(started, length):
    rungs = ladder(started, started + length)
    days, steps = [rung.on for rung in rungs], [rung.step for rung in rungs]

    assert min(days) >= london_day(started)
    assert days == sorted(set(days))
    assert len(set(steps)) == len(steps)


@given(MOMENTS, LENGTHS)
def test_the_countdown_ends_before_the_due_day_and_the_rest_begins_with_it(started, length):
    due_on = london_day(started + length)
    rungs = ladder(started, started + length)

    assert {rung.step for rung in rungs if rung.on < due_on} <= set(COUNTDOWN)
    assert [rung.step for rung in rungs if rung.on >= due_on] == [Step.DUE, Step.OVERDUE, *ESCALATIONS]


@given(MOMENTS, LENGTHS, st.integers(0, 4000))
def test_on_no_day_is_more_told_than_one_reminder_and_the_escalations(started, length, later):
    steps = [rung.step for rung in reached(ladder(started, started + length), london_day(started) + timedelta(later))]

    assert len([step for step in steps if step not in ESCALATIONS]) <= 1
    assert [step for step in steps if step in ESCALATIONS] == list(ESCALATIONS)[: len(steps) - 1 if steps else 0]


@pytest.mark.parametrize(
    ("today", "steps"),
    [
        (date(2026, 2, 13), []),
        (date(2026, 2, 14), [Step.HALF]),
        (date(2026, 2, 16), [Step.HALF]),
        (date(2026, 2, 17), []),
        (date(2026, 3, 31), [Step.DUE]),
        (date(2026, 4, 2), [Step.OVERDUE]),
        (date(2026, 4, 3), [Step.OVERDUE, Step.TO_MANAGERS]),
        (date(2026, 12, 1), [Step.OVERDUE, Step.TO_MANAGERS, Step.TO_ADMINISTRATORS]),
    ],
)
def test_a_countdown_is_told_within_three_days_or_not_at_all_and_what_is_overdue_whenever(today, steps):
    rungs = ladder(start_of_day(date(2026, 1, 1)), end_of_day(date(2026, 3, 31)))

    assert [rung.step for rung in reached(rungs, today)] == steps


@pytest.mark.parametrize(
    ("now", "tomorrow", "next_week"),
    [
        (datetime(2026, 3, 4, 10, tzinfo=UTC), date(2026, 3, 5), date(2026, 3, 9)),
        (datetime(2026, 3, 8, 10, tzinfo=UTC), date(2026, 3, 9), date(2026, 3, 9)),
        (datetime(2026, 6, 7, 23, 30, tzinfo=UTC), date(2026, 6, 9), date(2026, 6, 15)),
    ],
)
def test_days_and_weeks_end_at_midnight_in_london(now, tomorrow, next_week):
    assert (edges(now).tomorrow, edges(now).next_week) == (start_of_day(tomorrow), start_of_day(next_week))


@pytest.mark.parametrize("text", [None, "", "2026-3", "2026-13", "1066-10", "9999-12", "x", "2026-03-01"])
def test_an_address_that_names_no_month_means_this_one(text):
    assert read_month(text, date(2026, 3, 31)) == date(2026, 3, 1)


def test_months_follow_one_another_over_the_year():
    assert (next_month(date(2026, 12, 1)), previous_month(date(2026, 1, 1))) == (date(2027, 1, 1), date(2025, 12, 1))


def test_the_weeks_of_a_month_begin_on_monday_and_hold_no_other_months_day():
    weeks = list(weeks_of(date(2026, 4, 1)))

    assert weeks[0] == [
        None,
        None,
        date(2026, 4, 1),
        date(2026, 4, 2),
        date(2026, 4, 3),
        date(2026, 4, 4),
        date(2026, 4, 5),
    ]
    assert weeks[-1][3:] == [date(2026, 4, 30), None, None, None]
