"""What the other side's messages do here. The same message heard again changes nothing."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.core.clock import london_day
from portal.core.ids import new_id
from portal.core.uow import UnitOfWork
from portal.deadlines.services import start_deadline
from portal.exchange.conversation import room_of
from portal.exchange.models import Message
from portal.notifications.services import tell
from portal.replies.models import Notice, NoticePoint
from portal.replies.queries import handlers_of, notice_by_key, points_of, record_of
from portal.replies.rules import REPLY_ANSWER, REPLY_WINDOW, is_late
from portal.replies.services.deciding import DECIDED
from portal.replies.services.notices import GIVEN, note
from portal.replies.services.replying import ACKNOWLEDGED, REPLIED


def hear_reply(uow: UnitOfWork, message: Message) -> None:
    """Take up a message about a notice; leave every other alone."""
    handle = {GIVEN: _notice_arrived, ACKNOWLEDGED: _acknowledged, REPLIED: _reply_arrived, DECIDED: _outcome_arrived}
    # What comes before its record is heard again with it.
    if message.type in handle and message.payload is not None and message.record_id is not None:
        handle[message.type](uow, message, message.payload)


def _notice_arrived(uow: UnitOfWork, message: Message, told: dict[str, Any]) -> None:
    key = UUID(told["notice"])
    if uow.session.scalars(select(Notice.id).where(Notice.notice_key == key)).one_or_none():
        return
    room = room_of(uow, message.room_id)
    notice = Notice(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=message.record_id,
        compartment=message.compartment,
        notice_key=key,
        link_id=room.link_id,
        room_id=room.id,
        peer_name=room.peer_name,
        reference=told["reference"],
        side="received",
        about=told["about"],
        opening=told["opening"],
        status="sent",
        created_at=uow.now,
        sent_at=message.sent_at,
        reply_by=_day(told["reply_by"]),
    )
    uow.session.add(notice)
    for one in told["points"]:
        uow.session.add(_point(uow, notice, one))
    uow.session.flush()
    start_deadline(uow, REPLY_WINDOW, record_of(uow, notice), from_=message.sent_at, subject_id=notice.id)
    note(uow, notice, "arrived", sender=notice.peer_name)
    _tell(uow, notice, "notice_arrived")


def _acknowledged(uow: UnitOfWork, message: Message, told: dict[str, Any]) -> None:
    notice = notice_by_key(uow, UUID(told["notice"]), message.room_id)
    if notice is None or not notice.is_given or notice.acknowledged_at is not None:
        return
    notice.acknowledged_at = message.sent_at
    if notice.status == "sent":
        notice.status = "acknowledged"
    note(uow, notice, "heard_acknowledged")


def _reply_arrived(uow: UnitOfWork, message: Message, told: dict[str, Any]) -> None:
    """However late: the reply is taken up, and an outcome recorded without it is open again."""
    notice = notice_by_key(uow, UUID(told["notice"]), message.room_id)
    if notice is None or not notice.is_given or notice.replied_at is not None:
        return
    points = {one.number: one for one in points_of(uow, notice)}
    for one in told["points"]:
        point = points[one["number"]]
        point.stance, point.reply_words, point.reply_evidence = one["stance"], one["words"], one["evidence"]
        point.reply_evidence_on = _day(one["evidence_on"])
    notice.replied_at, notice.status = message.sent_at, "replied"
    notice.is_late = notice.reply_by is not None and is_late(london_day(message.sent_at), notice.reply_by)
    start_deadline(uow, REPLY_ANSWER, record_of(uow, notice), from_=message.sent_at, subject_id=notice.id)
    note(uow, notice, "reply_arrived", late=notice.is_late)
    _tell(uow, notice, "notice_reply_arrived")


def _outcome_arrived(uow: UnitOfWork, message: Message, told: dict[str, Any]) -> None:
    notice = notice_by_key(uow, UUID(told["notice"]), message.room_id)
    if notice is None or notice.is_given or notice.closed_at == message.sent_at:
        return
    points = {one.number: one for one in points_of(uow, notice)}
    for one in told["points"]:
        point = points[one["number"]]
        point.verdict, point.reason, point.corrected_words = one["verdict"], one["reason"], one["corrected_words"]
    notice.outcome, notice.outcome_words = told["outcome"], told["words"]
    notice.closed_at, notice.status = message.sent_at, "closed"
    note(uow, notice, "outcome_arrived", outcome=notice.outcome)
    _tell(uow, notice, "notice_outcome_arrived")


def _point(uow: UnitOfWork, notice: Notice, told: dict[str, Any]) -> NoticePoint:
    return NoticePoint(
        tenant_id=uow.tenant.id,
        id=new_id(),
        notice_id=notice.id,
        record_id=notice.record_id,
        compartment=notice.compartment,
        number=told["number"],
        words=told["words"],
        evidence=told["evidence"],
        evidence_on=_day(told["evidence_on"]),
    )


def _tell(uow: UnitOfWork, notice: Notice, template: str) -> None:
    people = handlers_of(uow, notice)
    tell(uow, template=template, people=people, peer=notice.peer_name, reference=notice.reference, by=notice.reply_by)


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None
