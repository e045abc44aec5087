"""Meet and stop several clocks of a record at once; let one run to the day people chose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from plugins.safeguarding.models import Concern
from plugins.safeguarding.rules.clocks import BEGIN_BY, COMPLETE_BY
from portal.plugin import Nation, PortalError, UnitOfWork
from portal.plugin.services import (
    Record,
    deadline_for,
    meet_deadline,
    running_rule,
    start_deadline,
    waive_deadline,
)

LONGEST_AHEAD = timedelta(days=366)


def meet_clocks(uow: UnitOfWork, record: Record, codes: Iterable[str]) -> None:
    """Those of these that run: what they ask for was done."""
    for code in codes:
        clock = deadline_for(uow, record.id, code)
        if clock:
            meet_deadline(uow, clock, record)


def stop_clocks(uow: UnitOfWork, record: Record, codes: Iterable[str], *, reason: str) -> None:
    """Those of these that run: what they ask for is not owed any more."""
    for code in codes:
        clock = deadline_for(uow, record.id, code)
        if clock:
            waive_deadline(uow, clock, record, reason=reason)


def run_to_day(uow: UnitOfWork, record: Record, code: str, *, from_: date, chosen: date, field: str) -> None:
    """Let the clock end on the day people chose, from an event on; one that ran to another day gives way to it.

    Raises `PortalError` on `field` for a day gone by, or more than a year ahead.
    """
    clock = deadline_for(uow, record.id, code)
    if clock and clock.due_on == chosen:
        return
    if chosen < max(from_, uow.today):
        raise PortalError("Enter today or a later day.", field=field)
    if chosen > uow.today + LONGEST_AHEAD:
        raise PortalError("Enter a day within the next year.", field=field)
    stop_clocks(uow, record, (code,), reason="Another day was chosen.")
    start_deadline(uow, code, record, from_=from_, chosen=chosen)


def proposed_day(uow: UnitOfWork, code: str, from_: date) -> date | None:
    """The day the local target proposes, with the organisation's own number where it set one."""
    rule = running_rule(uow, code, from_)
    return from_ + timedelta(days=rule.n) if rule else None


def count_from_receipt(uow: UnitOfWork, concern: Concern) -> None:
    """In Wales and Scotland the time of an enquiry is counted from when the concern came in, whenever it is decided."""
    nation = Nation(concern.nation)
    for code in (BEGIN_BY.get(nation), COMPLETE_BY.get(nation)):
        if code and deadline_for(uow, concern.id, code) is None:
            start_deadline(uow, code, concern, from_=concern.received_at or uow.now)
