"""Read notices with their points, who took part, and what of it waits for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from portal.accounts.models import Membership
from portal.accounts.queries import members_who_may
from portal.core.errors import NotFoundError
from portal.core.uow import UnitOfWork
from portal.deadlines.models import Deadline
from portal.declarations import RecordKind
from portal.exchange.models import Disclosure
from portal.records.models import Record
from portal.records.queries import any_record
from portal.replies.models import Notice, NoticePoint, NoticeTimeRequest, NoticeWithholding, SecondReading
from portal.replies.permissions import WRITE
from portal.replies.rules import REPLY_WINDOW
from portal.trail.models import TrailEntry

TOOK_PART = ("C", "D")
# The reader's own act does not make them one of those they read.
READ_AGAIN = ("notice.second_read",)


def notices_of(uow: UnitOfWork, record_id: UUID) -> Sequence[Notice]:
    """The notices about a record, newest first."""
    return uow.session.scalars(
        select(Notice).where(Notice.record_id == record_id).order_by(Notice.created_at.desc(), Notice.id)
    ).all()


def windows_of(uow: UnitOfWork, record_id: UUID) -> dict[UUID | None, Deadline]:
    """The clock of each window on this record, with what moved it, by notice."""
    found = select(Deadline).where(Deadline.record_id == record_id, Deadline.rule_code == REPLY_WINDOW)
    moves = (selectinload(Deadline.recounts), selectinload(Deadline.extensions))
    return {one.subject_id: one for one in uow.session.scalars(found.options(*moves))}


def load_notice(uow: UnitOfWork, notice_id: UUID) -> Notice:
    """A notice of a record this person may read; any other is not found."""
    found = uow.session.get(Notice, (uow.tenant.id, notice_id))
    kind: RecordKind | None = uow.plugins.kind(record_of(uow, found).kind) if found else None
    if found is None or kind is None or not uow.may(kind.read):
        raise NotFoundError
    return found


def record_of(uow: UnitOfWork, notice: Notice) -> Record:
    """The record a notice is about."""
    return any_record(uow, notice.record_id)


def points_of(uow: UnitOfWork, notice: Notice) -> Sequence[NoticePoint]:
    return uow.session.scalars(_points(notice)).all()


def points_held(uow: UnitOfWork, notice: Notice) -> Sequence[NoticePoint]:
    """The points as they are now, held until the end of the transaction: of two writers the second sees the first."""
    return uow.session.scalars(_points(notice).with_for_update().execution_options(populate_existing=True)).all()


def _points(notice: Notice) -> Select[NoticePoint]:
    return select(NoticePoint).where(NoticePoint.notice_id == notice.id).order_by(NoticePoint.number)


def notice_by_key(uow: UnitOfWork, key: UUID, room_id: UUID) -> Notice | None:
    """Our side of a notice another organisation speaks of in this room."""
    return uow.session.scalars(select(Notice).where(Notice.notice_key == key, Notice.room_id == room_id)).one_or_none()


def withholding_of(uow: UnitOfWork, notice: Notice) -> NoticeWithholding | None:
    """The last request to keep a notice back."""
    return uow.session.scalars(
        select(NoticeWithholding)
        .where(NoticeWithholding.notice_id == notice.id)
        .order_by(NoticeWithholding.requested_at.desc(), NoticeWithholding.id.desc())
        .limit(1)
    ).one_or_none()


def requests_of(uow: UnitOfWork, notice: Notice) -> Sequence[NoticeTimeRequest]:
    """What was asked for more time, oldest first."""
    asked = select(NoticeTimeRequest).where(NoticeTimeRequest.notice_id == notice.id)
    return uow.session.scalars(asked.order_by(NoticeTimeRequest.asked_at, NoticeTimeRequest.id)).all()


def open_request(uow: UnitOfWork, notice: Notice) -> NoticeTimeRequest | None:
    """The request for more time that waits for an answer; there is never more than one."""
    asked = select(NoticeTimeRequest).where(NoticeTimeRequest.notice_id == notice.id)
    return uow.session.scalars(asked.where(NoticeTimeRequest.answered_at.is_(None))).one_or_none()


def reading_of(uow: UnitOfWork, notice: Notice) -> SecondReading | None:
    """The last second reading, read or still waiting."""
    return uow.session.scalars(
        select(SecondReading)
        .where(SecondReading.notice_id == notice.id)
        .order_by(SecondReading.asked_at.desc(), SecondReading.id.desc())
        .limit(1)
    ).one_or_none()


def took_part(uow: UnitOfWork, record_id: UUID) -> set[UUID]:
    """Everybody of ours who changed, decided or shared anything about this record, as the trail tells."""
    found = select(TrailEntry.actor_id).where(
        TrailEntry.record_id == record_id,
        TrailEntry.act_class.in_(TOOK_PART),
        TrailEntry.act.not_in(READ_AGAIN),
        TrailEntry.actor_id.is_not(None),
    )
    return {one for one in uow.session.scalars(found.distinct()) if one}


def possible_readers(uow: UnitOfWork, notice: Notice) -> list[Membership]:
    """Who could read a notice afresh: may work on this record, took no part in it, and is not the one who asks."""
    involved = took_part(uow, notice.record_id) | {uow.actor.user_id}
    able = members_who_may(uow, WRITE, compartment=notice.compartment)
    return [one for one in able if one.user_id not in involved]


def handlers_of(uow: UnitOfWork, notice: Notice) -> list[UUID]:
    """Who hears of a notice: those who may work on it and see its compartment."""
    return [one.user_id for one in members_who_may(uow, WRITE, compartment=notice.compartment)]


def open_notices(uow: UnitOfWork) -> Sequence[Any]:
    """Notices still open, with the record each is about and the last day of its window, the one due first on top."""
    reply_by = func.coalesce(Deadline.due_on, Notice.reply_by).label("reply_by")
    return uow.session.execute(
        select(
            Notice.id, Notice.side, Notice.status, Notice.peer_name, reply_by, Notice.sent_at,
            Notice.replied_at, Notice.acknowledged_at, Record.title,
        )
        .join(Record, (Record.tenant_id == Notice.tenant_id) & (Record.id == Notice.record_id))
        .outerjoin(Deadline, (Deadline.tenant_id == Notice.tenant_id) & (Deadline.record_id == Notice.record_id)
            & (Deadline.subject_id == Notice.id) & (Deadline.rule_code == REPLY_WINDOW))
        .where(Notice.status != "closed")
        .order_by(reply_by, Notice.id)
        .limit(50)
    ).all()  # fmt: skip


def copies_out(uow: UnitOfWork, record_id: UUID) -> Sequence[Disclosure]:
    """What every other organisation holds of a record now: one line for each view, by organisation."""
    return uow.session.scalars(
        select(Disclosure)
        .where(Disclosure.record_id == record_id, Disclosure.state == "current")
        .order_by(Disclosure.peer_name, Disclosure.view)
    ).all()
