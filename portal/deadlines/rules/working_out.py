"""What a time limit comes to, with the printable lines that show how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from portal.core.clock import LONDON
from portal.deadlines.rules.months import MONTHS_A_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping


def long_date(day: date) -> str:
    """A day as people write it: "Thursday 2 April 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def long_moment(moment: datetime) -> str:
    """An instant as London's calendars and clocks show it: "Thursday 2 April 2026 at 16:00"."""
    there = moment.astimezone(LONDON)
    return f"{long_date(there.date())} at {there:%H:%M}"


def counted(n: int, noun: str) -> str:
    """A number and its noun: "1 month", "3 working days"."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def counted_months(n: int) -> str:
    """A number of months as people say it: "18 months", "5 years"."""
    years, months = divmod(n, MONTHS_A_YEAR)
    return counted(n, "month") if months else counted(years, "year")


@dataclass(frozen=True)
class Step:
    """One line of a working-out: the day it is about, and a sentence."""

    on: date
    words: str


@dataclass(frozen=True)
class WorkingOut:
    """The dates a rule gives for one event: London days and UTC instants, None for what a rule does not give.

    `due_on` and `due_at`: the last day, and the last instant, to act; overdue begins with the next second.
    `opens_on`: the first day of a limit that has one.
    `arises_at`: the first instant at which a state has lasted long enough for the duty to exist.
    `prompt_at`: when an unmet prompt duty is escalated; a local setting, never a legal date.
    `provisional`: bank holidays up to the last day are not all published yet.
    """

    due_on: date | None = None
    due_at: datetime | None = None
    opens_on: date | None = None
    arises_at: datetime | None = None
    prompt_at: datetime | None = None
    provisional: bool = False
    steps: tuple[Step, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values: days and instants as ISO 8601 text; `working_out` a list of {on, words}."""
        return {
            "due_on": _text(self.due_on),
            "due_at": _text(self.due_at),
            "opens_on": _text(self.opens_on),
            "arises_at": _text(self.arises_at),
            "prompt_at": _text(self.prompt_at),
            "provisional": self.provisional,
            "working_out": [{"on": step.on.isoformat(), "words": step.words} for step in self.steps],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> WorkingOut:
        """What `to_json` wrote. Raises `KeyError` or `ValueError` for anything else."""
        return cls(
            due_on=_day(stored["due_on"]),
            due_at=_moment(stored["due_at"]),
            opens_on=_day(stored["opens_on"]),
            arises_at=_moment(stored["arises_at"]),
            prompt_at=_moment(stored["prompt_at"]),
            provisional=stored["provisional"],
            steps=tuple(Step(date.fromisoformat(one["on"]), one["words"]) for one in stored["working_out"]),
        )


def _text(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
