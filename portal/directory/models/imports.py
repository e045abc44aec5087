"""Runs of the importer: which file, what it would change, what it changed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import JsonObject, Model, TextList
from portal.core.ids import new_id
from portal.directory.models.providers import SCHEMA


class ImportRun(Model):
    """One file, from reading to its end. `counts` and `report` are made by `portal.directory.services`.

    Every tenant may read runs, so a run names no person and no organisation: `ImportStart` does.
    """

    __tablename__ = "import_run"
    __tenancy__ = "reference"
    __table_args__ = (
        CheckConstraint(
            "status IN ('reading', 'previewed', 'applied', 'refused', 'discarded', 'failed')",
            name="status_is_known",
        ),
        CheckConstraint("(status = 'applied') = (applied_at IS NOT NULL)", name="applied_is_dated"),
        Index("ix_import_run_started", "started_at"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    format: Mapped[str | None]
    file_name: Mapped[str]
    file_hash: Mapped[str]
    as_at: Mapped[date | None]
    importer_version: Mapped[str]
    status: Mapped[str]
    counts: Mapped[JsonObject]
    report: Mapped[JsonObject]
    started_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]


class ImportStart(Model):
    """Who began a run, for accountability. Only the importer and the operator's pages may read it."""

    __tablename__ = "import_start"
    __tenancy__ = "importer"
    __table_args__ = ({"schema": SCHEMA},)

    run_id: Mapped[UUID] = mapped_column(ForeignKey("directory.import_run.id", ondelete="CASCADE"), primary_key=True)
    started_by: Mapped[UUID | None]
    started_in: Mapped[UUID | None]


class ImportRow(Model):
    """One row of a file as understood, waiting to be loaded, or one site that the file lacks (`action` gone).

    `row_number` is the row a person finds in the file, counted from 1. `facts` holds only the columns the
    register keeps: names of managers and nominated individuals never reach the database. `kinds` says what
    sort of change it is (new, renamed, re_rated, moved, changed); `changes` maps a field to its old and new
    value.
    """

    __tablename__ = "import_row"
    __tenancy__ = "reference"
    __table_args__ = (
        CheckConstraint("action IN ('new', 'update', 'unchanged', 'reported', 'gone')", name="action_is_known"),
        CheckConstraint("action <> 'reported' OR reason IS NOT NULL", name="reported_has_a_reason"),
        Index("ix_import_row_site", "run_id", "regulator_id"),
        {"schema": SCHEMA},
    )

    run_id: Mapped[UUID] = mapped_column(ForeignKey("directory.import_run.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    row_number: Mapped[int | None]
    action: Mapped[str]
    kinds: Mapped[TextList]
    regulator_id: Mapped[str | None]
    name: Mapped[str | None]
    site_id: Mapped[UUID | None]
    changes: Mapped[JsonObject]
    facts: Mapped[JsonObject]
    reason: Mapped[str | None]
