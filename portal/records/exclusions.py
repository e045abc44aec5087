"""Keep a person out of a record they are named in: for them it is not there."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from portal.accounts.models import RecordExclusion
from portal.core.errors import PortalError
from portal.core.uow import UnitOfWork
from portal.records.models import Record
from portal.trail.services import append_entry


def keep_out(uow: UnitOfWork, record: Record, *, user_id: UUID, reason: str) -> None:
    """From their next page on the person finds neither the record nor anything of it. Said again, it changes nothing.

    Raises `PortalError` for the acting person: nobody sees their own row, so nobody can write it.
    """
    if user_id == uow.actor.user_id:
        raise PortalError("You cannot keep yourself out. Ask somebody else to do this.")
    known = select(RecordExclusion).where(RecordExclusion.user_id == user_id, RecordExclusion.record_id == record.id)
    if uow.actor.user_id is None or uow.session.scalars(known).one_or_none():
        return
    uow.session.add(
        RecordExclusion(
            tenant_id=uow.tenant.id,
            user_id=user_id,
            record_id=record.id,
            reason=reason,
            added_by=uow.actor.user_id,
            added_at=uow.now,
        )
    )
    append_entry(uow, "record.kept_out", record_id=record.id, compartment=record.compartment, person=str(user_id))
