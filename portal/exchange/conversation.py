"""Ask, answer, acknowledge, object: typed messages about one subject, with a clock on the side that owes an answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from portal.core.db import Json
from portal.core.errors import NotFoundError, PortalError
from portal.core.uow import UnitOfWork
from portal.exchange.models import Message, Room
from portal.records.models import Record
from portal.tenants.models import Link
from portal.trail.services import append_entry

ACKNOWLEDGE, ASK, ANSWER, OBJECT = "acknowledge", "ask", "answer", "object"
SPOKEN = {ACKNOWLEDGE: "acknowledged this", ASK: "asked", ANSWER: "answered", OBJECT: "objected"}
SEND = text("SELECT exchange.message(:room, :type, :body, :answers, :version, :by, :role, CAST(:payload AS jsonb))")


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
    _refuse_unless_live(uow, room)
    if type not in SPOKEN:
        raise PortalError("That is not something one can say here.")
    if type != ACKNOWLEDGE and not body.strip():
        raise PortalError("Write what you want to say.", field="body")
    if type == ANSWER and (answers is None or answers.answered_at is not None):
        raise PortalError("That question has been answered already.", field="body")
    answers_key = answers.message_key if answers else None
    sent = _send(uow, room, type=type, body=body.strip(), answers=answers_key, version=about_version, by=answer_by)
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
    return sent


def send_payload(uow: UnitOfWork, room: Room, *, type: str, payload: Json) -> Message:  # noqa: A002 - as above
    """Send the other organisation a feature's own message, `feature.verb`, with what its listener there needs.

    The payload is disclosed as it stands: no id or time of a row, no person. `portal_message_heard` takes it up on the
    other side, once the room there has its record. Raises `PortalError` where the link is not live.
    """
    _refuse_unless_live(uow, room)
    sent = _send(uow, room, type=type, payload=json.dumps(payload))
    append_entry(
        uow,
        "exchange.message_sent",
        act_class="D",
        record_id=room.record_id,
        compartment=room.compartment,
        type=type,
        to=room.peer_name,
    )
    return sent


def _refuse_unless_live(uow: UnitOfWork, room: Room) -> None:
    link = uow.session.get(Link, (uow.tenant.id, room.link_id), populate_existing=True)
    if link is None or not link.is_live:
        raise PortalError("That link is not agreed, or has ended.", field="body")


def _send(uow: UnitOfWork, room: Room, **given: Any) -> Message:
    unsaid = {"body": "", "answers": None, "version": None, "by": None, "payload": None}
    uow.session.flush()
    made = uow.session.execute(SEND, {**unsaid, **given, "room": room.id, "role": uow.actor.role_label}).scalar_one()
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
    return [
        Talk(room, [one for one in messages_in(uow, room) if one.type in SPOKEN]) for room in rooms_of(uow, record_id)
    ]


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
