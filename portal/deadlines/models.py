"""A clock on a record: the rule version it runs by, when it started, when it is due, how that was worked out."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from portal.core.db import JsonObject, Model
from portal.records.models import RecordChild, record_reference


class Deadline(RecordChild, Model):
    """One clock. `within_time` is stored when it stops, so that a later rule cannot rewrite history.

    A `promptness` duty has no `due_at`; `prompt_at` is the local escalation, never a legal date.
    `subject_id` names the part of the record it is about (one notification of an incident).
    """

    __tablename__ = "deadline"
    __table_args__ = (
        record_reference("record_id"),
        CheckConstraint("binding IN ('statute', 'guidance', 'local', 'promptness')", name="binding_is_known"),
        CheckConstraint("binding <> 'promptness' OR due_at IS NULL", name="prompt_duties_have_no_date"),
        CheckConstraint("waived_at IS NULL OR waived_reason IS NOT NULL", name="waived_with_a_reason"),
        Index("ix_deadline_record", "tenant_id", "record_id"),
        Index(
            "ix_deadline_running",
            "tenant_id",
            "due_at",
            postgresql_where="met_at IS NULL AND waived_at IS NULL",
        ),
    )

    subject_id: Mapped[UUID | None]
    rule_code: Mapped[str]
    rule_valid_from: Mapped[date]
    binding: Mapped[str]
    label: Mapped[str]
    source: Mapped[str]
    source_url: Mapped[str]
    verified: Mapped[bool]
    nation: Mapped[str]
    started_at: Mapped[datetime]
    due_on: Mapped[date | None]
    due_at: Mapped[datetime | None]
    prompt_at: Mapped[datetime | None]
    working_out: Mapped[JsonObject]
    met_at: Mapped[datetime | None]
    within_time: Mapped[bool | None]
    waived_at: Mapped[datetime | None]
    waived_by: Mapped[UUID | None]
    waived_reason: Mapped[str | None]

    @property
    def is_running(self) -> bool:
        return self.met_at is None and self.waived_at is None

    @property
    def acts_by(self) -> datetime | None:
        """What the record's list and the home pages sort by: the due moment, or the local prompt of a prompt duty."""
        return self.due_at or self.prompt_at
