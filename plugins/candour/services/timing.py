"""The clocks of a record: which begin, which are met, which fall away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from plugins.candour.models import CandourRecord, RelevantPerson
from plugins.candour.queries import attempt_count, open_reviews
from plugins.candour.rules import clocks
from plugins.candour.rules.standing import roll_up, status_of
from portal.plugin import Nation, UnitOfWork, london_day, london_moment
from portal.plugin.services import (
    Deadline,
    append_entry,
    change_record,
    deadline_for,
    deadlines_of,
    hold_for_change,
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


def owed_explanation(uow: UnitOfWork, case: CandourRecord) -> list[RelevantPerson]:
    """To whom nobody explained yet that the three months of the review passed with it open.

    Whoever is told once the review is done learns of it as it is.
    """
    clock = last_clock(uow, case, clocks.REVIEW)
    if clock is None or clock.due_on is None or (case.review_done_on or uow.today) <= clock.due_on:
        return []
    return [one for one in case.people if not one.delay_explained_on and not one.not_told and _waited(case, one)]


def _waited(case: CandourRecord, person: RelevantPerson) -> bool:
    if case.review_done_on is None:
        return True
    return person.told_at is not None and london_day(person.told_at) <= case.review_done_on


def ask_for_explanations(uow: UnitOfWork, slot: datetime) -> None:
    """Each day: where the three months of a review ended with it open, a task to explain that to the person."""
    today = london_day(slot)
    for case in open_reviews(uow):
        clock = deadline_for(uow, case.id, clocks.REVIEW)
        asked = last_clock(uow, case, clocks.REVIEW_LATE.code)
        nobody_to_tell = bool(case.people) and all(one.not_told for one in case.people)
        if clock and clock.due_on and clock.due_on < today and asked is None and not nobody_to_tell:
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


def begin_again(uow: UnitOfWork, case: CandourRecord) -> None:
    """Somebody was found once everybody else had been told: the duty to tell promptly begins again, for them.

    Source: Scottish guidance of March 2025, which has the procedure begin again for people found after the review.
    """
    if case.nation == Nation.ENGLAND:
        _start_unless_running(uow, case, clocks.TELL_ENGLAND, uow.now)
    elif case.regime == "wales-nhs":
        _start_unless_running(uow, case, clocks.TELL_WALES.code, uow.now)
    elif case.regime == "scotland":
        _start_unless_running(uow, case, clocks.NOTIFY_SCOTLAND, uow.today)


def _start_unless_running(uow: UnitOfWork, case: CandourRecord, code: str, from_: date | datetime) -> None:
    if deadline_for(uow, case.id, code) is None:
        start_deadline(uow, code, case, from_=from_)


def keep(
    uow: UnitOfWork, case: CandourRecord, *, act: str, person: RelevantPerson | None = None, **columns: Any
) -> CandourRecord:
    """Change a record, or what it holds of one person; what follows for the whole, its status too, is worked out."""
    if person is None:
        change_record(uow, case, act=act, **columns)
    else:
        _keep_of(uow, case, person, act, columns)
    if case.is_open or not case.is_notifiable:
        waiting = [one for one in case.people if not one.was_reached_or_not]
        case.status = status_of(case, case.people, attempts=attempt_count(uow, waiting))
    return case


def _keep_of(
    uow: UnitOfWork, case: CandourRecord, person: RelevantPerson, act: str, columns: Mapping[str, Any]
) -> None:
    hold_for_change(uow, case)
    changed = [name for name, value in columns.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, columns[name])
    version = case.row_version
    change_record(uow, case, act=act, **roll_up(case.people))
    if case.row_version == version:  # it is told in the trail all the same
        append_entry(uow, act, record_id=case.id, compartment=case.compartment, fields=changed)
