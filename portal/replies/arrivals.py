"""What the other side's messages do here. The same message heard again changes nothing."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.core.ids import new_id
from portal.core.uow import UnitOfWork
from portal.deadlines.services import start_deadline
from portal.exchange.conversation import room_of
from portal.exchange.models import Message
from portal.notifications.services import tell
from portal.replies.models import Notice, NoticePoint
from portal.replies.queries import handlers_of, notice_by_key, open_request, points_of, record_of, requests_of
from portal.replies.rules import REPLY_ANSWER
from portal.replies.services.deciding import DECIDED
from portal.replies.services.more_time import (
    TIME_ASKED,
    TIME_GIVEN,
    TIME_REFUSED,
    keep_request,
    lengthen,
    settle,
)
from portal.replies.services.notices import GIVEN, note
from portal.replies.services.replying import ACKNOWLEDGED, REPLIED
from portal.replies.services.window import end_window, give_up_window, last_day_of, open_window


def hear_reply(uow: UnitOfWork, message: Message) -> None:
    """Take up a message about a notice; leave every other alone."""
    handle = {
        GIVEN: _notice_arrived,
        ACKNOWLEDGED: _acknowledged,
        TIME_ASKED: _time_asked,
        TIME_GIVEN: _time_given,
        TIME_REFUSED: _time_refused,
        REPLIED: _reply_arrived,
        DECIDED: _outcome_arrived,
    }
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
    open_window(uow, notice)
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


def _time_asked(uow: UnitOfWork, message: Message, told: dict[str, Any]) -> None:
    """They wait for an answer, unless their reply came meanwhile."""
    notice = notice_by_key(uow, UUID(told["notice"]), message.room_id)
    if notice is None or not notice.is_given or notice.replied_at is not None or notice.status == "closed":
        return
    if message.sent_at in {one.asked_at for one in requests_of(uow, notice)}:
        return
    until = date.fromisoformat(told["until"])
    keep_request(uow, notice, until=until, reason=told["reason"], asked_at=message.sent_at)
    note(uow, notice, "heard_time_asked", until=told["until"])
    _tell(uow, notice, "notice_time_asked")


def _time_given(uow: UnitOfWork, message: Message, told: dict[str, Any]) -> None:
    notice = notice_by_key(uow, UUID(told["notice"]), message.room_id)
    if notice is None or notice.is_given:
        return
    until, agreed_on = date.fromisoformat(told["until"]), date.fromisoformat(told["on"])
    settle(uow, notice, at=message.sent_at, until=until, answer=told["reason"])
    if lengthen(uow, notice, until=until, agreed_on=agreed_on, reason=told["reason"]):
        note(uow, notice, "heard_time_given", until=told["until"])
        _tell(uow, notice, "notice_time_given")


def _time_refused(uow: UnitOfWork, message: Message, told: dict[str, Any]) -> None:
    notice = notice_by_key(uow, UUID(told["notice"]), message.room_id)
    request = open_request(uow, notice) if notice and not notice.is_given else None
    if notice is None or request is None or request.asked_at > message.sent_at:
        return
    settle(uow, notice, at=message.sent_at, until=None, answer=told["reason"])
    note(uow, notice, "heard_time_refused")
    _tell(uow, notice, "notice_time_refused")


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
    end_window(uow, notice, message.sent_at)
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
    give_up_window(uow, notice)
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
    people, by = handlers_of(uow, notice), last_day_of(uow, notice)
    tell(uow, template=template, people=people, peer=notice.peer_name, reference=notice.reference, by=by)


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None
