"""What anybody sends on the public pages: received once, with a receipt only its sender can open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from plugins.complaints.models import PublicReceipt
from plugins.complaints.services.feedback import Heard, receive_feedback
from plugins.complaints.services.receiving import Complainant, Told, receive_complaint
from portal.plugin import PortalError, UnitOfWork, london_day
from portal.plugin.services import Record, new_id

SHORTEST_NAME = 2


@dataclass(frozen=True)
class Sent:
    """A complaint as it was typed on the public page: what, and by whom."""

    told: Told
    who: Complainant


def take_complaint(uow: UnitOfWork, sent: Sent) -> Record:
    """Receive a complaint of the public page. Raises `PortalError` on a field."""
    happened_on = sent.told.happened_on
    if happened_on and happened_on > uow.today:
        raise PortalError("This day has not come yet", field="happened_on")
    return receive_complaint(uow, sent.told, who=sent.who)


def take_feedback(uow: UnitOfWork, heard: Heard) -> Record:
    return receive_feedback(uow, heard)


def receive_once(uow: UnitOfWork, form_key: str, take: Callable[[], Record]) -> None:
    """Take what a form says unless that form arrived before; the receipt is put down first, and waited for."""
    row = {
        "tenant_id": uow.tenant.id,
        "id": new_id(),
        "form_key": form_key,
        "kind": "",
        "reference": "",
        "received_on": uow.today,
    }
    claimed = uow.session.execute(
        insert(PublicReceipt).values(**row).on_conflict_do_nothing().returning(PublicReceipt.id)
    ).scalar()
    if claimed is None:
        return
    record = take()
    by = london_day(record.next_due_at) if record.next_due_at else None
    uow.session.execute(
        update(PublicReceipt)
        .where(PublicReceipt.form_key == form_key)
        .values(kind=record.kind, reference=record.reference, acknowledge_by=by)
    )
