"""What anybody sends on the public pages: received once, with a receipt only its sender can open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from plugins.complaints.models import PublicReceipt
from plugins.complaints.queries import people_who_answer
from plugins.complaints.services.feedback import Heard, receive_feedback
from plugins.complaints.services.receiving import Complainant, Told, receive_complaint
from portal.plugin import PortalError, UnitOfWork, london_day
from portal.plugin.services import Record, new_id, tell

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


def tell_who_answers(uow: UnitOfWork, record: Record) -> None:
    """A mail to those who may work on what arrived: its reference and the day promised; not a word of it."""
    people = people_who_answer(uow, record.compartment)
    words = {"reference": record.reference, "by": _promised(record)}
    tell(uow, template=f"{record.kind}_arrived", people=people, **words)


def receive_once(uow: UnitOfWork, form_key: str, take: Callable[[], Record]) -> Record | None:
    """Take what a form says; None when that form arrived before. The receipt is put down first, and waited for."""
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
        return None
    record = take()
    uow.session.execute(
        update(PublicReceipt)
        .where(PublicReceipt.form_key == form_key)
        .values(kind=record.kind, reference=record.reference, acknowledge_by=_promised(record))
    )
    return record


def _promised(record: Record) -> date | None:
    return london_day(record.next_due_at) if record.next_due_at else None
