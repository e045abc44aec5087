"""The clocks of a record: which begin, which are met, which fall away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from plugins.candour.models import CandourRecord
from plugins.candour.queries import attempt_count, open_reviews
from plugins.candour.rules import clocks
from plugins.candour.rules.standing import status_of
from portal.plugin import Nation, UnitOfWork, london_day, london_moment
from portal.plugin.services import (
    Deadline,
    change_record,
    deadline_for,
    deadlines_of,
    meet_deadline,
    start_deadline,
    waive_deadline,
)


def start_when_bound(uow: UnitOfWork, case: CandourRecord) -> None:
    """Once it is known who is bound: the duty to tell promptly, counted from when somebody became aware.

    England and Wales have no number of days for it; ten working days only where an agreement asks for them.
    """
    if case.aware_at is None:
        return
    if case.nation == Nation.ENGLAND:
        start_deadline(uow, clocks.TELL_ENGLAND, case, from_=case.aware_at)
        if case.contract_applies:
            start_deadline(uow, clocks.CONTRACT.code, case, from_=london_day(case.aware_at))
    if case.regime == "wales-nhs":
        start_deadline(uow, clocks.TELL_WALES.code, case, from_=case.aware_at)


def start_procedure(uow: UnitOfWork, case: CandourRecord) -> None:
    """Scotland: the procedure starts on the day the opinion is given; the month counts from the incident."""
    if case.regime != "scotland" or case.opinion_on is None:
        return
    for code in (clocks.NOTIFY_SCOTLAND, clocks.REVIEW):
        start_deadline(uow, code, case, from_=case.opinion_on)
    if case.occurred_on:
        start_deadline(uow, clocks.EXPLAIN_DELAY, case, from_=case.occurred_on)


def is_late(uow: UnitOfWork, case: CandourRecord, told_on: date) -> bool:
    """Whether telling on this day is more than a month after the incident. Source: clock DOC-S-EXPLAIN."""
    clock = last_clock(uow, case, clocks.EXPLAIN_DELAY)
    return bool(clock and clock.due_on and told_on > clock.due_on)


def owes_explanation(uow: UnitOfWork, case: CandourRecord) -> bool:
    """Whether the three months of the review passed with it open, and nobody explained that to the person."""
    clock = last_clock(uow, case, clocks.REVIEW)
    if clock is None or clock.due_on is None or case.delay_explained_on or case.not_told:
        return False
    return (case.review_done_on or uow.today) > clock.due_on


def ask_for_explanations(uow: UnitOfWork, slot: datetime) -> None:
    """Each day: where the three months of a review ended with it open, a task to explain that to the person."""
    today = london_day(slot)
    for case in open_reviews(uow):
        clock = deadline_for(uow, case.id, clocks.REVIEW)
        asked = last_clock(uow, case, clocks.REVIEW_LATE.code)
        if clock and clock.due_on and clock.due_on < today and asked is None and case.not_told is None:
            start_deadline(uow, clocks.REVIEW_LATE.code, case, from_=clock.due_on + timedelta(days=1))


def last_clock(uow: UnitOfWork, case: CandourRecord, code: str) -> Deadline | None:
    """The newest clock of a rule on a record, whether it runs or has ended."""
    found = [one for one in deadlines_of(uow, case.id) if one.rule_code == code]
    return max(found, key=lambda one: one.started_at, default=None)


def meet(uow: UnitOfWork, case: CandourRecord, codes: Iterable[str], *, at: datetime) -> None:
    for code in codes:
        clock = deadline_for(uow, case.id, code)
        if clock:
            meet_deadline(uow, clock, case, at=at)


def waive(uow: UnitOfWork, case: CandourRecord, codes: Iterable[str], *, reason: str) -> None:
    for code in codes:
        clock = deadline_for(uow, case.id, code)
        if clock:
            waive_deadline(uow, clock, case, reason=reason)


def on_that_day(uow: UnitOfWork, day: date) -> datetime:
    """A moment of a day a person entered: now if it is today, else its noon in London."""
    return uow.now if day == uow.today else london_moment(day, time(12))


def keep(uow: UnitOfWork, case: CandourRecord, *, act: str, **columns: Any) -> CandourRecord:
    """Change a record and let its status follow from what it holds now."""
    change_record(uow, case, act=act, **columns)
    if case.is_open or not case.is_notifiable:
        case.status = status_of(case, attempts=attempt_count(uow, case.id))
    return case
