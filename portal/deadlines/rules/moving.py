"""Limits that move after they began: the clock stood still for a while, or more time was agreed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from portal.core.clock import london_day
from portal.deadlines.rules.counting import END_OF_DAY, calendar_of, due_by, not_counted, rolls, work_out
from portal.deadlines.rules.working_out import Step, WorkingOut, counted, long_date, long_moment
from portal.declarations import DeadlineRule, Roll, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.core.working_days import Calendar

IN_WORKING_DAYS = frozenset({Unit.WORKING_DAYS_AFTER, Unit.WORKING_DAYS_FROM_SECOND_EVENT})
ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
MINUTES_AN_HOUR = 60


@dataclass(frozen=True)
class Pause:
    """The clock stood still from one instant to another; without `until` it still does."""

    since: datetime
    until: datetime | None = None

    @property
    def at(self) -> datetime:
        return self.since


@dataclass(frozen=True)
class Extension:
    """More time: recorded `at` an instant, agreed on a day, to last to the end of another."""

    at: datetime
    agreed_on: date
    due_on: date
    after_expiry: bool = False


Move = Pause | Extension


def work_out_moved(
    rule: DeadlineRule, started: date | datetime, calendar: Calendar, moves: Iterable[Move]
) -> WorkingOut:
    """What `work_out` gives, moved by each pause and extension in the order they happened.

    Paused time is added in the rule's own unit. Days: each day from the one on which the clock stopped to the one on
    which it went on, both included, that would have been counted (source: Data Protection Act 2018, s 54(3C)(b), as
    the Data (Use and Access) Act 2025 words it, read 22 November 2026: "the period beginning with the day on which
    the controller makes the request and ending with the day on which the controller receives the information does not
    count"). Working days: those among them. Hours: as they pass. While the clock stands still there is no due moment.
    An extension replaces the date reached by then when it is later; it does not roll.
    """
    found = work_out(rule, started, calendar)
    if found.due_at is None:
        return found
    reached = Reached(_before_rolling(rule, started, calendar), _last_uncounted(rule, started))
    for move in sorted(moves, key=lambda one: one.at):
        if isinstance(move, Extension):
            reached, found = _extended(found, move, reached)
        elif move.until is None:
            return _stopped(found, move)
        elif rule.unit is Unit.CLOCK_HOURS:
            found = _later_by_hours(found, move.since, move.until)
        else:
            reached, found = _later_by_days(rule, found, move, reached, calendar_of(rule, calendar))
    return found


@dataclass(frozen=True)
class Reached:
    """How far the counting has come: the last day before it rolls, and the last day that does not count anyway."""

    last: date
    uncounted: date


def _before_rolling(rule: DeadlineRule, started: date | datetime, calendar: Calendar) -> date:
    """A limit that rolls is moved from where it ended before it rolled, and rolls again."""
    bare = replace(rule, roll=Roll.NONE, unit=Unit.DAYS_AFTER if rule.unit is Unit.DAYS_AFTER_ROLLED else rule.unit)
    last = work_out(bare, started, calendar).due_on
    assert last is not None  # noqa: S101 - for the type checker: only limits with a date are moved
    return last


def _last_uncounted(rule: DeadlineRule, started: date | datetime) -> date:
    day_0 = london_day(started) if isinstance(started, datetime) else started
    return day_0 - ONE_DAY if rule.unit is Unit.MONTHS_INCLUSIVE else day_0


def _stopped(found: WorkingOut, pause: Pause) -> WorkingOut:
    day = london_day(pause.since)
    words = f"The clock stopped on {long_date(day)}. It has no date until it goes on."
    return replace(found, due_on=None, due_at=None, provisional=False, steps=(*found.steps, Step(day, words)))


def _extended(found: WorkingOut, extension: Extension, reached: Reached) -> tuple[Reached, WorkingOut]:
    if found.due_on is None or extension.due_on <= found.due_on:
        return reached, found
    when = "after" if extension.after_expiry else "before"
    words = (
        f"More time was agreed on {long_date(extension.agreed_on)}, {when} the time was up:"
        f" to {long_date(extension.due_on)}, {END_OF_DAY}."
    )
    longer = due_by(extension.due_on, [*found.steps, Step(extension.agreed_on, words)])
    return replace(reached, last=extension.due_on), replace(longer, opens_on=found.opens_on)


def _later_by_hours(found: WorkingOut, since: datetime, until: datetime) -> WorkingOut:
    assert found.due_at is not None  # noqa: S101 - for the type checker: only limits with a date are moved
    due_at = found.due_at + (until - since)
    due_on = london_day(due_at)
    stood = f"The clock stopped on {long_moment(since)} and went on on {long_moment(until)}"
    steps = (
        Step(london_day(until), f"{stood}: {_hours(until - since)} are added."),
        Step(due_on, f"Due on {long_moment(due_at)}, at that moment."),
    )
    return replace(found, due_on=due_on, due_at=due_at, steps=(*found.steps, *steps))


def _hours(length: timedelta) -> str:
    hours, minutes = divmod(length // MINUTE, MINUTES_AN_HOUR)
    return f"{counted(hours, 'hour')} and {counted(minutes, 'minute')}"


def _later_by_days(
    rule: DeadlineRule, found: WorkingOut, pause: Pause, reached: Reached, calendar: Calendar
) -> tuple[Reached, WorkingOut]:
    assert pause.until is not None  # noqa: S101 - for the type checker
    since, until = london_day(pause.since), london_day(pause.until)
    after = max(since - ONE_DAY, reached.uncounted)
    in_working_days = rule.unit in IN_WORKING_DAYS
    days = max((until - after).days, 0)
    if in_working_days:
        days -= sum(1 for _closed in calendar.closed_days(after, until))
    stood = f"The clock stopped on {long_date(since)} and went on on {long_date(until)}"
    steps = [*found.steps, Step(until, f"{stood}: {_added(days, 'working day' if in_working_days else 'day')}.")]
    reached = replace(reached, uncounted=max(until, reached.uncounted))
    if not days:
        return reached, replace(found, steps=tuple(steps))
    last = calendar.nth_working_day(reached.last, days) if in_working_days else reached.last + timedelta(days=days)
    moved = _ends_later(rule, reached.last, last, calendar, steps)
    return replace(reached, last=last), replace(moved, opens_on=found.opens_on)


def _added(days: int, noun: str) -> str:
    return f"no {noun} is added" if not days else f"{counted(days, noun)} {'is' if days == 1 else 'are'} added"


def _ends_later(rule: DeadlineRule, before: date, last: date, calendar: Calendar, steps: list[Step]) -> WorkingOut:
    in_working_days = rule.unit in IN_WORKING_DAYS
    rolled = calendar.roll_forward(last) if rolls(rule) else last
    skipped = not_counted(calendar, before if in_working_days else last - ONE_DAY, rolled)
    reads = in_working_days or rolls(rule)
    ending = Step(rolled, f"The last day is now {long_date(rolled)}: {END_OF_DAY}.")
    return due_by(
        rolled, [*steps, *(skipped if reads else ()), ending], provisional=reads and rolled > calendar.known_until
    )
