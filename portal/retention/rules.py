"""How long a record is kept: periods counted from an event, which of several goes first, each step in words.

The law's minimum goes before everything but a hold. Of the other minimums the longest counts, unless a maximum is
shorter. Source of the order: UK GDPR, article 5(1)(e), and the Records Management Code of Practice, appendix II, whose
periods are minimums that begin again when a record is used again; the order among them is the portal's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.deadlines.rules.months import MONTHS_A_YEAR, months_later
from portal.deadlines.rules.working_out import long_date

REVIEW_DAYS_AHEAD = 30
LONGEST_YEARS = 100


class Force(StrEnum):
    """What stands behind a period, the strongest first."""

    STATUTE = "statute"
    CONTRACT = "contract"
    GUIDANCE = "guidance"
    POLICY = "policy"

    @property
    def label(self) -> str:
        return {
            Force.STATUTE: "Law",
            Force.CONTRACT: "Contract",
            Force.GUIDANCE: "Guidance",
            Force.POLICY: "Local policy",
        }[self]

    @property
    def rank(self) -> int:
        return list(Force).index(self)


class PeriodUnit(StrEnum):
    """In what a period is counted."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class Period:
    """So many days, months or years, a positive number of them."""

    n: int
    unit: PeriodUnit

    def __str__(self) -> str:
        return f"{self.n} {self.unit.value if self.n != 1 else self.unit.value.removesuffix('s')}"

    def ends_on(self, event: date) -> date:
        """The last day of the period after `event`. 31 August and three months: 30 November.

        Raises `ValueError` for more than a hundred years.
        """
        days = {PeriodUnit.DAYS: self.n, PeriodUnit.MONTHS: self.n * 31, PeriodUnit.YEARS: self.n * 366}[self.unit]
        if self.n < 1 or days > LONGEST_YEARS * 366:
            raise ValueError(f"A period of {self} is not counted.")
        if self.unit is PeriodUnit.DAYS:
            return event + timedelta(days=self.n)
        return months_later(event, self.n * (MONTHS_A_YEAR if self.unit is PeriodUnit.YEARS else 1))


@dataclass(frozen=True)
class RetentionRule:
    """One period for one class of record, as it was read or agreed.

    `event` says what the time is counted from: "the record was closed". A minimum says how long to keep, a maximum how
    long at most, for its class alone. `severities` narrows a rule to records of these severities.
    `verified` says whether somebody read the source itself; an unverified rule is shown as such and may be changed.
    """

    code: str
    label: str
    record_class: str
    period: Period
    event: str
    force: Force
    source: str
    source_url: str = ""
    verified: bool = False
    is_maximum: bool = False
    severities: frozenset[str] = frozenset()

    @property
    def is_editable(self) -> bool:
        """Whether an organisation may put its own period in this one's place."""
        return self.force is not Force.STATUTE or not self.verified


@dataclass(frozen=True)
class Applied:
    """A rule as one organisation applies it: its own period, where it set one, in place of the rule's."""

    rule: RetentionRule
    period: Period
    reason: str = ""

    @property
    def is_own(self) -> bool:
        return bool(self.reason)


@dataclass(frozen=True)
class Step:
    """One line of a working-out."""

    on: date
    words: str


@dataclass(frozen=True)
class Kept:
    """Until the end of which day a record is kept, by which rule, and how that was found."""

    until: date
    by: Applied
    counted_from: date
    steps: tuple[Step, ...]


def work_out(event_on: date, rules: Sequence[Applied], *, event: str, added_on: date | None = None) -> Kept:
    """The last day on which a record must be, or may be, kept.

    `event_on` is the day of `event` ("the record was closed"), `added_on` the day something was last added to it.
    What is added later begins the minimums again; a maximum goes on from the event. Raises `ValueError` without a rule.
    """
    if not rules:
        raise ValueError("No rule says how long this is kept.")
    begins = max(event_on, added_on or event_on)
    steps = [Step(event_on, f"Counted from {long_date(event_on)}: {event}.")]
    if begins > event_on:
        steps.append(Step(begins, f"Something was added on {long_date(begins)}. Minimum periods begin again then."))
    ends = {one: one.period.ends_on(event_on if one.rule.is_maximum else begins) for one in rules}
    steps += [Step(until, _words(one, until)) for one, until in sorted(ends.items(), key=_order)]
    by, why = _first(ends)
    if len(ends) > 1:
        steps.append(Step(ends[by], why))
    steps.append(Step(ends[by], f"Kept until the end of {long_date(ends[by])}."))
    return Kept(ends[by], by, event_on if by.rule.is_maximum else begins, tuple(steps))


def _first(ends: dict[Applied, date]) -> tuple[Applied, str]:
    minimums = [one for one in ends if not one.rule.is_maximum]
    maximums = [one for one in ends if one.rule.is_maximum]
    by_law = [one for one in minimums if one.rule.force is Force.STATUTE]
    longest = max(minimums, key=lambda one: (ends[one], -one.rule.force.rank), default=None)
    shortest = min(maximums, key=lambda one: (ends[one], one.rule.force.rank), default=None)
    legal = max(by_law, key=lambda one: ends[one], default=None)
    if longest is None:
        return _certain(shortest), "Nothing asks for it to be kept longer than this."
    if shortest is None or ends[longest] <= ends[shortest]:
        return longest, "The longest of these counts."
    if legal is not None and ends[legal] > ends[shortest]:
        return legal, "The law's minimum goes before the maximum."
    return shortest, "The maximum goes before longer minimums of its class."


def _certain(one: Applied | None) -> Applied:
    if one is None:  # there is a rule, and it is no minimum
        raise ValueError("No rule says how long this is kept.")
    return one


def _order(item: tuple[Applied, date]) -> tuple[int, date]:
    return item[0].rule.force.rank, item[1]


def _words(one: Applied, until: date) -> str:
    most = "at most " if one.rule.is_maximum else ""
    own = f", in place of {one.rule.period}" if one.is_own else ""
    unread = "" if one.rule.verified else " (not read at its source)"
    ours = f" Ours: {one.reason}." if one.is_own else ""
    said = f"{one.rule.force.label}: {most}{one.period}{own}, until {long_date(until)}. {one.rule.source}{unread}."
    return said + ours


def review_from(until: date) -> date:
    """The day from which the end of a period stands on the list: a month ahead."""
    return until - timedelta(days=REVIEW_DAYS_AHEAD)


def refused_period(rule: RetentionRule, period: Period) -> str | None:
    """Why an organisation may not put this period in place of the rule's, as a sentence; None when it may."""
    reference = date(2026, 1, 1)
    if not rule.is_editable:
        return "The law sets this period. It cannot be changed here."
    if rule.is_maximum and period.ends_on(reference) > rule.period.ends_on(reference):
        return f"This is a maximum: {rule.period} or less."
    return None
