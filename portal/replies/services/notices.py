"""Write a notice point by point, and send it to the organisation the record concerns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.core.db import Json
from portal.core.errors import PortalError
from portal.core.ids import new_id, new_reference
from portal.core.uow import UnitOfWork
from portal.exchange.conversation import room_of, rooms_of, send_payload
from portal.exchange.models import Disclosure, Message, Room
from portal.exchange.services import open_room
from portal.records.models import Record
from portal.replies.models import Notice, NoticePoint
from portal.replies.queries import points_of, record_of
from portal.replies.services.window import last_day_to_reply, open_window
from portal.tenants.models import Link
from portal.trail.services import append_entry

PREFIX = "NTC"
GIVEN = "reply.notice"


def start_notice(uow: UnitOfWork, record: Record, *, about: str, opening: str, link: Link | None = None) -> Notice:
    """Begin a notice about a record: to whoever shared it with us, or, of our own, to whom it is shared with.

    Raises `PortalError` for an organisation that has not been shown the record: it could not know what is meant.
    """
    link = _link_of(uow, record, link)
    notice = Notice(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=record.id,
        compartment=record.compartment,
        notice_key=uuid4(),
        link_id=link.id,
        peer_name=link.peer_name,
        reference=new_reference(PREFIX),
        side="given",
        about=about,
        opening=opening,
        status="draft",
        created_at=uow.now,
        created_by=uow.actor.user_id,
    )
    uow.session.add(notice)
    note(uow, notice, "started", to=notice.peer_name)
    return notice


def write_point(
    uow: UnitOfWork,
    notice: Notice,
    *,
    words: str,
    evidence: str | None = None,
    evidence_on: date | None = None,
    point: NoticePoint | None = None,
) -> NoticePoint:
    """Add a point to a notice, or write `point` anew. A notice that was sent is not changed."""
    refuse_unless_draft(notice)
    if evidence_on and evidence_on > uow.today:
        raise PortalError("The date of the evidence cannot be in the future.", field="evidence_on")
    if point is None:
        point = NoticePoint(
            tenant_id=uow.tenant.id,
            id=new_id(),
            notice_id=notice.id,
            record_id=notice.record_id,
            compartment=notice.compartment,
            number=len(points_of(uow, notice)) + 1,
        )
        uow.session.add(point)
    point.words, point.evidence, point.evidence_on = words, evidence, evidence_on
    note(uow, notice, "changed", point=point.number)
    uow.session.flush()
    return point


def remove_point(uow: UnitOfWork, notice: Notice, point: NoticePoint) -> None:
    """Take a point out of a draft; those after it move up."""
    refuse_unless_draft(notice)
    after = [one for one in points_of(uow, notice) if one.number > point.number]
    uow.session.delete(point)
    uow.session.flush()
    for one in after:
        one.number -= 1
        uow.session.flush()
    note(uow, notice, "changed", removed=True)


def send_notice(uow: UnitOfWork, notice: Notice) -> Notice:
    """Give the notice: the other organisation reads every point, and the window for its reply opens there."""
    refuse_unless_draft(notice)
    points = points_of(uow, notice)
    if not points:
        raise PortalError("Write at least one point first.")
    record = record_of(uow, notice)
    room = _room_for(uow, record, uow.session.get_one(Link, (uow.tenant.id, notice.link_id)))
    reply_by = last_day_to_reply(uow, record)
    sent = send_payload(uow, room, type=GIVEN, payload=_told(notice, points, reply_by))
    notice.room_id, notice.sent_at, notice.reply_by, notice.status = room.id, sent.sent_at, reply_by, "sent"
    open_window(uow, notice)
    note(uow, notice, "sent", to=notice.peer_name, points=len(points))
    return notice


def speak(uow: UnitOfWork, notice: Notice, type_: str, payload: Json) -> Message:
    """Send the other side what concerns this notice."""
    if notice.room_id is None:
        raise PortalError("This notice has not been sent.")
    room = room_of(uow, notice.room_id)
    return send_payload(uow, room, type=type_, payload={"notice": str(notice.notice_key), **payload})


def note(uow: UnitOfWork, notice: Notice, act: str, **details: Any) -> None:
    """The trail entry of an act on a notice: what kind of thing, never its words."""
    append_entry(
        uow,
        f"notice.{act}",
        record_id=notice.record_id,
        compartment=notice.compartment,
        notice=str(notice.id),
        **details,
    )


def refuse_unless_draft(notice: Notice) -> None:
    if not notice.is_given or not notice.is_draft:
        raise PortalError("This notice has been sent. It cannot be changed any more.")
    if notice.status == "withheld":
        raise PortalError("This notice is being kept back. Decide first that it may go.")


def point_of(uow: UnitOfWork, notice: Notice, number: int) -> NoticePoint | None:
    return next((one for one in points_of(uow, notice) if one.number == number), None)


def links_told(uow: UnitOfWork, record: Record) -> list[Link]:
    """The organisations that may be given notice about a record: its sender, or those who hold a copy of ours."""
    if record.is_received:
        links = select(Link).join(Room, (Room.tenant_id == Link.tenant_id) & (Room.link_id == Link.id))
        links = links.where(Room.record_id == record.id)
    else:
        holders = (
            select(Room.link_id)
            .join(Disclosure, (Disclosure.tenant_id == Room.tenant_id) & (Disclosure.room_id == Room.id))
            .where(Disclosure.record_id == record.id, Disclosure.state == "current")
        )
        links = select(Link).where(Link.id.in_(holders))
    return list(uow.session.scalars(links.where(Link.status == "agreed").order_by(Link.peer_name)))


def _link_of(uow: UnitOfWork, record: Record, link: Link | None) -> Link:
    told = links_told(uow, record)
    if link is None and len(told) == 1:
        return told[0]
    if link is None or link.id not in {one.id for one in told}:
        raise PortalError("Share this record with them first, so that they know what is meant.", field="link")
    return link


def _room_for(uow: UnitOfWork, record: Record, link: Link) -> Room:
    if record.is_received:
        return next(one for one in rooms_of(uow, record.id) if one.link_id == link.id)
    return room_of(uow, UUID(str(open_room(uow, record, link))))


def _told(notice: Notice, points: Sequence[NoticePoint], reply_by: date) -> Json:
    return {
        "notice": str(notice.notice_key),
        "reference": notice.reference,
        "about": notice.about,
        "opening": notice.opening,
        "reply_by": as_day(reply_by),
        "points": [
            {"number": one.number, "words": one.words, "evidence": one.evidence, "evidence_on": as_day(one.evidence_on)}
            for one in points
        ],
    }


def as_day(day: date | None) -> str | None:
    """A day as a payload holds it."""
    return day.isoformat() if day else None
