"""Reports that were asked for as a PDF and are made in the background."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from portal.core.db import JsonObject, Model, TenantRow
from portal.core.personal import Personal


class MadeReport(TenantRow, Model):
    """One PDF that belongs to the person who asked for it, until it is forgotten (`portal.reports.services.KEPT_FOR`).

    `choices` say what is in it: subject, provider, period, readers, sections. It holds no personal data: reports about
    single records are never kept.
    """

    __tablename__ = "made_report"
    __tenancy__ = "own_and_tidied"
    __personal__ = Personal("Report", plain=("title", "choices", "status"))
    __table_args__ = (
        CheckConstraint("status IN ('waiting', 'ready', 'failed')", name="status_is_known"),
        CheckConstraint("(status = 'ready') = (pdf IS NOT NULL)", name="ready_with_a_pdf"),
        Index("ix_made_report_user", "tenant_id", "user_id", text("asked_at DESC")),
    )

    user_id: Mapped[UUID]
    title: Mapped[str]
    choices: Mapped[JsonObject]
    status: Mapped[str] = mapped_column(default="waiting")
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    pages: Mapped[int | None]
    pdf: Mapped[bytes | None] = deferred(mapped_column())

    @property
    def is_ready(self) -> bool:
        return self.status == "ready"
