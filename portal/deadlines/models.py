"""Clocks on records: rule version, start, due moment, working-out; what moved them; and the days that do not count."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKeyConstraint, Index, UniqueConstraint, and_, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from portal.core.clock import london_day
from portal.core.db import SCHEMA, JsonObject, Model, TenantRow
from portal.core.personal import Personal
from portal.records.models import RecordChild, record_reference

NATIONS = "nation IN ('england', 'wales', 'scotland', 'northern-ireland')"
ON_A_WEEKDAY = "extract(isodow FROM day) < 6"


class Deadline(RecordChild, Model):
    """One clock. `within_time` is stored when it stops, so that a later rule cannot rewrite history.

    A `promptness` duty has no `due_at`; `prompt_at` is the local escalation, never a legal date. A clock that stands
    still (`stopped_at`) has no `due_at` either, until it goes on. `has_time` says that `started_at` is the instant of
    the event; otherwise it is the first of its day. `subject_id` names the part of the record it is about (one
    notification of an incident). `owed_by` names the other organisation when it is theirs to meet: such a clock is
    shown and moved like any other, and waits for nobody here.
    `own_number` is the organisation's own in place of the default.
    """

    __tablename__ = "deadline"
    __personal__ = Personal(
        "Date",
        columns={"waived_reason": "Why it was not needed"},
        plain=("owed_by", "rule_code", "binding", "label", "source", "source_url", "nation", "working_out"),
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        CheckConstraint("binding IN ('statute', 'guidance', 'local', 'promptness')", name="binding_is_known"),
        CheckConstraint("binding <> 'promptness' OR due_at IS NULL", name="prompt_duties_have_no_date"),
        CheckConstraint("waived_at IS NULL OR waived_reason IS NOT NULL", name="waived_with_a_reason"),
        CheckConstraint("stopped_at IS NULL OR due_at IS NULL", name="stopped_ones_have_no_date"),
        Index("ix_deadline_record", "tenant_id", "record_id"),
        Index(
            "ix_deadline_running",
            "tenant_id",
            "due_at",
            postgresql_where="met_at IS NULL AND waived_at IS NULL",
        ),
    )

    subject_id: Mapped[UUID | None]
    owed_by: Mapped[str | None]
    rule_code: Mapped[str]
    rule_valid_from: Mapped[date]
    own_number: Mapped[int | None]
    binding: Mapped[str]
    label: Mapped[str]
    source: Mapped[str]
    source_url: Mapped[str]
    verified: Mapped[bool]
    nation: Mapped[str]
    started_at: Mapped[datetime]
    has_time: Mapped[bool]
    due_on: Mapped[date | None]
    due_at: Mapped[datetime | None]
    prompt_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    working_out: Mapped[JsonObject]
    met_at: Mapped[datetime | None]
    within_time: Mapped[bool | None]
    waived_at: Mapped[datetime | None]
    waived_by: Mapped[UUID | None]
    waived_reason: Mapped[str | None]

    pauses: Mapped[list[DeadlinePause]] = relationship(
        primaryjoin=lambda: _of_clock(DeadlinePause), order_by=lambda: DeadlinePause.stopped_at, viewonly=True
    )
    extensions: Mapped[list[DeadlineExtension]] = relationship(
        primaryjoin=lambda: _of_clock(DeadlineExtension), order_by=lambda: DeadlineExtension.recorded_at, viewonly=True
    )
    recounts: Mapped[list[DeadlineRecount]] = relationship(
        primaryjoin=lambda: _of_clock(DeadlineRecount), order_by=lambda: DeadlineRecount.at, viewonly=True
    )

    @property
    def is_running(self) -> bool:
        return self.met_at is None and self.waived_at is None

    @property
    def is_stopped(self) -> bool:
        """Whether it stands still while the other side owes an answer."""
        return self.is_running and self.stopped_at is not None

    @property
    def stopped_on(self) -> date | None:
        return london_day(self.stopped_at) if self.stopped_at else None

    @property
    def acts_by(self) -> datetime | None:
        """What the record's list and the home pages sort by: the due moment, or the local prompt of a prompt duty."""
        return self.due_at or self.prompt_at


def ours_and_running() -> ColumnElement[bool]:
    """Clocks that go on, or stand still for now, and that this organisation has to meet."""
    return and_(Deadline.met_at.is_(None), Deadline.waived_at.is_(None), Deadline.owed_by.is_(None))


class DeadlineChild(RecordChild):
    """Columns of a table with many rows to a clock."""

    deadline_id: Mapped[UUID]


def _of_clock(child: type[DeadlineChild]) -> ColumnElement[bool]:
    return and_(Deadline.tenant_id == foreign(child.tenant_id), Deadline.id == foreign(child.deadline_id))


def _clock_reference(table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["tenant_id", "deadline_id"],
        [f"{SCHEMA}.deadline.tenant_id", f"{SCHEMA}.deadline.id"],
        name=f"fk_{table}_deadline",
        ondelete="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    )


class DeadlinePause(DeadlineChild, Model):
    """Time in which a clock stood still, and why; without `resumed_at` it still does."""

    __tablename__ = "deadline_pause"
    __personal__ = Personal(
        "Stopped clock",
        columns={"reason": "Why it stopped", "resumed_reason": "Why it went on"},
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        _clock_reference(__tablename__),
        CheckConstraint("resumed_at >= stopped_at", name="resumed_after_stopped"),
        Index("ix_deadline_pause_deadline", "tenant_id", "deadline_id"),
    )

    stopped_at: Mapped[datetime]
    stopped_by: Mapped[UUID | None]
    reason: Mapped[str]
    resumed_at: Mapped[datetime | None]
    resumed_by: Mapped[UUID | None]
    resumed_reason: Mapped[str | None]

    @property
    def stopped_on(self) -> date:
        return london_day(self.stopped_at)

    @property
    def resumed_on(self) -> date | None:
        return london_day(self.resumed_at) if self.resumed_at else None


class DeadlineExtension(DeadlineChild, Model):
    """More time that was agreed: with whom, when, why, and how one can show it. Written once.

    `after_expiry` says that the agreement came when the time was up already.
    """

    __tablename__ = "deadline_extension"
    __personal__ = Personal(
        "More time",
        columns={"agreed_with": "Agreed with", "reason": "Why", "evidence": "How it can be shown"},
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        _clock_reference(__tablename__),
        CheckConstraint("new_due_at > old_due_at", name="extended_to_later"),
        CheckConstraint("after_expiry = (agreed_on > old_due_on)", name="after_expiry_is_so"),
        Index("ix_deadline_extension_deadline", "tenant_id", "deadline_id"),
    )

    old_due_on: Mapped[date]
    old_due_at: Mapped[datetime]
    new_due_on: Mapped[date]
    new_due_at: Mapped[datetime]
    agreed_with: Mapped[str]
    agreed_on: Mapped[date]
    after_expiry: Mapped[bool]
    reason: Mapped[str]
    evidence: Mapped[str | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]


class DeadlineRecount(DeadlineChild, Model):
    """A date that moved because the calendar changed: both dates, and what changed. Written once."""

    __tablename__ = "deadline_recount"
    __personal__ = Personal("Moved date", plain=("why",))
    __table_args__ = (
        record_reference("record_id"),
        _clock_reference(__tablename__),
        Index("ix_deadline_recount_deadline", "tenant_id", "deadline_id"),
        Index("ix_deadline_recount_at", "tenant_id", text("at DESC")),
    )

    at: Mapped[datetime]
    old_due_on: Mapped[date]
    new_due_on: Mapped[date]
    why: Mapped[str]


class ClosureDay(TenantRow, Model):
    """A day on which the organisation is closed: it counts for what is expected or local, never for a legal limit."""

    __tablename__ = "closure_day"
    __tenancy__ = "tenant"
    __personal__ = Personal("Closure", plain=("name",))
    __table_args__ = (UniqueConstraint("tenant_id", "day"), CheckConstraint(ON_A_WEEKDAY, name="on_a_weekday"))

    day: Mapped[date]
    name: Mapped[str]
    added_by: Mapped[UUID | None]


class OwnTarget(TenantRow, Model):
    """The organisation's own number for a rule whose number is a default, for events from a day on. Written once.

    Without a number the default counts again.
    """

    __tablename__ = "own_target"
    __tenancy__ = "tenant"
    __personal__ = Personal("Own target", plain=("rule_code", "reason"))
    __table_args__ = (CheckConstraint("number > 0", name="number_is_positive"),)

    rule_code: Mapped[str]
    number: Mapped[int | None]
    since: Mapped[date]
    reason: Mapped[str]
    set_at: Mapped[datetime]
    set_by: Mapped[UUID | None]


class BankHoliday(Model):
    """A bank holiday the operator added to those of the library, such as one proclaimed at short notice."""

    __tablename__ = "bank_holiday"
    __tenancy__ = "operator"
    __table_args__ = (
        CheckConstraint(NATIONS, name="nation_is_known"),
        CheckConstraint(ON_A_WEEKDAY, name="on_a_weekday"),
        {"schema": "directory"},
    )

    nation: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]
    added_on: Mapped[date]
