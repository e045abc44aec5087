"""Notices, their points, second readings, withholdings. Each side holds rows of its own; messages carry them over."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import SCHEMA, JsonObject, LongText, Model, tenant_foreign_key
from portal.core.personal import Personal
from portal.records.models import RecordChild, record_reference


class Notice(RecordChild, Model):
    """What one organisation means to hold against another, told before it is final.

    `side` says whether this organisation gave it or received it; `notice_key` joins the two sides and is never shown.
    The rows of one side are written by its own people and by what the other side's messages carry. `reply_by` is the
    day that was named when it was given; the window's clock knows the day it is now.
    """

    __tablename__ = "notice"
    __personal__ = Personal(
        "Notice",
        columns={"opening": "Notice", "outcome_words": "Outcome"},
        plain=("peer_name", "reference", "side", "about", "status", "outcome"),
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        tenant_foreign_key("link", "link_id"),
        UniqueConstraint("tenant_id", "notice_key"),
        CheckConstraint("side IN ('given', 'received')", name="side_is_known"),
        CheckConstraint("about IN ('concern', 'audit', 'rating', 'decision')", name="about_is_known"),
        CheckConstraint(
            "status IN ('draft', 'withheld', 'sent', 'acknowledged', 'replied', 'closed')", name="status_is_known"
        ),
        CheckConstraint("outcome IN ('stands', 'changed', 'withdrawn')", name="outcome_is_known"),
        CheckConstraint("(sent_at IS NULL) = (status IN ('draft', 'withheld'))", name="sent_is_dated"),
        Index("ix_notice_record", "tenant_id", "record_id"),
        Index("ix_notice_open", "tenant_id", "reply_by", postgresql_where="status <> 'closed'"),
    )

    notice_key: Mapped[UUID]
    link_id: Mapped[UUID]
    room_id: Mapped[UUID | None]
    peer_name: Mapped[str]
    reference: Mapped[str]
    side: Mapped[str]
    about: Mapped[str]
    opening: Mapped[LongText]
    status: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    sent_at: Mapped[datetime | None]
    reply_by: Mapped[date | None]
    acknowledged_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    is_late: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str | None]
    outcome_words: Mapped[str | None]
    closed_at: Mapped[datetime | None]

    @property
    def is_given(self) -> bool:
        return self.side == "given"

    @property
    def is_draft(self) -> bool:
        return self.status in {"draft", "withheld"}

    @property
    def may_be_given_time(self) -> bool:
        """Whether the other side still owes a reply, or we do."""
        return self.sent_at is not None and self.replied_at is None and self.status != "closed"

    @property
    def may_reply(self) -> bool:
        return not self.is_given and self.replied_at is None


class NoticePart(RecordChild):
    """Columns of a table with rows to a notice."""

    notice_id: Mapped[UUID]


def _notice_reference() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["tenant_id", "notice_id"],
        [f"{SCHEMA}.notice.tenant_id", f"{SCHEMA}.notice.id"],
        ondelete="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    )


class NoticePoint(NoticePart, Model):
    """One numbered point: what is said and on what evidence, what was replied, and what was decided about it.

    Until it is sent, the reply stands with the organisation that writes it, and the verdict with the one that decides.
    """

    __tablename__ = "notice_point"
    __personal__ = Personal(
        "Point of a notice",
        columns={
            "words": "Point",
            "evidence": "Evidence",
            "reply_words": "Reply",
            "reply_evidence": "Evidence of the reply",
            "reason": "Why it was decided so",
            "corrected_words": "Corrected words",
        },
        plain=("stance", "verdict"),
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        _notice_reference(),
        UniqueConstraint("tenant_id", "notice_id", "number"),
        CheckConstraint("number > 0", name="number_is_positive"),
        CheckConstraint("stance IN ('agree', 'dispute', 'correct')", name="stance_is_known"),
        CheckConstraint("verdict IN ('upheld', 'changed', 'withdrawn')", name="verdict_is_known"),
    )

    number: Mapped[int]
    words: Mapped[LongText]
    evidence: Mapped[str | None]
    evidence_on: Mapped[date | None]
    stance: Mapped[str | None]
    reply_words: Mapped[str | None]
    reply_evidence: Mapped[str | None]
    reply_evidence_on: Mapped[date | None]
    replied_by: Mapped[UUID | None]
    verdict: Mapped[str | None]
    reason: Mapped[str | None]
    corrected_words: Mapped[str | None]
    answered_by: Mapped[UUID | None]
    row_version: Mapped[int] = mapped_column(default=1)


class NoticeWithholding(NoticePart, Model):
    """A request to keep a notice back until a day, and somebody else's decision on it."""

    __tablename__ = "notice_withholding"
    __personal__ = Personal("Notice kept back", columns={"words": "Why"}, plain=("reason",), along="record_id")
    __table_args__ = (
        record_reference("record_id"),
        _notice_reference(),
        CheckConstraint("reason IN ('risk_to_adults', 'police')", name="reason_is_known"),
        CheckConstraint("decided_by <> requested_by", name="decided_by_somebody_else"),
        CheckConstraint("(decided_at IS NULL) = (is_authorised IS NULL)", name="decided_is_dated"),
        Index("ix_notice_withholding_notice", "tenant_id", "notice_id"),
    )

    reason: Mapped[str]
    words: Mapped[LongText]
    until: Mapped[date]
    requested_by: Mapped[UUID]
    requested_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    is_authorised: Mapped[bool | None]


class NoticeTimeRequest(NoticePart, Model):
    """More time to reply that was asked for, and the answer. Each side keeps its own row, without the other's people.

    `granted_until` is None where it was refused.
    """

    __tablename__ = "notice_time_request"
    __personal__ = Personal("More time for a notice", columns={"reason": "Why", "answer": "Answer"}, along="record_id")
    __table_args__ = (
        record_reference("record_id"),
        _notice_reference(),
        CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name="answered_with_a_reason"),
        CheckConstraint("granted_until IS NULL OR answered_at IS NOT NULL", name="granted_is_answered"),
        Index(
            "uq_notice_time_request_open",
            "tenant_id",
            "notice_id",
            unique=True,
            postgresql_where="answered_at IS NULL",
        ),
        Index("ix_notice_time_request_notice", "tenant_id", "notice_id"),
    )

    until: Mapped[date]
    reason: Mapped[LongText]
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None]
    granted_until: Mapped[date | None]
    answer: Mapped[str | None]


class SecondReading(NoticePart, Model):
    """A reading by somebody who took no part: four questions, answered in writing. Never disclosed.

    `answers` holds, by question, whether the answer is yes and why. `is_sound` is None until it was read.
    """

    __tablename__ = "second_reading"
    __personal__ = Personal("Second reading", columns={"answers": "What the reader wrote"}, along="record_id")
    __table_args__ = (
        record_reference("record_id"),
        _notice_reference(),
        CheckConstraint("reader_id <> asked_by", name="read_by_somebody_else"),
        CheckConstraint("(read_at IS NULL) = (is_sound IS NULL)", name="read_is_dated"),
        Index("ix_second_reading_notice", "tenant_id", "notice_id"),
        Index("ix_second_reading_reader", "tenant_id", "reader_id", postgresql_where="read_at IS NULL"),
    )

    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime]
    reader_id: Mapped[UUID]
    read_at: Mapped[datetime | None]
    answers: Mapped[JsonObject]
    is_sound: Mapped[bool | None]
