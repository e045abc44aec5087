"""Limits that moved: paused time is added in the rule's own unit, an agreed date stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.clock import LONDON, end_of_day
from portal.core.nations import UNITED_KINGDOM, Nation
from portal.core.working_days import Calendar
from portal.deadlines.rules import Extension, Pause, work_out, work_out_moved
from portal.declarations import Binding, DeadlineRule, Roll, Unit

ENGLAND = Calendar(Nation.ENGLAND)
ONE_MONTH = DeadlineRule(
    code="SAR",
    label="Answer the request",
    nations=UNITED_KINGDOM,
    binding=Binding.STATUTE,
    trigger="the request was received",
    n=1,
    unit=Unit.MONTHS_ANNIVERSARY,
    source="An instrument",
    source_url="https://legislation.gov.uk/",
    verified=True,
    valid_from=date(2018, 5, 25),
    pausable=True,
)
TEN_WORKING_DAYS = replace(ONE_MONTH, unit=Unit.WORKING_DAYS_AFTER, n=10)
RECEIVED = date(2026, 4, 2)


def noon(day: int, month: int = 4) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=LONDON)


def due(rule: DeadlineRule, *moves: Pause | Extension) -> date | None:
    return work_out_moved(rule, RECEIVED, ENGLAND, moves).due_on


def test_without_pauses_or_extensions_it_is_what_it_was():
    assert work_out_moved(ONE_MONTH, RECEIVED, ENGLAND, ()) == work_out(ONE_MONTH, RECEIVED, ENGLAND)


def test_a_month_moves_by_the_days_it_stood_still_the_first_and_the_last_included():
    """Received 2 April, due 2 May; stopped on 10 April, went on on 12 April: three days."""
    assert due(ONE_MONTH, Pause(noon(10), noon(12))) == date(2026, 5, 5)


def test_working_days_move_by_the_working_days_among_them():
    """Ten working days end on Monday 20 April; Thursday to Monday holds three working days."""
    assert due(TEN_WORKING_DAYS) == date(2026, 4, 20)
    assert due(TEN_WORKING_DAYS, Pause(noon(9), noon(13))) == date(2026, 4, 23)


def test_a_weekend_in_which_the_clock_stood_still_adds_no_working_day():
    assert due(TEN_WORKING_DAYS, Pause(noon(11), noon(12))) == date(2026, 4, 20)


def test_hours_move_by_the_time_that_passed():
    seventy_two = replace(ONE_MONTH, unit=Unit.CLOCK_HOURS, n=72)
    started = datetime(2026, 3, 27, 12, tzinfo=UTC)
    pause = Pause(started + timedelta(hours=1), started + timedelta(hours=6, minutes=20))

    worked = work_out_moved(seventy_two, started, ENGLAND, [pause])
    assert worked.due_at == started + timedelta(hours=77, minutes=20)
    assert "5 hours and 20 minutes are added" in worked.steps[-2].words


def test_a_limit_that_rolls_is_moved_before_it_rolls():
    """Thirty days end on Saturday 2 May and roll to Tuesday; one more ends on Sunday and rolls as far."""
    thirty = replace(ONE_MONTH, unit=Unit.DAYS_AFTER_ROLLED, n=30)

    assert due(thirty) == date(2026, 5, 5)
    assert due(thirty, Pause(noon(10), noon(10))) == date(2026, 5, 5)
    assert due(thirty, Pause(noon(10), noon(13))) == date(2026, 5, 6)


def test_a_day_that_does_not_count_anyway_is_not_given_back():
    assert due(ONE_MONTH, Pause(noon(2), noon(2))) == date(2026, 5, 2)
    inclusive = replace(ONE_MONTH, unit=Unit.MONTHS_INCLUSIVE)
    assert (due(inclusive), due(inclusive, Pause(noon(2), noon(2)))) == (date(2026, 5, 1), date(2026, 5, 2))


def test_a_day_on_which_it_went_on_and_stopped_again_counts_once():
    assert due(ONE_MONTH, Pause(noon(10), noon(12)), Pause(noon(12), noon(13))) == date(2026, 5, 6)


def test_while_the_clock_stands_still_there_is_no_date():
    worked = work_out_moved(ONE_MONTH, RECEIVED, ENGLAND, [Pause(noon(10))])

    assert (worked.due_on, worked.due_at) == (None, None)
    assert worked.steps[-1].words == "The clock stopped on Friday 10 April 2026. It has no date until it goes on."


def test_an_agreed_date_stands_and_does_not_roll():
    agreed = Extension(noon(20), agreed_on=date(2026, 4, 20), due_on=date(2026, 6, 6))

    worked = work_out_moved(replace(ONE_MONTH, roll=Roll.NEXT_WORKING_DAY), RECEIVED, ENGLAND, [agreed])
    assert (worked.due_on, worked.due_at) == (date(2026, 6, 6), end_of_day(date(2026, 6, 6)))
    assert worked.steps[-1].words == (
        "More time was agreed on Monday 20 April 2026, before the time was up:"
        " to Saturday 6 June 2026, due by the end of that day, 23:59:59 in London."
    )


def test_a_pause_after_an_extension_moves_the_agreed_date():
    agreed = Extension(noon(20), agreed_on=date(2026, 4, 20), due_on=date(2026, 6, 1))

    assert due(ONE_MONTH, agreed, Pause(noon(4, 5), noon(5, 5))) == date(2026, 6, 3)


def test_the_working_out_names_each_day_skipped_after_a_pause():
    worked = work_out_moved(TEN_WORKING_DAYS, RECEIVED, ENGLAND, [Pause(noon(9), noon(13))])

    assert [step.words for step in worked.steps][-3:] == [
        "Working day 10 is Monday 20 April 2026: due by the end of that day, 23:59:59 in London.",
        ("The clock stopped on Thursday 9 April 2026 and went on on Monday 13 April 2026: 3 working days are added."),
        "The last day is now Thursday 23 April 2026: due by the end of that day, 23:59:59 in London.",
    ]


def test_closure_days_do_not_lengthen_a_legal_limit_after_a_pause_either():
    closed = Calendar(Nation.ENGLAND, closures={date(2026, 4, 22): "Stocktaking"})
    pause = [Pause(noon(9), noon(13))]

    assert work_out_moved(TEN_WORKING_DAYS, RECEIVED, closed, pause).due_on == date(2026, 4, 23)
    local = replace(TEN_WORKING_DAYS, binding=Binding.LOCAL)
    assert work_out_moved(local, RECEIVED, closed, pause).due_on == date(2026, 4, 24)


@pytest.mark.parametrize("unit", [Unit.PROMPT, Unit.DURATION_TRIGGER])
def test_what_has_no_date_is_not_moved(unit):
    prompt = replace(ONE_MONTH, unit=unit, n=0 if unit is Unit.PROMPT else 7, binding=Binding.PROMPTNESS)

    assert due(prompt, Pause(noon(10), noon(12))) is None


days = st.dates(min_value=date(2024, 1, 1), max_value=date(2027, 12, 31))


@settings(deadline=None)  # the first date of a year waits for that year's holidays
@given(
    start=days,
    n=st.integers(1, 40),
    nation=st.sampled_from(list(Nation)),
    pauses=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 15)), max_size=3),
)
def test_working_days_with_pauses_agree_with_counting_day_by_day(start, n, nation, pauses):
    """The slow, obvious way: go from day to day and count those that are working days on which the clock ran."""
    calendar, moves, stood = Calendar(nation), [], set()
    at = start
    for gap, length in pauses:
        since, until = at + timedelta(days=gap), at + timedelta(days=gap + length)
        moves.append(Pause(end_of_day(since), end_of_day(until)))
        stood |= {since + timedelta(days=i) for i in range(length + 1)}
        at = until
    day, left = start, n
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working_day(day) and day not in stood
    reached = [one for one in moves if one.since.astimezone(LONDON).date() <= day]

    rule = replace(TEN_WORKING_DAYS, n=n)
    assert work_out_moved(rule, start, calendar, reached).due_on == day
