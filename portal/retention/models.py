"""Periods an organisation set, holds, records whose time is coming, and how their dates moved."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import JsonList, JsonObject, Model, TenantRow, tenant_foreign_key
from portal.core.personal import Personal
from portal.records.models import RecordChild, record_reference
from portal.retention.rules import Period, PeriodUnit

UNITS = "unit IN ('days', 'months', 'years')"
WAITING = "status IN ('proposed', 'approved')"


class RetentionPeriod(TenantRow, Model):
    """An organisation's own period for a rule, put forward by one person and in force once another agreed.

    A `policy` stands in the place of the rule's period; a `contract` stands beside it. `reason` is the clause, or why.
    """

    __tablename__ = "retention_period"
    __tenancy__ = "tenant"
    __personal__ = Personal("How long we keep", plain=("rule_code", "force", "unit", "reason"))
    __table_args__ = (
        CheckConstraint("n > 0", name="n_is_positive"),
        CheckConstraint(UNITS, name="unit_is_known"),
        CheckConstraint("force IN ('policy', 'contract')", name="force_is_known"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed_is_dated"),
        CheckConstraint("confirmed_by <> proposed_by", name="confirmed_by_somebody_else"),
        Index(
            "uq_retention_period_live",
            "tenant_id",
            "rule_code",
            "force",
            unique=True,
            postgresql_where="confirmed_at IS NOT NULL AND ended_at IS NULL",
        ),
    )

    rule_code: Mapped[str]
    force: Mapped[str]
    n: Mapped[int]
    unit: Mapped[str]
    reason: Mapped[str]
    proposed_by: Mapped[UUID]
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @property
    def period(self) -> Period:
        return Period(self.n, PeriodUnit(self.unit))


class RetentionHold(TenantRow, Model):
    """Nothing of this record, of any record about this provider, or of any that names this person, is erased until
    somebody releases the hold.
    """

    __tablename__ = "retention_hold"
    __tenancy__ = "hold"
    __personal__ = Personal(
        "Held", columns={"reason": "Why it is held", "released_reason": "Why it was released"}, along="record_id"
    )
    __table_args__ = (
        record_reference("record_id"),
        CheckConstraint("num_nonnulls(record_id, provider_id, person_id) = 1", name="on_one_thing"),
        CheckConstraint("(released_at IS NULL) = (released_by IS NULL)", name="released_by_somebody"),
        CheckConstraint("(released_at IS NULL) = (released_reason IS NULL)", name="released_with_a_reason"),
        tenant_foreign_key("person", "person_id", on_delete="CASCADE"),
        Index("ix_retention_hold_record", "tenant_id", "record_id"),
        Index("ix_retention_hold_person", "tenant_id", "person_id"),
        Index("ix_retention_hold_live", "tenant_id", "review_on", postgresql_where="released_at IS NULL"),
    )

    record_id: Mapped[UUID | None]
    compartment: Mapped[str]
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("directory.provider.id"))
    person_id: Mapped[UUID | None]
    reason: Mapped[str]
    review_on: Mapped[date]
    placed_by: Mapped[UUID]
    placed_at: Mapped[datetime]
    released_by: Mapped[UUID | None]
    released_at: Mapped[datetime | None]
    released_reason: Mapped[str | None]

    @property
    def is_live(self) -> bool:
        return self.released_at is None


class RetentionItem(RecordChild, Model):
    """One record whose time is over or will be soon: put forward by the portal, decided by a person.

    `proposed` waits for somebody; `approved` is erased by the worker; `kept` was postponed to a day with a reason;
    `withdrawn` no longer holds, because the record was opened again, added to or held. An `erased` one is the
    certificate: `removed` counts what went. It holds nothing personal: kind, reference and dates of the record, and the
    rule in words.
    """

    __tablename__ = "retention_item"
    __tenancy__ = "record_dates"
    __personal__ = Personal(
        "Kept long enough",
        columns={"reason": "Why it was kept longer"},
        plain=("status", "kind", "reference", "rule_code", "rule_words", "working_out", "withdrawn_why", "removed"),
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        CheckConstraint("status IN ('proposed', 'approved', 'kept', 'withdrawn', 'erased')", name="status_is_known"),
        CheckConstraint(
            "status NOT IN ('approved', 'erased') OR approved_by IS NOT NULL AND approved_at IS NOT NULL",
            name="approved_by_somebody",
        ),
        CheckConstraint("approved_by <> opened_by", name="approved_by_somebody_else"),
        CheckConstraint("(status = 'erased') = (erased_at IS NOT NULL)", name="erased_is_dated"),
        CheckConstraint("status <> 'kept' OR kept_until IS NOT NULL AND reason IS NOT NULL", name="kept_with_a_reason"),
        Index("ix_retention_item_record", "tenant_id", "record_id"),
        Index("uq_retention_item_waiting", "tenant_id", "record_id", unique=True, postgresql_where=WAITING),
        Index("ix_retention_item_list", "tenant_id", "status", "keep_until", "id"),
    )

    changed_record_id = None  # type: ignore[assignment]  # what becomes of a record is no change of it

    status: Mapped[str]
    kind: Mapped[str]
    reference: Mapped[str]
    counted_from: Mapped[date]
    keep_until: Mapped[date]
    rule_code: Mapped[str]
    rule_words: Mapped[str]
    working_out: Mapped[JsonList]
    last_added_at: Mapped[datetime]
    opened_by: Mapped[UUID | None]
    proposed_at: Mapped[datetime]
    approved_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    kept_until: Mapped[date | None]
    withdrawn_why: Mapped[str | None]
    erased_at: Mapped[datetime | None]
    removed: Mapped[JsonObject | None]

    @property
    def is_waiting(self) -> bool:
        return self.status in {"proposed", "approved"}


class RetentionDate(RecordChild, Model):
    """A closing, or an opening again, and until when the record was to be kept after it; None while it is open."""

    __tablename__ = "retention_date"
    __tenancy__ = "record_dates"
    __personal__ = Personal("Closed and opened again", plain=("rule_code",))
    __table_args__ = (
        record_reference("record_id"),
        Index("ix_retention_date_record", "tenant_id", "record_id", "at"),
    )

    changed_record_id = None  # type: ignore[assignment]  # as above

    at: Mapped[datetime]
    closed_on: Mapped[date | None]
    keep_until: Mapped[date | None]
    rule_code: Mapped[str | None]
