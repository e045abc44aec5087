"""From a rule and the moment of an event to the last day to act, one function per way of counting."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from portal.core.clock import LONDON, end_of_day, london_day, start_of_day
from portal.deadlines.rules.months import months_inclusive, months_later
from portal.deadlines.rules.working_out import (
    Step,
    WorkingOut,
    counted,
    counted_months,
    long_date,
    long_moment,
)
from portal.declarations import Binding, DeadlineRule, Roll, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from portal.core.working_days import Calendar

END_OF_DAY = "due by the end of that day, 23:59:59 in London"
ONE_SECOND = timedelta(seconds=1)
CALENDAR_FREE = frozenset({Unit.CLOCK_HOURS, Unit.BEFORE, Unit.DURATION_TRIGGER, Unit.WINDOW, Unit.PROMPT})


@dataclass(frozen=True)
class Start:
    """The event a limit counts from. Without a time of day, `moment` is the first instant of the day."""

    day: date
    moment: datetime
    has_time: bool


def work_out(rule: DeadlineRule, started: date | datetime, calendar: Calendar) -> WorkingOut:
    """The dates `rule` gives for an event, counted on the calendar of the nation of the service.

    `started` is the day of the event, or its instant with a time zone, of which only the London day matters
    unless the rule counts hours. The calendar's closure days count as working days for legal limits.
    Raises `ValueError` for an instant without time zone, a nation the rule does not apply in, an event
    outside the validity of this version, and dates outside the years with known bank holidays.
    """
    start = _start(started)
    if calendar.nation not in rule.nations:
        raise ValueError(f"{rule.code} does not apply in {calendar.nation.label}.")
    if start.day < rule.valid_from or (rule.valid_to and start.day > rule.valid_to):
        raise ValueError(f"This version of {rule.code} does not apply to {long_date(start.day)}.")
    return COUNT[rule.unit](rule, start, calendar_of(rule, calendar))


def calendar_of(rule: DeadlineRule, calendar: Calendar) -> Calendar:
    """The calendar this rule counts on: closure days never lengthen a legal limit, nor one that two hold alike."""
    may_close = rule.binding in {Binding.GUIDANCE, Binding.LOCAL} and not rule.is_mutual
    return calendar if may_close else calendar.without_closures()


def rolls(rule: DeadlineRule) -> bool:
    """Whether a last day that is no working day moves to the next one."""
    return rule.unit is Unit.DAYS_AFTER_ROLLED or rule.roll is Roll.NEXT_WORKING_DAY


def reads_calendar(rule: DeadlineRule) -> bool:
    """Whether bank holidays can move its date, or change the words that explain it."""
    return rule.unit not in CALENDAR_FREE


def _start(started: date | datetime) -> Start:
    if not isinstance(started, datetime):
        return Start(started, start_of_day(started), has_time=False)
    if started.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    return Start(london_day(started), started.astimezone(UTC), has_time=True)


def _working_days(rule: DeadlineRule, start: Start, calendar: Calendar) -> WorkingOut:
    last = calendar.nth_working_day(start.day, rule.n)
    steps = [
        _day_0(rule, start),
        *not_counted(calendar, start.day, last),
        Step(last, f"Working day {rule.n} is {long_date(last)}: {END_OF_DAY}."),
    ]
    return due_by(last, steps, provisional=last > calendar.known_until)


def _days_after(rule: DeadlineRule, start: Start, calendar: Calendar) -> WorkingOut:
    first = start.day + timedelta(days=rule.n)
    if rule.upper_n is None:
        return _ends(rule, first, [_day_0(rule, start)], f"Day {rule.n}", calendar)
    last = start.day + timedelta(days=rule.upper_n)
    steps = [_day_0(rule, start), Step(first, f"Day {rule.n} is {long_date(first)}: expected from then on.")]
    return replace(_ends(rule, last, steps, f"Day {rule.upper_n}", calendar), opens_on=first)


def _months_anniversary(rule: DeadlineRule, start: Start, calendar: Calendar) -> WorkingOut:
    last = months_later(start.day, rule.n)
    steps = [_day_0(rule, start)]
    what = f"The same-numbered day {counted_months(rule.n)} later"
    if last.day != start.day.day:
        steps.append(Step(last, f"{last:%B %Y} has no day {start.day.day}: its last day takes its place."))
        what = f"The last day, {counted_months(rule.n)} later,"
    return _ends(rule, last, steps, what, calendar)


def _months_inclusive(rule: DeadlineRule, start: Start, calendar: Calendar) -> WorkingOut:
    last = months_inclusive(start.day, rule.n)
    anniversary = months_later(start.day, rule.n)
    if anniversary == last:
        ending = f"{last:%B %Y} has no day {start.day.day}: the period ends with the month."
    else:
        ending = f"The next such period would begin on {long_date(anniversary)}: this one ends the day before."
    steps = [_day_1(rule, start), Step(anniversary, ending)]
    return _ends(rule, last, steps, f"The last day of {counted_months(rule.n)}", calendar)


def _clock_hours(rule: DeadlineRule, start: Start, _calendar: Calendar) -> WorkingOut:
    due_at = start.moment + timedelta(hours=rule.n)
    due_on = london_day(due_at)
    words = f"Hour {rule.n} is {long_moment(due_at)}: due at that moment. Nights and weekends count."
    steps = (*_hour_0(rule, start), *_clock_change(start.moment, due_at), Step(due_on, words))
    return WorkingOut(due_on=due_on, due_at=due_at, steps=steps)


def _before(rule: DeadlineRule, start: Start, _calendar: Calendar) -> WorkingOut:
    last = start.day - timedelta(days=rule.n)
    steps = [
        Step(start.day, f"Counted back from {long_date(start.day)}, the day {rule.trigger}."),
        Step(last, f"{counted(rule.n, 'day')} before is {long_date(last)}: {END_OF_DAY}."),
    ]
    return due_by(last, steps)


def _duration(rule: DeadlineRule, start: Start, _calendar: Calendar) -> WorkingOut:
    in_hours = rule.measure == "hours"
    arises_at = _hours_lasted(rule, start) if in_hours else _days_lasted(rule, start)
    begins = _hour_0(rule, start) if in_hours else (_first_day_lasted(rule, start),)
    lasted = f"{'more than ' if rule.more_than else ''}{counted(rule.n, rule.measure.removesuffix('s'))}"
    when = long_moment(arises_at) if in_hours else f"the start of {long_date(london_day(arises_at))}"
    words = f"The duty arises once this has lasted {lasted}: {when}, if it still lasts then."
    return WorkingOut(
        arises_at=arises_at,
        prompt_at=_prompt_at(rule, arises_at),
        steps=(*begins, Step(london_day(arises_at), words), *_local_prompt(rule, arises_at)),
    )


def _hours_lasted(rule: DeadlineRule, start: Start) -> datetime:
    reached = start.moment + timedelta(hours=rule.n)
    return reached + ONE_SECOND if rule.more_than else reached


def _days_lasted(rule: DeadlineRule, start: Start) -> datetime:
    days = rule.n + rule.more_than - rule.day_0_counts
    return start_of_day(start.day + timedelta(days=days))


def _first_day_lasted(rule: DeadlineRule, start: Start) -> Step:
    return _day_1(rule, start) if rule.day_0_counts else _day_0(rule, start)


def _nth_working_day_of_month(rule: DeadlineRule, start: Start, calendar: Calendar) -> WorkingOut:
    year, month = start.day.year, start.day.month
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    due = calendar.nth_working_day_of_month(year, month, rule.n)
    looked_at = (first - timedelta(days=1), due) if rule.n > 0 else (due, last)
    which = {1: "first working day", -1: "last working day"}.get(
        rule.n, f"working day {abs(rule.n)}{'' if rule.n > 0 else ' from the end'}"
    )
    steps = [
        Step(start.day, f"The month is that of {long_date(start.day)}, the day {rule.trigger}."),
        *not_counted(calendar, *looked_at),
        Step(due, f"The {which} of {due:%B %Y} is {long_date(due)}: {END_OF_DAY}."),
    ]
    return due_by(due, steps, provisional=due > calendar.known_until)


def _window(rule: DeadlineRule, start: Start, _calendar: Calendar) -> WorkingOut:
    following = months_later(start.day.replace(day=1), 1)
    opens_on, last = following.replace(day=rule.n), following.replace(day=rule.upper_n or rule.n)
    steps = [
        Step(start.day, f"The window is in the month after {long_date(start.day)}, the day {rule.trigger}."),
        Step(opens_on, f"It opens on {long_date(opens_on)}."),
        Step(last, f"It closes on {long_date(last)}: {END_OF_DAY}."),
    ]
    return replace(due_by(last, steps), opens_on=opens_on)


def _prompt(rule: DeadlineRule, start: Start, _calendar: Calendar) -> WorkingOut:
    words = "The duty is to act promptly. No number of days is laid down, so there is no legal date to show."
    steps = (*_hour_0(rule, start), Step(start.day, words), *_local_prompt(rule, start.moment))
    return WorkingOut(prompt_at=_prompt_at(rule, start.moment), steps=steps)


COUNT: Mapping[Unit, Callable[[DeadlineRule, Start, Calendar], WorkingOut]] = {
    Unit.WORKING_DAYS_AFTER: _working_days,
    Unit.WORKING_DAYS_FROM_SECOND_EVENT: _working_days,
    Unit.DAYS_AFTER: _days_after,
    Unit.DAYS_AFTER_ROLLED: _days_after,
    Unit.MONTHS_INCLUSIVE: _months_inclusive,
    Unit.MONTHS_ANNIVERSARY: _months_anniversary,
    Unit.CLOCK_HOURS: _clock_hours,
    Unit.BEFORE: _before,
    Unit.DURATION_TRIGGER: _duration,
    Unit.NTH_WORKING_DAY_OF_MONTH: _nth_working_day_of_month,
    Unit.WINDOW: _window,
    Unit.PROMPT: _prompt,
}


def due_by(last: date, steps: list[Step], *, provisional: bool = False) -> WorkingOut:
    """Due by the end of a London day."""
    return WorkingOut(due_on=last, due_at=end_of_day(last), provisional=provisional, steps=tuple(steps))


def _ends(rule: DeadlineRule, last: date, steps: list[Step], what: str, calendar: Calendar) -> WorkingOut:
    """A limit in days or months ends on `last`, or on the next working day where the rule rolls."""
    why = calendar.why_closed(last)
    if not rolls(rule):
        stays = " It does not move, though that is not a working day." if why else ""
        return due_by(last, [*steps, Step(last, f"{what} is {long_date(last)}: {END_OF_DAY}.{stays}")])
    rolled = calendar.roll_forward(last)
    provisional = rolled > calendar.known_until
    if rolled == last:
        steps = [*steps, Step(last, f"{what} is {long_date(last)}, a working day: {END_OF_DAY}.")]
        return due_by(last, steps, provisional=provisional)
    steps = [
        *steps,
        Step(last, f"{what} is {long_date(last)}, not a working day: the limit moves to the next one."),
        *not_counted(calendar, last - timedelta(days=1), rolled),
        Step(rolled, f"The next working day is {long_date(rolled)}: {END_OF_DAY}."),
    ]
    return due_by(rolled, steps, provisional=provisional)


def _day_0(rule: DeadlineRule, start: Start) -> Step:
    return Step(start.day, f"Day 0: {long_date(start.day)}, the day {rule.trigger}, does not count.")


def _day_1(rule: DeadlineRule, start: Start) -> Step:
    return Step(start.day, f"Day 1: {long_date(start.day)}, the day {rule.trigger}, is the first day counted.")


def _hour_0(rule: DeadlineRule, start: Start) -> tuple[Step, ...]:
    hour_0 = Step(start.day, f"Hour 0: {long_moment(start.moment)}, when {rule.trigger}.")
    if start.has_time:
        return (hour_0,)
    return hour_0, Step(start.day, "No time of day was given: counted from the earliest it can have been.")


def not_counted(calendar: Calendar, after: date, until: date) -> Iterator[Step]:
    """A line for each day that does not count: later than `after`, up to and including `until`."""
    for day, why in calendar.closed_days(after, until):
        reason = "" if why == f"{day:%A}" else f" ({why})"
        yield Step(day, f"Not counted: {long_date(day)}{reason}.")


def _clock_change(since: datetime, until: datetime) -> tuple[Step, ...]:
    if since.astimezone(LONDON).utcoffset() == until.astimezone(LONDON).utcoffset():
        return ()
    return (Step(london_day(until), "The clocks change in between: hours are counted as they pass."),)


def _prompt_at(rule: DeadlineRule, since: datetime) -> datetime | None:
    return since + timedelta(hours=rule.prompt_hours) if rule.prompt_hours else None


def _local_prompt(rule: DeadlineRule, since: datetime) -> tuple[Step, ...]:
    prompt_at = _prompt_at(rule, since)
    if prompt_at is None:
        return ()
    after = counted(rule.prompt_hours or 0, "hour")
    words = f"Local prompt after {after}: {long_moment(prompt_at)}. It is not a legal date."
    return (Step(london_day(prompt_at), words),)
