"""When things stand in a diary and when somebody is reminded: pure functions of days, no database, no clock."""

from __future__ import annotations

from calendar import Calendar as MonthCalendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum

from portal.core.clock import london_day, start_of_day

ONE_DAY = timedelta(days=1)
DAYS_A_WEEK = 7
FIRST_MONTH, LAST_MONTH = date(2000, 1, 1), date(2100, 12, 1)


class Stage(IntEnum):
    """Where something stands in a to-do list. A prompt duty has no date to be over: it is for today, each day."""

    OVERDUE = 0
    TODAY = 1
    THIS_WEEK = 2
    LATER = 3
    NO_DATE = 4

    @property
    def label(self) -> str:
        return ("Overdue", "Today", "This week", "Later", "Without a date")[self]


@dataclass(frozen=True)
class Edges:
    """The instants at which one stage ends and the next begins. The week ends with Sunday, in London."""

    now: datetime
    tomorrow: datetime
    next_week: datetime


def edges(now: datetime) -> Edges:
    today = london_day(now)
    monday = today + timedelta(days=DAYS_A_WEEK - today.weekday())
    return Edges(now, start_of_day(today + ONE_DAY), start_of_day(monday))


class Step(StrEnum):
    """A rung of the ladder, from the first reminder to the last escalation."""

    HALF = "half"
    QUARTER = "quarter"
    FORTNIGHT = "fortnight"
    THREE_DAYS = "three_days"
    DUE = "due"
    OVERDUE = "overdue"
    TO_MANAGERS = "to_managers"
    TO_ADMINISTRATORS = "to_administrators"
    PROMPT = "prompt"


COUNTDOWN = (Step.HALF, Step.QUARTER, Step.FORTNIGHT, Step.THREE_DAYS)
ESCALATIONS = (Step.TO_MANAGERS, Step.TO_ADMINISTRATORS)
# Local practice, of no law: how many days after the due day the role above is told.
MANAGERS_AFTER, ADMINISTRATORS_AFTER = timedelta(days=3), timedelta(days=7)
TELL_WITHIN = timedelta(days=3)


@dataclass(frozen=True)
class Rung:
    """One step of one clock's ladder, and the London day it is due on."""

    step: Step
    on: date


def ladder(started_at: datetime, due_at: datetime) -> tuple[Rung, ...]:
    """The rungs of a clock that runs to a date: half and a quarter of its time left, 14 and 3 days, due, overdue.

    In order of days, at most one a day: where two fall together the one nearer the end stays. None before the due day
    falls on or before the day the clock started, for that day its owners were told anyway; so a short clock has few.
    Raises `ValueError` for a clock that ends before it starts.
    """
    if due_at < started_at:
        raise ValueError("A clock cannot end before it starts.")
    length, due_on = due_at - started_at, london_day(due_at)
    before = {
        Step.HALF: london_day(due_at - length / 2),
        Step.QUARTER: london_day(due_at - length / 4),
        Step.FORTNIGHT: due_on - timedelta(days=14),
        Step.THREE_DAYS: due_on - timedelta(days=3),
    }
    by_day = {
        day: step
        for step, day in sorted(before.items(), key=lambda one: (one[1], list(Step).index(one[0])))
        if london_day(started_at) < day < due_on
    }
    after = (
        Rung(Step.DUE, due_on),
        Rung(Step.OVERDUE, due_on + ONE_DAY),
        Rung(Step.TO_MANAGERS, due_on + MANAGERS_AFTER),
        Rung(Step.TO_ADMINISTRATORS, due_on + ADMINISTRATORS_AFTER),
    )
    return (*(Rung(step, day) for day, step in by_day.items()), *after)


def prompt_ladder(prompt_at: datetime) -> tuple[Rung, ...]:
    """A prompt duty has no date, so nothing counts down to one: its single rung is the local prompt."""
    return (Rung(Step.PROMPT, london_day(prompt_at)),)


def reached(rungs: tuple[Rung, ...], today: date) -> tuple[Rung, ...]:
    """What to tell today: the newest reminder reached, for older ones say less, and every escalation reached.

    A countdown that could not be told for `TELL_WITHIN` is left out: a quarter of the time left, said when less is.
    """
    there = [rung for rung in rungs if rung.on <= today]
    newest = [rung for rung in there if rung.step not in ESCALATIONS][-1:]
    still_true = [rung for rung in newest if rung.step not in COUNTDOWN or today - rung.on < TELL_WITHIN]
    return (*still_true, *(rung for rung in there if rung.step in ESCALATIONS))


def read_month(text: str | None, today: date) -> date:
    """The first day of the month an address names (`2026-03`); of this month when it names none."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return month if FIRST_MONTH <= month <= LAST_MONTH else today.replace(day=1)


def next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def previous_month(month: date) -> date:
    return (month - ONE_DAY).replace(day=1)


def weeks_of(month: date) -> Iterator[list[date | None]]:
    """The weeks of a month, Monday first; None where a day belongs to another month."""
    for week in MonthCalendar().monthdatescalendar(month.year, month.month):
        yield [day if day.month == month.month else None for day in week]
