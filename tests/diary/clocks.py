"""Clocks of some rule, running on a record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from portal.core.clock import end_of_day
from portal.core.ids import new_id
from portal.deadlines.models import Deadline

if TYPE_CHECKING:
    from portal.core.uow import UnitOfWork
    from portal.records.models import Record

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


def clock(
    uow: UnitOfWork, record: Record, label: str, binding: str = "statute", *, hours: int = 48, **columns: Any
) -> Deadline:
    """A clock that runs out so many hours from the Wednesday morning of the tests."""
    at = NOW + timedelta(hours=hours)
    prompt = binding == "promptness"
    dates = {"due_on": None, "due_at": None, "prompt_at": at} if prompt else {"due_on": at.date(), "due_at": at}
    made = Deadline(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=record.id,
        compartment=record.compartment,
        rule_code="TEST",
        rule_valid_from=date(2020, 1, 1),
        binding=binding,
        label=label,
        source="A source",
        source_url="https://www.legislation.gov.uk/",
        verified=True,
        nation="england",
        has_time=True,
        **{"started_at": NOW - timedelta(hours=5), "working_out": {}, **dates, **columns},
    )
    uow.session.add(made)
    return made


def due_on(uow: UnitOfWork, record: Record, label: str, day: date, **columns: Any) -> Deadline:
    """A clock that runs to the end of a day."""
    return clock(uow, record, label, **{"due_on": day, "due_at": end_of_day(day), **columns})
