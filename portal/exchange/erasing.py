"""What is left of sharing once a record is erased: who was told what fields, when, with which hash; not the words."""

from __future__ import annotations

from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, select, text, update

from portal.core.erasure import ERASED, blank_words, clear_columns
from portal.core.uow import UnitOfWork
from portal.exchange.enclosures import forget_unopened
from portal.exchange.models import Disclosure, HeldBack, Message, Receipt, Room
from portal.records.models import Record

COPIED = ("snapshot", "purpose", "enclosed")
TELL_KEPT = text("SELECT exchange.tell_kept(:room, CAST(:until AS date), CAST(:gone AS date))")


def erase_exchanged(uow: UnitOfWork, record_id: UUID) -> dict[str, int]:
    """Blank our side of everything that was shared about this record, ours or a copy.

    What still arrives about a copy begins a new one: the room no longer leads to the erased record.
    """
    session = uow.session
    forget_unopened(uow, record_id)
    told = ("snapshot", "purpose", "consent", "state_reason")
    counts = {
        "Versions shared": blank_words(session, Disclosure, Disclosure.record_id == record_id, *told),
        "Versions received": clear_columns(session, Receipt, Receipt.record_id == record_id, *COPIED),
        "Messages": _blank_messages(uow, record_id),
    }
    blank_words(session, HeldBack, HeldBack.record_id == record_id, "reason")
    if session.get_one(Record, (uow.tenant.id, record_id)).is_received:
        session.execute(update(Room).where(Room.record_id == record_id).values(record_id=None))
        session.expire_all()
    return counts


def _blank_messages(uow: UnitOfWork, record_id: UUID) -> int:
    of_record = Message.record_id == record_id
    with_payload = update(Message).where(of_record, Message.payload.is_not(None)).values(payload={})
    uow.session.execute(with_payload.execution_options(synchronize_session=False))
    words = update(Message).where(of_record, Message.body != ERASED).values(body=ERASED)
    blanked = uow.session.execute(words.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", blanked).rowcount


def tell_sender(uow: UnitOfWork, record_id: UUID, *, until: date | None, gone: date | None = None) -> None:
    """Let the sender's ledger say until when we keep our copy, or on which day it went. Only the worker may."""
    rooms = select(Room.id).where(Room.record_id == record_id)
    for room in uow.session.scalars(rooms).all():
        uow.session.execute(TELL_KEPT, {"room": room, "until": until, "gone": gone})
