"""Say on which days the organisation is closed; its clocks are counted again afterwards."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from portal.accounts.permissions import ORGANISATION
from portal.core.errors import PortalError
from portal.core.ids import new_id
from portal.deadlines.models import ClosureDay
from portal.deadlines.permissions import MANAGE_CLOSURES
from portal.deadlines.rules.days_off import refuse_odd_day
from portal.deadlines.rules.working_out import long_date
from portal.trail.services import append_entry

if TYPE_CHECKING:
    from portal.core.uow import UnitOfWork


def add_closure_day(uow: UnitOfWork, *, day: date, name: str) -> None:
    """Close the organisation on a day: it lengthens what is expected or local, never a legal limit.

    Raises `PortalError` on `day` for a day of a past year, at a weekend, or on the list already.
    """
    uow.require(MANAGE_CLOSURES)
    refuse_odd_day(day, today=uow.today)
    row = {"tenant_id": uow.tenant.id, "id": new_id(), "day": day, "name": name, "added_by": uow.actor.user_id}
    added = uow.session.execute(
        insert(ClosureDay).values(row).on_conflict_do_nothing().returning(ClosureDay.day)
    ).scalar_one_or_none()
    if added is None:
        raise PortalError(f"{long_date(day)} is on the list already", field="day")
    _count_again(uow, "closure.added", day, f"Closure day added: {long_date(day)}")


def remove_closure_day(uow: UnitOfWork, closure: ClosureDay) -> None:
    """The organisation works on that day after all."""
    uow.require(MANAGE_CLOSURES)
    uow.session.delete(closure)
    _count_again(uow, "closure.removed", closure.day, f"Closure day taken away: {long_date(closure.day)}")


def _count_again(uow: UnitOfWork, act: str, day: date, why: str) -> None:
    append_entry(uow, act, act_class="P", compartment=ORGANISATION, day=day.isoformat())
    uow.session.execute(
        text("SELECT jobs.recount_here(CAST(:details AS jsonb))"), {"details": json.dumps({"why": why})}
    )
