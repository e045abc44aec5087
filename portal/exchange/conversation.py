"""Ask, answer, acknowledge, object: typed messages about one subject, with a clock on the side that owes an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from portal.core.errors import NotFoundError, PortalError
from portal.core.uow import UnitOfWork
from portal.exchange.models import Message, Room
from portal.records.models import Record
from portal.tenants.models import Link
from portal.trail.services import append_entry

ACKNOWLEDGE, ASK, ANSWER, OBJECT = "acknowledge", "ask", "answer", "object"
SPOKEN = {ACKNOWLEDGE: "acknowledged this", ASK: "asked", ANSWER: "answered", OBJECT: "objected"}
SEND = text("SELECT exchange.message(:room, :type, :body, :answers, :version, :answer_by, :role)")


def say(
    uow: UnitOfWork,
    room: Room,
    *,
    type: str,  # noqa: A002 - the word of the page and of the table
    body: str,
    answers: Message | None = None,
    about_version: int | None = None,
    answer_by: date | None = None,
) -> Message:
    """Send one message to the other organisation. An answer names the question it answers and stops its clock.

    Raises `PortalError` for an unknown type, an empty question or answer, a question already answered, or a link
    that is not live.
    """
    link = uow.session.get(Link, (uow.tenant.id, room.link_id), populate_existing=True)
    if link is None or not link.is_live:
        raise PortalError("That link is not agreed, or has ended.", field="body")
    if type not in SPOKEN:
        raise PortalError("That is not something one can say here.")
    if type != ACKNOWLEDGE and not body.strip():
        raise PortalError("Write what you want to say.", field="body")
    if type == ANSWER and (answers is None or answers.answered_at is not None):
        raise PortalError("That question has been answered already.", field="body")
    uow.session.flush()
    made = uow.session.execute(
        SEND,
        {
            "room": room.id,
            "type": type,
            "body": body.strip(),
            "answers": answers.message_key if answers else None,
            "version": about_version,
            "answer_by": answer_by,
            "role": uow.actor.role_label,
        },
    ).scalar_one()
    if answers is not None:
        uow.session.refresh(answers)
    append_entry(
        uow,
        f"exchange.{type}",
        act_class="D",
        record_id=room.record_id,
        compartment=room.compartment,
        to=room.peer_name,
    )
    return uow.session.get_one(Message, (uow.tenant.id, made))


def room_of(uow: UnitOfWork, room_id: UUID) -> Room:
    room = uow.session.get(Room, (uow.tenant.id, room_id))
    if room is None:
        raise NotFoundError
    return room


def rooms_of(uow: UnitOfWork, record_id: UUID) -> list[Room]:
    """The conversations about a record, one per organisation."""
    return list(uow.session.scalars(select(Room).where(Room.record_id == record_id).order_by(Room.opened_at)))


@dataclass(frozen=True)
class Talk:
    """One room with what was said in it, oldest first."""

    room: Room
    messages: list[Message]

    @property
    def open_questions(self) -> list[Message]:
        """Questions put to us that wait for our answer."""
        return [one for one in self.messages if one.type == ASK and one.direction == "received" and not one.answered_at]


def talks_of(uow: UnitOfWork, record_id: UUID) -> list[Talk]:
    """Every conversation about a record."""
    return [Talk(room, messages_in(uow, room)) for room in rooms_of(uow, record_id)]


def messages_in(uow: UnitOfWork, room: Room) -> list[Message]:
    return list(
        uow.session.scalars(select(Message).where(Message.room_id == room.id).order_by(Message.sent_at, Message.id))
    )


def waiting_questions(uow: UnitOfWork, *, direction: str) -> list[Any]:
    """Unanswered questions: `received` wait for us, `sent` wait for the others. With the record they are about."""
    return list(
        uow.session.execute(
            select(
                Message.sent_at,
                Message.answer_by,
                Message.record_id,
                Room.peer_name,
                Record.kind,
                Record.title,
                Record.reference,
            )
            .join(Room, (Room.tenant_id == Message.tenant_id) & (Room.id == Message.room_id))
            .join(Record, (Record.tenant_id == Message.tenant_id) & (Record.id == Message.record_id))
            .where(Message.type == ASK, Message.direction == direction, Message.answered_at.is_(None))
            .order_by(Message.answer_by, Message.sent_at)
        )
    )
