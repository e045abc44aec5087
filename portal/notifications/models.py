"""Mails waiting to be sent, sent, or given up."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import LongText, Model, TenantRow
from portal.core.personal import Personal


class OutboxMail(TenantRow, Model):
    """One mail to one person. Subject and body carry no case content, so a mail sent twice does no harm.

    A held one waits for the day's digest; once it was counted there it is gathered, and not sent by itself.
    """

    __tablename__ = "outbox_mail"
    __tenancy__ = "outbox"
    __personal__ = Personal(
        "Mail",
        columns={"to_address": "To", "subject": "Subject", "body": "Mail"},
        plain=("template", "message_id", "status", "last_error"),
    )
    __table_args__ = (
        CheckConstraint("status IN ('waiting', 'sent', 'failed', 'held', 'gathered')", name="status_is_known"),
        Index("ix_outbox_mail_waiting", "tenant_id", "created_at", postgresql_where="status = 'waiting'"),
    )

    template: Mapped[str]
    to_user_id: Mapped[UUID | None]
    to_address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[LongText]
    message_id: Mapped[str]
    status: Mapped[str]
    attempts: Mapped[int]
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class NoticeChoice(Model):
    """How a person wants to be told by one organisation: at once, as whoever chose nothing, or once a day."""

    __tablename__ = "notice_choice"
    __tenancy__ = "choice"
    __personal__ = Personal("How to be told", plain=("how",))
    __table_args__ = (CheckConstraint("how IN ('at_once', 'daily')", name="how_is_known"),)

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    how: Mapped[str]
