"""The `record` row, and the shapes of tables that hang on it.

A record holds nothing personal: it is what may stand in a list. A kind's own columns live in the plugin's table by
joined inheritance (`class Incident(RecordDetail, Record)`); rows there are many of are `RecordChild`ren. Both carry
the record's compartment, kept equal by the foreign key, so that row security needs no look at another table.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, column_property, declared_attr, mapped_column

from portal.core.db import SCHEMA, JsonObject, Model, TenantRow, tenant_foreign_key
from portal.core.personal import Personal


class Record(TenantRow, Model):
    """One case of any kind, as a list may show it.

    `origin` is `own`, or `received` for a copy another organisation disclosed: then `handling` is ours, everything
    else is theirs and read-only. `next_due_at` is the earliest open clock. `severity` is a code of the kind's list.
    Of an erased one (`erased_on`) reference, kind, dates and what may be counted are left.
    """

    __tablename__ = "record"
    __tenancy__ = "record"
    __personal__ = Personal(
        "Record",
        columns={"title": "Title"},
        plain=(
            "kind",
            "reference",
            "status",
            "severity",
            "nation",
            "origin",
            "peer_name",
            "peer_reference",
            "handling",
        ),
        along="id",
    )
    __mapper_args__ = {"polymorphic_on": "kind", "eager_defaults": False}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("tenant_id", "reference"),
        UniqueConstraint("tenant_id", "id", "compartment"),
        Index("ix_record_list", "tenant_id", "kind", text("opened_on DESC"), text("id DESC")),
        Index("ix_record_site", "tenant_id", "site_id", text("opened_on DESC")),
        Index(
            "ix_record_open",
            "tenant_id",
            "site_id",
            "kind",
            "status",
            "next_due_at",
            postgresql_include=["compartment", "id", "severity", "opened_on"],
            postgresql_where=text("closed_on IS NULL"),
        ),
    )

    kind: Mapped[str]
    reference: Mapped[str]
    title: Mapped[str]
    status: Mapped[str]
    severity: Mapped[str | None]
    nation: Mapped[str]
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("directory.site.id"))
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("directory.provider.id"))
    compartment: Mapped[str] = mapped_column(default="general")
    origin: Mapped[str] = mapped_column(default="own")
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    next_due_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    updated_at: Mapped[datetime]
    row_version: Mapped[int] = mapped_column(default=1)
    receipt_id: Mapped[UUID | None]
    received_version: Mapped[int | None]
    peer_name: Mapped[str | None]
    peer_reference: Mapped[str | None]
    handling: Mapped[str | None]
    first_opened_at: Mapped[datetime | None]
    erased_on: Mapped[date | None]

    @property
    def changed_record_id(self) -> UUID:
        return self.id

    @property
    def is_received(self) -> bool:
        return self.origin == "received"

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


def record_reference(column: str) -> ForeignKeyConstraint:
    """The foreign key that ties a row to its record and keeps its compartment equal to the record's."""
    return ForeignKeyConstraint(
        ["tenant_id", column, "compartment"],
        [f"{SCHEMA}.record.tenant_id", f"{SCHEMA}.record.id", f"{SCHEMA}.record.compartment"],
        onupdate="CASCADE",
        ondelete="CASCADE",
        deferrable=True,  # rows of one transaction may be written in any order
        initially="DEFERRED",
    )


class RecordDetail:
    """Columns of a kind's own table: the record's key and compartment, then whatever the kind adds.

    Put it before `Record`: `class Incident(RecordDetail, Record)`.
    """

    __tenancy__ = "record_detail"

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"polymorphic_identity": cls.__tablename__, "eager_defaults": False}  # type: ignore[attr-defined]

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805
        return (*getattr(cls, "extra_table_args", ()), record_reference("id"))

    @declared_attr
    def tenant_id(cls) -> Mapped[UUID]:  # noqa: N805
        return column_property(Column("tenant_id", Uuid, primary_key=True), Record.__table__.c.tenant_id)

    @declared_attr
    def id(cls) -> Mapped[UUID]:  # noqa: N805
        return column_property(Column("id", Uuid, primary_key=True), Record.__table__.c.id)

    @declared_attr
    def compartment(cls) -> Mapped[str]:  # noqa: N805
        return column_property(Column("compartment", Text, nullable=False), Record.__table__.c.compartment)


class RecordChild(TenantRow):
    """Columns of a table with many rows to a record."""

    __tenancy__ = "record_child"

    record_id: Mapped[UUID]
    compartment: Mapped[str]

    @property
    def changed_record_id(self) -> UUID:
        return self.record_id


class RecordNote(RecordChild, Model):
    """An organisation's own note on a record, its own or a received one. Never disclosed."""

    __tablename__ = "record_note"
    __personal__ = Personal("Note", columns={"words": "Note"}, along="record_id")
    __table_args__ = (record_reference("record_id"), Index("ix_record_note_record", "tenant_id", "record_id"))

    written_at: Mapped[datetime]
    written_by: Mapped[UUID]
    words: Mapped[str]


class RecordAdmission(RecordChild, Model):
    """A person let into one record: they see it as if their role showed them every record of its compartment.

    Those who see the record add and remove these; whoever works on their own cases alone is let into what they open.
    """

    __tablename__ = "record_admission"
    __tenancy__ = "admission"
    __personal__ = Personal("Let into a record", along="record_id")
    __table_args__ = (
        record_reference("record_id"),
        UniqueConstraint("tenant_id", "user_id", "record_id"),
        Index("ix_record_admission_record", "tenant_id", "record_id"),
    )

    user_id: Mapped[UUID]
    added_by: Mapped[UUID]
    added_at: Mapped[datetime]


class OpenedRecord(RecordChild, Model):
    """That a record (`record_id`) was opened from another one, and why.

    The row is the opened record's: whoever may not see that one does not learn from the other that it exists.
    """

    __tablename__ = "referral"
    __personal__ = Personal("Referral", columns={"reason": "Why it was referred"}, along="record_id")
    __table_args__ = (
        record_reference("record_id"),
        tenant_foreign_key("record", "from_record_id", on_delete="CASCADE", deferred=True),
        UniqueConstraint("tenant_id", "record_id", "from_record_id"),
        Index("ix_referral_from", "tenant_id", "from_record_id"),
    )

    from_record_id: Mapped[UUID]
    reason: Mapped[str]
    referred_at: Mapped[datetime]
    referred_by: Mapped[UUID | None]


class UrgentReading(RecordChild, Model):
    """That somebody who may not see a record opened it in an emergency, and why. The database's function writes it."""

    __tablename__ = "urgent_reading"
    __tenancy__ = "urgent_reading"
    __personal__ = Personal("Opened in an emergency", columns={"reason": "Why"}, along="record_id")
    __table_args__ = (record_reference("record_id"), Index("ix_urgent_reading_record", "tenant_id", "record_id"))

    reason: Mapped[str]
    read_at: Mapped[datetime]
    read_by: Mapped[UUID]


class Submission(RecordChild, Model):
    """What somebody sent in, as they see it afterwards: their words, who answers, and the answer.

    Its sender reads it even when the record itself is beyond their compartments; that is all they read.
    """

    __tablename__ = "submission"
    __tenancy__ = "submission"
    __personal__ = Personal(
        "What was sent in",
        columns={"title": "Title", "words": "As it was written", "answer": "Answer"},
        plain=("reference",),
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        Index("ix_submission_sender", "tenant_id", "submitted_by", text("submitted_at DESC")),
        Index("ix_submission_record", "tenant_id", "record_id"),
    )

    reference: Mapped[str]
    title: Mapped[str]
    submitted_by: Mapped[UUID]
    submitted_at: Mapped[datetime]
    words: Mapped[JsonObject]
    answer_by: Mapped[date | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None]
    answer: Mapped[str | None]

    @property
    def answer_version(self) -> int:
        """Which answer stands: 0 for none, else by when it was given, in seconds after the sending."""
        return int((self.answered_at - self.submitted_at).total_seconds()) + 1 if self.answered_at else 0
