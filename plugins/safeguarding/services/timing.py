"""Meet and stop several clocks of a record at once."""

from __future__ import annotations

from collections.abc import Iterable

from portal.plugin import UnitOfWork
from portal.plugin.services import Record, deadline_for, meet_deadline, waive_deadline


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
