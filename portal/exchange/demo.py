"""A day's work with what was shared, for the demonstration world: open, acknowledge, ask, answer."""

from __future__ import annotations

from random import Random

from sqlalchemy import select

from portal.core.uow import UnitOfWork
from portal.exchange.conversation import ASK, room_of
from portal.exchange.models import Message, Receipt
from portal.exchange.permissions import OPEN, SPEAK
from portal.exchange.services import open_receipt
from portal.exchange.talking import acknowledge_copy, answer_question, ask_question
from portal.records.models import Record

CHANCE_TO_OPEN, CHANCE_TO_ASK, CHANCE_TO_ANSWER = 0.8, 0.18, 0.6
QUESTIONS = (
    "Has the stair gate been checked since?",
    "Was the family told, and by whom?",
    "Is this the same person as in last month's fall?",
    "What will be different on the next night shift?",
    "Did the GP see them the same day?",
)
ANSWERS = (
    "Yes, on the same day; the check is now part of the evening round.",
    "Yes. The manager rang the family the same afternoon and has written to them since.",
    "No, another person. We have looked at both together and changed the lighting in the corridor.",
    "We have added a second check at 4am and told both teams at handover.",
)


def talk_it_over(uow: UnitOfWork, random: Random) -> None:
    """Open most of what arrived, ask about some of it, answer most questions."""
    if uow.may(OPEN):
        _open_arrivals(uow, random)
    if uow.may(SPEAK):
        _answer_questions(uow, random)


def _open_arrivals(uow: UnitOfWork, random: Random) -> None:
    for receipt in uow.session.scalars(
        select(Receipt).where(Receipt.opened_at.is_(None)).order_by(Receipt.received_at, Receipt.sha256)
    ).all():
        if random.random() > CHANCE_TO_OPEN or receipt.opened_at is not None:
            continue
        record = uow.session.get(Record, (uow.tenant.id, receipt.record_id)) if receipt.record_id else None
        is_first = record is not None and record.first_opened_at is None
        open_receipt(uow, receipt)
        if not is_first:
            continue
        room = room_of(uow, receipt.room_id)
        acknowledge_copy(uow, room)
        if random.random() < CHANCE_TO_ASK:
            ask_question(uow, room, body=random.choice(QUESTIONS))


def _answer_questions(uow: UnitOfWork, random: Random) -> None:
    waiting = select(Message).where(Message.type == ASK, Message.direction == "received", Message.answered_at.is_(None))
    for question in uow.session.scalars(waiting.order_by(Message.sent_at, Message.body)).all():
        if random.random() < CHANCE_TO_ANSWER:
            answer_question(uow, room_of(uow, question.room_id), question, body=random.choice(ANSWERS))
