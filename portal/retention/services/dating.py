"""Write down each closing and opening again with the date it gave, and let a copy's sender know."""

from __future__ import annotations

from sqlalchemy import insert

from portal.core.changes import RecordChange
from portal.core.ids import new_id
from portal.core.uow import UnitOfWork
from portal.exchange.erasing import tell_sender
from portal.records.models import Record
from portal.retention.models import RetentionDate
from portal.retention.services.proposing import withdraw_waiting
from portal.retention.terms import kept


def note_closing(uow: UnitOfWork, change: RecordChange) -> None:
    """After a record was closed or opened again: keep the date this gives beside the earlier ones."""
    if "closed_on" not in change.columns:
        return
    record = uow.session.get(Record, (uow.tenant.id, change.record_id))
    kind = uow.plugins.installed_kind(record.kind) if record else None
    if record is None or kind is None or (change.is_new and record.closed_on is None):
        return
    found = kept(uow, kind, record, uow.now) if record.closed_on else None
    uow.session.execute(
        insert(RetentionDate).values(
            tenant_id=uow.tenant.id,
            id=new_id(),
            record_id=record.id,
            compartment=record.compartment,
            at=uow.now,
            closed_on=record.closed_on,
            keep_until=found.until if found else None,
            rule_code=found.by.rule.code if found else None,
        )
    )
    if record.closed_on is None:
        withdraw_waiting(uow, record.id, "It was opened again.")
    if record.is_received and uow.actor.user_id is None:
        tell_sender(uow, record.id, until=found.until if found else None)
