"""Every way of counting in days, against a slow calculator that a person could follow with a finger on a calendar."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.clock import LONDON
from portal.core.nations import UNITED_KINGDOM, Nation
from portal.core.working_days import Calendar
from portal.deadlines.rules import WorkingOut, work_out
from portal.declarations import Binding, DeadlineRule, Roll, Unit

ANY = DeadlineRule(
    code="ANY",
    label="Act",
    nations=UNITED_KINGDOM,
    binding=Binding.GUIDANCE,
    trigger="it happened",
    n=1,
    unit=Unit.WORKING_DAYS_AFTER,
    source="A source",
    source_url="",
    verified=True,
    valid_from=date(1990, 1, 1),
)
ONE_DAY = timedelta(days=1)
days = st.dates(min_value=date(2015, 1, 1), max_value=date(2028, 10, 1))
nations = st.sampled_from(list(Nation))
closures = st.dictionaries(days, st.just("Closed"), max_size=10)


def counts(calendar: Calendar, day: date) -> bool:
    """Whether a day is worked: written out, so that it shares nothing with what is tested but the list of holidays."""
    return day.isoweekday() <= 5 and calendar.why_closed(day) is None


def rolled(calendar: Calendar, day: date) -> date:
    while not counts(calendar, day):
        day += ONE_DAY
    return day


def due(unit: Unit, n: int, start: date, calendar: Calendar, **changes) -> WorkingOut:
    return work_out(replace(ANY, unit=unit, n=n, **changes), start, calendar)


@settings(deadline=None)  # the first date of a year waits for that year's holidays
@given(start=days, n=st.integers(1, 60), nation=nations, closed=closures)
def test_working_days_and_each_line_of_what_was_skipped(start, n, nation, closed):
    calendar = Calendar(nation, closures=closed)
    day, left, skipped = start, n, []
    while left:
        day += ONE_DAY
        if counts(calendar, day):
            left -= 1
        else:
            skipped.append(day)

    worked = due(Unit.WORKING_DAYS_AFTER, n, start, calendar)
    assert worked.due_on == day
    assert [step.on for step in worked.steps] == [start, *skipped, day]


@settings(deadline=None)
@given(start=days, n=st.integers(1, 400), nation=nations)
def test_days_that_roll_and_days_that_do_not(start, n, nation):
    calendar, last = Calendar(nation), start
    for _ in range(n):
        last += ONE_DAY

    assert due(Unit.DAYS_AFTER, n, start, calendar).due_on == last
    assert due(Unit.DAYS_AFTER_ROLLED, n, start, calendar).due_on == rolled(calendar, last)


@settings(deadline=None)
@given(start=days, n=st.integers(1, 60), nation=nations)
def test_months_that_roll(start, n, nation):
    year, month = start.year, start.month
    for _ in range(n):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    last = date(year, month, min(start.day, monthrange(year, month)[1]))

    worked = due(Unit.MONTHS_ANNIVERSARY, n, start, Calendar(nation), roll=Roll.NEXT_WORKING_DAY)
    assert worked.due_on == rolled(Calendar(nation), last)


@settings(deadline=None)
@given(start=days, n=st.sampled_from([1, 2, 3, 10, -1, -2, -3, -10]), nation=nations)
def test_a_working_day_of_the_month(start, n, nation):
    calendar = Calendar(nation)
    month = [start.replace(day=one) for one in range(1, monthrange(start.year, start.month)[1] + 1)]
    worked_days = [day for day in month if counts(calendar, day)]

    found = due(Unit.NTH_WORKING_DAY_OF_MONTH, n, start, calendar).due_on
    assert found == worked_days[n - 1 if n > 0 else n]


@given(
    started=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the strategy adds the zone
    n=st.integers(1, 200),
)
def test_hours_are_those_a_stopwatch_shows(started, n):
    """Minute by minute in UTC, where no hour is skipped or happens twice."""
    due_at = started
    for _ in range(n):
        due_at += timedelta(minutes=60)

    worked = work_out(replace(ANY, unit=Unit.CLOCK_HOURS, n=n), started.astimezone(LONDON), Calendar(Nation.ENGLAND))
    assert (worked.due_at, worked.due_on) == (due_at, due_at.astimezone(LONDON).date())
