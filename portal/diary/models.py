"""What people were reminded of: one row for each step of each clock, so that nobody is told twice."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from portal.core.db import Model, tenant_foreign_key
from portal.core.personal import Personal
from portal.records.models import RecordChild, record_reference


class DeadlineReminder(RecordChild, Model):
    """One step of one clock's ladder was told. `acts_by` is the moment it counted down to: when that moves, the step
    is told again and the row says so.
    """

    __tablename__ = "deadline_reminder"
    __personal__ = Personal("Reminder", plain=("step",))
    __table_args__ = (
        record_reference("record_id"),
        tenant_foreign_key("deadline", "deadline_id", on_delete="CASCADE", deferred=True),
        UniqueConstraint("tenant_id", "deadline_id", "step"),
    )

    deadline_id: Mapped[UUID]
    step: Mapped[str]
    acts_by: Mapped[datetime]
    told_at: Mapped[datetime]
