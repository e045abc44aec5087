"""Open one hidden record in an emergency: by its reference, with a reason, for this transaction alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from portal.accounts.models import Membership
from portal.core.uow import UnitOfWork
from portal.records.models import Record, UrgentReading
from portal.trail.services import append_entry

OPEN = text("SELECT ctx.open_urgently(:reference, :reason)")
MOST_SHOWN = 20


def open_urgently(uow: UnitOfWork, *, reference: str, reason: str, compartment: str) -> UUID | None:
    """Let the rest of this transaction see one record of a compartment the acting person lacks.

    The person needs the power `open_urgently_<compartment>`. Who, when and why is kept in a row and in the trail,
    both for holders of the compartment alone. Every other record of it stays hidden. None where there is nothing with
    this reference, where it is another organisation's, or where the person is kept out of it: nobody learns which.
    """
    uow.session.flush()
    answers = {"reference": reference.strip().upper(), "reason": reason}
    found: UUID | None = uow.session.execute(OPEN, answers).scalar_one()
    if found is not None:
        append_entry(uow, "record.opened_urgently", act_class="R", record_id=found, compartment=compartment)
    return found


def urgent_readings_of(uow: UnitOfWork, record_id: UUID) -> Sequence[UrgentReading]:
    return uow.session.scalars(
        select(UrgentReading).where(UrgentReading.record_id == record_id).order_by(UrgentReading.read_at)
    ).all()


def urgent_readings_since(uow: UnitOfWork, kind: str, since: datetime) -> Sequence[Any]:
    """Records of a kind opened in an emergency, newest first: `record_id`, `reference`, `read_at`, `name` of who."""
    return uow.session.execute(
        select(UrgentReading.record_id, Record.reference, UrgentReading.read_at, Membership.name)
        .join(Record, Record.id == UrgentReading.record_id)
        .join(Membership, Membership.user_id == UrgentReading.read_by)
        .where(Record.kind == kind, UrgentReading.read_at > since)
        .order_by(UrgentReading.read_at.desc())
        .limit(MOST_SHOWN)
    ).all()
