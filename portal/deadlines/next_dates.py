"""Keep each record's next date: the earliest of its clocks that go on."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, cast
from uuid import UUID

from sqlalchemy import Table, Update, Uuid, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from portal.deadlines.models import Deadline, ours_and_running
from portal.records.models import Record

if TYPE_CHECKING:
    from portal.core.uow import UnitOfWork

RECORD = cast("Table", Record.__table__)


def _earliest() -> Update:
    wanted = func.unnest(bindparam("records", type_=ARRAY(Uuid))).table_valued("id", name="wanted").render_derived()
    goes_on = (Deadline.record_id == wanted.c.id) & ours_and_running()
    earliest = (
        select(wanted.c.id, func.min(func.coalesce(Deadline.due_at, Deadline.prompt_at)).label("acts_by"))
        .select_from(wanted.outerjoin(Deadline, goes_on))
        .group_by(wanted.c.id)
        .subquery("earliest")
    )
    # Not an edit by a person: the record's version stays, so that nobody's open form goes stale over it.
    return update(RECORD).where(RECORD.c.id == earliest.c.id).values(next_due_at=earliest.c.acts_by)


EARLIEST = _earliest()


def keep_next_date(uow: UnitOfWork, record: Record) -> None:
    """Bring `record.next_due_at` up to date at the end of the transaction, once however many clocks changed.

    A record being opened gets it at once: whoever reports into a compartment they cannot read cannot update it later.
    """
    if record in uow.session.new:
        begun = [one for one in uow.session.new if isinstance(one, Deadline) and one.record_id == record.id]
        running = [one for one in begun if not one.owed_by]
        record.next_due_at = min((one.acts_by for one in running if one.acts_by), default=None)
        return
    uow.once(("deadlines.next", record.id), lambda: write_next_dates(uow, [record.id]))


def write_next_dates(uow: UnitOfWork, record_ids: Collection[UUID]) -> None:
    """Write the next dates of these records in one statement; None where no clock goes on."""
    uow.session.flush()
    uow.session.execute(EARLIEST, {"records": list(record_ids)})
