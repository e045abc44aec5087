"""Ask, answer, acknowledge and object, with the clocks these start and stop on each side."""

from __future__ import annotations

from portal.core.errors import PortalError
from portal.core.nations import Nation
from portal.core.uow import UnitOfWork
from portal.deadlines.queries import calendar_for, deadline_for
from portal.deadlines.rules import work_out
from portal.deadlines.services import meet_deadline, running_rule, start_deadline
from portal.exchange.conversation import ACKNOWLEDGE, ANSWER, ASK, OBJECT, say
from portal.exchange.models import Message, Room
from portal.records.models import Record

ASK_REPLY = "ASK-REPLY"
ACKNOWLEDGED = "acknowledged"


def ask_question(uow: UnitOfWork, room: Room, *, body: str) -> Message:
    """Ask the other organisation; they see by when you hope for an answer, and that it is a local target."""
    rule = running_rule(uow, ASK_REPLY, uow.today)
    due = work_out(rule, uow.today, calendar_for(uow, Nation(uow.tenant.nation))).due_on if rule else None
    return say(uow, room, type=ASK, body=body, answer_by=due)


def answer_question(uow: UnitOfWork, room: Room, question: Message, *, body: str) -> Message:
    """Answer a question put to us and stop its clock."""
    answer = say(uow, room, type=ANSWER, body=body, answers=question)
    record = _record(uow, room)
    clock = deadline_for(uow, record.id, ASK_REPLY, question.id) if record else None
    if clock and record:
        meet_deadline(uow, clock, record)
    return answer


def object_to(uow: UnitOfWork, room: Room, *, body: str) -> Message:
    """Object to what was shared, or to how; the words stand beside the copy on both sides."""
    return say(uow, room, type=OBJECT, body=body)


def acknowledge_copy(uow: UnitOfWork, room: Room) -> Message:
    """Tell the organisation that shared this that it was seen and who handles it."""
    record = _record(uow, room)
    if record is None or not record.is_received:
        raise PortalError("Only something another organisation shared can be acknowledged.")
    if record.handling == ACKNOWLEDGED:
        raise PortalError("This was acknowledged already.")
    record.handling = ACKNOWLEDGED
    return say(uow, room, type=ACKNOWLEDGE, body="", about_version=record.received_version)


def start_reply_clock(uow: UnitOfWork, message: Message) -> None:
    """A question reached us: the clock to answer it starts on the record it is about."""
    record = uow.session.get(Record, (uow.tenant.id, message.record_id)) if message.record_id else None
    if record is None or message.type != ASK or message.answered_at is not None:
        return
    if deadline_for(uow, record.id, ASK_REPLY, message.id) is None:
        start_deadline(uow, ASK_REPLY, record, from_=message.sent_at, subject_id=message.id)


def _record(uow: UnitOfWork, room: Room) -> Record | None:
    return uow.session.get(Record, (uow.tenant.id, room.record_id)) if room.record_id else None
