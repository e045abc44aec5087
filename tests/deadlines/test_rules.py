"""Every way of counting, on days a person can check on a calendar."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from portal.core.clock import LONDON
from portal.core.nations import UNITED_KINGDOM, Nation
from portal.core.working_days import Calendar
from portal.deadlines.rules import WorkingOut, work_out
from portal.declarations import Binding, DeadlineRule, Roll, Unit

ENGLAND, WALES, SCOTLAND, NORTHERN_IRELAND = (Calendar(nation) for nation in Nation)

THREE_WORKING_DAYS = DeadlineRule(
    code="ACK",
    label="Acknowledge the complaint",
    nations=UNITED_KINGDOM,
    binding=Binding.STATUTE,
    trigger="the complaint was received",
    n=3,
    unit=Unit.WORKING_DAYS_AFTER,
    source="An instrument, reg 1",
    source_url="https://legislation.gov.uk/",
    verified=True,
    valid_from=date(2009, 4, 1),
)


def rule(unit: Unit, n: int, **changes) -> DeadlineRule:
    return replace(THREE_WORKING_DAYS, unit=unit, n=n, **changes)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def words(worked_out: WorkingOut) -> list[str]:
    return [step.words for step in worked_out.steps]


def test_working_days_explain_every_day_that_does_not_count():
    worked_out = work_out(rule(Unit.WORKING_DAYS_AFTER, 2), date(2026, 4, 2), ENGLAND)

    assert worked_out.due_on == date(2026, 4, 8)
    assert words(worked_out) == [
        "Day 0: Thursday 2 April 2026, the day the complaint was received, does not count.",
        "Not counted: Friday 3 April 2026 (Good Friday).",
        "Not counted: Saturday 4 April 2026.",
        "Not counted: Sunday 5 April 2026.",
        "Not counted: Monday 6 April 2026 (Easter Monday).",
        "Working day 2 is Wednesday 8 April 2026: due by the end of that day, 23:59:59 in London.",
    ]


def test_a_complaint_received_on_a_saturday_keeps_that_day_as_day_0():
    worked_out = work_out(THREE_WORKING_DAYS, date(2026, 5, 2), ENGLAND)

    assert worked_out.due_on == date(2026, 5, 7)
    assert [step.on for step in worked_out.steps] == [
        date(2026, 5, 2),
        date(2026, 5, 3),
        date(2026, 5, 4),
        date(2026, 5, 7),
    ]


@pytest.mark.parametrize(
    ("received", "due_at"),
    [
        (date(2026, 3, 24), datetime(2026, 3, 27, 23, 59, 59, tzinfo=UTC)),  # Friday before summer time
        (date(2026, 3, 25), datetime(2026, 3, 30, 22, 59, 59, tzinfo=UTC)),  # Monday after it began
        (date(2026, 10, 20), datetime(2026, 10, 23, 22, 59, 59, tzinfo=UTC)),  # Friday before winter time
        (date(2026, 10, 21), datetime(2026, 10, 26, 23, 59, 59, tzinfo=UTC)),  # Monday after it began
    ],
)
def test_the_last_instant_is_the_end_of_the_london_day(received, due_at):
    assert work_out(THREE_WORKING_DAYS, received, ENGLAND).due_at == due_at


@pytest.mark.parametrize(
    ("received", "due_at"),
    [
        (date(2026, 3, 28), datetime(2026, 3, 29, 22, 59, 59, tzinfo=UTC)),  # a day of 23 hours
        (date(2026, 10, 24), datetime(2026, 10, 25, 23, 59, 59, tzinfo=UTC)),  # a day of 25 hours
    ],
)
def test_a_limit_may_end_on_the_day_the_clocks_change(received, due_at):
    assert work_out(rule(Unit.DAYS_AFTER, 1), received, ENGLAND).due_at == due_at


def test_only_the_london_day_of_an_instant_matters_for_days():
    late_evening = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # already 1 July in London

    assert work_out(rule(Unit.DAYS_AFTER, 28), late_evening, ENGLAND).due_on == date(2026, 7, 29)


def test_working_days_may_count_from_a_second_event():
    acknowledged = date(2026, 4, 13)

    due_on = work_out(rule(Unit.WORKING_DAYS_FROM_SECOND_EVENT, 10), acknowledged, ENGLAND).due_on
    assert due_on == date(2026, 4, 27)


def test_days_after_do_not_roll_and_say_so():
    worked_out = work_out(rule(Unit.DAYS_AFTER, 28), date(2026, 6, 6), ENGLAND)

    assert worked_out.due_on == date(2026, 7, 4)
    assert words(worked_out)[-1] == (
        "Day 28 is Saturday 4 July 2026: due by the end of that day, 23:59:59 in London."
        " It does not move, though that is not a working day."
    )


@pytest.mark.parametrize(
    ("received", "calendar", "due_on"),
    [
        (date(2026, 6, 19), ENGLAND, date(2026, 7, 20)),  # day 30 is a Sunday
        (date(2026, 7, 1), ENGLAND, date(2026, 7, 31)),  # day 30 is a Friday
        (date(2026, 8, 1), SCOTLAND, date(2026, 8, 31)),  # a holiday elsewhere, not in Scotland
        (date(2026, 8, 1), ENGLAND, date(2026, 9, 1)),
    ],
)
def test_days_after_roll_to_the_next_working_day_of_the_nation(received, calendar, due_on):
    assert work_out(rule(Unit.DAYS_AFTER_ROLLED, 30), received, calendar).due_on == due_on


def test_months_roll_only_where_the_rule_says_so():
    month = rule(Unit.MONTHS_ANNIVERSARY, 1)

    assert work_out(month, date(2026, 1, 31), ENGLAND).due_on == date(2026, 2, 28)  # a Saturday
    rolled = work_out(replace(month, roll=Roll.NEXT_WORKING_DAY), date(2026, 1, 31), ENGLAND)
    assert rolled.due_on == date(2026, 3, 2)


def test_inclusive_months_say_that_the_first_day_counts():
    worked_out = work_out(rule(Unit.MONTHS_INCLUSIVE, 6), date(2026, 1, 15), ENGLAND)

    assert worked_out.due_on == date(2026, 7, 14)
    assert words(worked_out) == [
        "Day 1: Thursday 15 January 2026, the day the complaint was received, is the first day counted.",
        "The next such period would begin on Wednesday 15 July 2026: this one ends the day before.",
        "The last day of 6 months is Tuesday 14 July 2026: due by the end of that day, 23:59:59 in London.",
    ]


def test_inclusive_months_say_when_a_month_is_too_short():
    worked_out = work_out(rule(Unit.MONTHS_INCLUSIVE, 6), date(2026, 8, 31), ENGLAND)

    assert words(worked_out)[1] == "February 2027 has no day 31: the period ends with the month."


def test_years_are_called_years():
    worked_out = work_out(rule(Unit.MONTHS_ANNIVERSARY, 60), date(2026, 4, 2), SCOTLAND)

    assert words(worked_out)[-1] == (
        "The same-numbered day 5 years later is Wednesday 2 April 2031: due by the end of that day, 23:59:59 in London."
    )


@pytest.mark.parametrize(
    ("started", "due_at"),
    [
        (at(date(2026, 11, 27), 16), at(date(2026, 11, 29), 16)),  # Friday to Sunday
        (at(date(2026, 3, 28), 10), at(date(2026, 3, 30), 11)),  # an hour is skipped
        (at(date(2026, 10, 24), 10), at(date(2026, 10, 26), 9)),  # an hour happens twice
    ],
)
def test_clock_hours_run_through_nights_weekends_and_clock_changes(started, due_at):
    worked_out = work_out(rule(Unit.CLOCK_HOURS, 48), started, ENGLAND)

    assert (worked_out.due_at, worked_out.due_on) == (due_at, due_at.date())


def test_clock_hours_mention_the_clock_change():
    worked_out = work_out(rule(Unit.CLOCK_HOURS, 48), at(date(2026, 3, 28), 10), ENGLAND)

    assert words(worked_out) == [
        "Hour 0: Saturday 28 March 2026 at 10:00, when the complaint was received.",
        "The clocks change in between: hours are counted as they pass.",
        "Hour 48 is Monday 30 March 2026 at 11:00: due at that moment. Nights and weekends count.",
    ]


def test_clock_hours_without_a_time_count_from_the_first_instant_of_the_day():
    worked_out = work_out(rule(Unit.CLOCK_HOURS, 24), date(2026, 7, 1), ENGLAND)

    assert worked_out.due_at == datetime(2026, 7, 1, 23, tzinfo=UTC)  # midnight in London
    assert words(worked_out)[1] == "No time of day was given: counted from the earliest it can have been."


def test_before_counts_back_from_the_planned_event():
    absence = rule(Unit.BEFORE, 28, trigger="the absence is to begin")

    worked_out = work_out(absence, date(2026, 10, 1), ENGLAND)
    assert worked_out.due_on == date(2026, 9, 3)
    assert words(worked_out)[0] == ("Counted back from Thursday 1 October 2026, the day the absence is to begin.")


def test_an_outage_of_24_hours_is_no_duty_yet_but_a_second_more_is():
    outage = rule(Unit.DURATION_TRIGGER, 24, measure="hours", more_than=True, trigger="the supply failed")

    worked_out = work_out(outage, at(date(2026, 1, 6), 8), ENGLAND)
    assert worked_out.arises_at == datetime(2026, 1, 7, 8, 0, 1, tzinfo=UTC)
    assert (worked_out.due_on, worked_out.due_at) == (None, None)
    assert words(worked_out) == [
        "Hour 0: Tuesday 6 January 2026 at 08:00, when the supply failed.",
        (
            "The duty arises once this has lasted more than 24 hours: Wednesday 7 January 2026 at 08:00,"
            " if it still lasts then."
        ),
    ]


def test_a_worker_off_more_than_seven_days_counts_from_the_day_after_the_accident():
    off_work = rule(Unit.DURATION_TRIGGER, 7, more_than=True)

    assert work_out(off_work, date(2026, 6, 1), ENGLAND).arises_at == at(date(2026, 6, 9), 0)


def test_an_absence_reaches_28_days_counting_its_first():
    absence = rule(Unit.DURATION_TRIGGER, 28, day_0_counts=True)

    assert work_out(absence, date(2026, 6, 1), ENGLAND).arises_at == at(date(2026, 6, 28), 0)


def test_a_prompt_duty_after_a_lasting_state_is_prompted_from_when_it_arises():
    outage = rule(
        Unit.DURATION_TRIGGER,
        24,
        measure="hours",
        more_than=True,
        binding=Binding.PROMPTNESS,
        prompt_hours=6,
    )

    worked_out = work_out(outage, at(date(2026, 1, 6), 8), ENGLAND)
    assert worked_out.prompt_at == datetime(2026, 1, 7, 14, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("n", "calendar", "due_on"),
    [
        (1, ENGLAND, date(2026, 1, 2)),
        (1, SCOTLAND, date(2026, 1, 5)),
        (2, ENGLAND, date(2026, 1, 5)),
        (-1, ENGLAND, date(2026, 1, 30)),
        (-2, ENGLAND, date(2026, 1, 29)),
    ],
)
def test_a_working_day_of_the_month_counts_from_either_end(n, calendar, due_on):
    monthly = rule(Unit.NTH_WORKING_DAY_OF_MONTH, n)

    assert work_out(monthly, date(2026, 1, 20), calendar).due_on == due_on


def test_the_last_working_day_explains_the_days_after_it():
    worked_out = work_out(rule(Unit.NTH_WORKING_DAY_OF_MONTH, -1), date(2026, 5, 1), ENGLAND)

    assert words(worked_out)[1:] == [
        "Not counted: Saturday 30 May 2026.",
        "Not counted: Sunday 31 May 2026.",
        ("The last working day of May 2026 is Friday 29 May 2026: due by the end of that day, 23:59:59 in London."),
    ]


@pytest.mark.parametrize(
    ("month_of", "opens_on", "due_on"),
    [
        (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 14)),
        (date(2026, 12, 1), date(2027, 1, 1), date(2027, 1, 14)),
        (date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 14)),
    ],
)
def test_a_window_lies_in_the_following_month(month_of, opens_on, due_on):
    worked_out = work_out(rule(Unit.WINDOW, 1, upper_n=14), month_of, ENGLAND)

    assert (worked_out.opens_on, worked_out.due_on) == (opens_on, due_on)


def test_six_to_eight_weeks_open_on_the_first_day_and_end_on_the_last():
    worked_out = work_out(rule(Unit.DAYS_AFTER, 42, upper_n=56), date(2026, 6, 1), ENGLAND)

    assert (worked_out.opens_on, worked_out.due_on) == (date(2026, 7, 13), date(2026, 7, 27))


def test_a_prompt_duty_has_no_date_only_a_local_prompt():
    prompt = rule(Unit.PROMPT, 0, binding=Binding.PROMPTNESS, prompt_hours=24, trigger="it was found")

    worked_out = work_out(prompt, at(date(2026, 10, 24), 12), ENGLAND)
    assert (worked_out.due_on, worked_out.due_at) == (None, None)
    assert worked_out.prompt_at == at(date(2026, 10, 25), 11)  # the clocks went back
    assert words(worked_out) == [
        "Hour 0: Saturday 24 October 2026 at 12:00, when it was found.",
        "The duty is to act promptly. No number of days is laid down, so there is no legal date to show.",
        "Local prompt after 24 hours: Sunday 25 October 2026 at 11:00. It is not a legal date.",
    ]


@pytest.mark.parametrize(
    ("binding", "due_on"),
    [
        (Binding.STATUTE, date(2026, 7, 6)),
        (Binding.GUIDANCE, date(2026, 7, 7)),
        (Binding.LOCAL, date(2026, 7, 7)),
    ],
)
def test_closure_days_never_lengthen_a_legal_limit(binding, due_on):
    closed = Calendar(Nation.SCOTLAND, closures={date(2026, 7, 3): "Local holiday"})

    worked_out = work_out(replace(THREE_WORKING_DAYS, binding=binding), date(2026, 7, 1), closed)
    assert worked_out.due_on == due_on


def test_a_proclaimed_holiday_lengthens_a_legal_limit_and_is_named():
    calendar = Calendar(Nation.ENGLAND, extra_holidays={date(2026, 7, 3): "National day"})

    worked_out = work_out(THREE_WORKING_DAYS, date(2026, 7, 1), calendar)
    assert worked_out.due_on == date(2026, 7, 7)
    assert words(worked_out)[1] == "Not counted: Friday 3 July 2026 (National day)."


@pytest.mark.parametrize(
    ("unit", "received", "provisional"),
    [
        (Unit.WORKING_DAYS_AFTER, date(2028, 12, 20), False),  # ends on Thursday 28 December
        (Unit.WORKING_DAYS_AFTER, date(2028, 12, 28), True),
        (Unit.DAYS_AFTER_ROLLED, date(2028, 12, 29), True),
        (Unit.DAYS_AFTER, date(2028, 12, 29), False),  # asks no calendar
    ],
)
def test_a_limit_beyond_the_known_holidays_is_provisional(unit, received, provisional):
    assert work_out(rule(unit, 3), received, ENGLAND).provisional is provisional


@pytest.mark.parametrize(("month_of", "provisional"), [(date(2028, 12, 1), False), (date(2029, 1, 1), True)])
def test_a_working_day_of_a_month_beyond_the_known_holidays_is_provisional(month_of, provisional):
    monthly = rule(Unit.NTH_WORKING_DAY_OF_MONTH, -1)

    assert work_out(monthly, month_of, ENGLAND).provisional is provisional


def test_the_last_known_day_is_not_provisional():
    calendar = Calendar(Nation.ENGLAND, known_until=date(2026, 4, 9))

    assert work_out(THREE_WORKING_DAYS, date(2026, 4, 2), calendar).provisional is False


def test_a_working_out_survives_json():
    started = at(date(2026, 10, 24), 12)
    everything = [
        work_out(THREE_WORKING_DAYS, started, ENGLAND),
        work_out(rule(Unit.WINDOW, 1, upper_n=14), started, ENGLAND),
        work_out(rule(Unit.DURATION_TRIGGER, 7, prompt_hours=1), started, ENGLAND),
        work_out(rule(Unit.CLOCK_HOURS, 48), started, ENGLAND),
    ]

    assert [WorkingOut.from_json(json.loads(json.dumps(one.to_json()))) for one in everything] == everything


def test_an_instant_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        work_out(THREE_WORKING_DAYS, datetime(2026, 4, 2, 12), ENGLAND)  # noqa: DTZ001 - the point of it


def test_the_calendar_of_another_nation_is_refused():
    english = replace(THREE_WORKING_DAYS, nations=frozenset({Nation.ENGLAND}))

    with pytest.raises(ValueError, match="ACK does not apply in Northern Ireland"):
        work_out(english, date(2026, 4, 2), NORTHERN_IRELAND)


def test_a_version_applies_up_to_its_last_day():
    ended = replace(THREE_WORKING_DAYS, valid_to=date(2025, 12, 31))

    assert work_out(ended, date(2025, 12, 31), SCOTLAND).due_on == date(2026, 1, 7)


@pytest.mark.parametrize("day", [date(2009, 3, 31), date(2026, 1, 1)])
def test_an_event_outside_the_validity_of_the_version_is_refused(day):
    ended = replace(THREE_WORKING_DAYS, valid_to=date(2025, 12, 31))

    with pytest.raises(ValueError, match="This version of ACK does not apply"):
        work_out(ended, day, ENGLAND)
