"""Deadlines as data: how binding, in which unit, from which source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from portal.core.nations import GREAT_BRITAIN, UNITED_KINGDOM, Nation


class Binding(StrEnum):
    """How strongly a time limit binds; never mixed up on a page. Source: rules.md section 0.1."""

    STATUTE = "statute"
    GUIDANCE = "guidance"
    LOCAL = "local"
    PROMPTNESS = "promptness"

    @property
    def label(self) -> str:
        return {
            Binding.STATUTE: "Legal deadline",
            Binding.GUIDANCE: "Expected by",
            Binding.LOCAL: "Local target",
            Binding.PROMPTNESS: "Prompt duty",
        }[self]


class Unit(StrEnum):
    """How a limit is counted. Source: rules.md section 0.2."""

    WORKING_DAYS_AFTER = "WD_AFTER"
    WORKING_DAYS_FROM_SECOND_EVENT = "WD_FROM_EVENT2"
    DAYS_AFTER = "DAYS_AFTER"
    DAYS_AFTER_ROLLED = "DAYS_AFTER_ROLL"
    MONTHS_INCLUSIVE = "MONTHS_INCL"
    MONTHS_ANNIVERSARY = "MONTHS_ANNIV"
    CLOCK_HOURS = "CLOCK_HOURS"
    BEFORE = "BEFORE"
    DURATION_TRIGGER = "DURATION_TRIGGER"
    NTH_WORKING_DAY_OF_MONTH = "NTH_WD_OF_MONTH"
    WINDOW = "WINDOW"
    PROMPT = "PROMPT"


class Roll(StrEnum):
    """What happens when the last day of a limit counted in days is no working day."""

    NONE = "none"
    NEXT_WORKING_DAY = "next"


@dataclass(frozen=True)
class DeadlineRule:
    """One version of one time limit.

    `trigger` completes the sentence "the day …" in the working-out: "the complaint was received".
    `n` counts `unit`s and is positive; only for `Unit.NTH_WORKING_DAY_OF_MONTH` may it be negative, counting
    from the end of the month as in iCalendar (-1: the last). It is 0 for `Unit.PROMPT`, which has no number.
    `upper_n` is the far end of a from-to limit: `Unit.DAYS_AFTER` from day `n` to day `upper_n`, or the days
    of the month that bound a `Unit.WINDOW`.
    `measure`, `more_than` and `day_0_counts` serve `Unit.DURATION_TRIGGER`: what `n` counts; whether the state
    must exceed `n`, not just reach it; and whether the day it began is its first day.
    `valid_from`/`valid_to` bound the trigger dates this version is for (`valid_to` inclusive, None = open).
    `pausable` limits may stand still while the other side owes an answer. `agreed_before_expiry` ones can only be
    extended by an agreement made before they expire, of which evidence is kept.
    `is_mutual` limits are held alike by two organisations: no closure day of one of them lengthens them, and more
    time is given by what they tell each other, never noted on one side.
    `verified` says whether somebody read the source itself; an unverified rule is shown as such.
    `prompt_hours` is the tenant's editable default after which an unmet duty to act promptly is escalated:
    local, never a legal date.
    """

    code: str
    label: str
    nations: frozenset[Nation]
    binding: Binding
    trigger: str
    n: int
    unit: Unit
    source: str
    source_url: str
    verified: bool
    valid_from: date
    valid_to: date | None = None
    roll: Roll = Roll.NONE
    pausable: bool = False
    agreed_before_expiry: bool = False
    prompt_hours: int | None = None
    upper_n: int | None = None
    note: str = ""
    measure: Literal["hours", "days"] = "days"
    more_than: bool = False
    day_0_counts: bool = False
    is_mutual: bool = False

    @property
    def nation_label(self) -> str:
        if self.nations == UNITED_KINGDOM:
            return "uk"
        if self.nations == GREAT_BRITAIN:
            return "gb"
        return "+".join(sorted(nation.value for nation in self.nations))
