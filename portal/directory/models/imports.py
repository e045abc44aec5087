"""Runs of the importer: which file, what it would change, what it changed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import JsonObject, Model, TextList
from portal.core.ids import new_id
from portal.directory.models.providers import NATION_IS_KNOWN, REGULATOR_IS_KNOWN, SCHEMA


class ImportRun(Model):
    """One file, from reading to its end. `counts` and `report` are made by `portal.directory.services`.

    Every tenant may read runs, so a run names no person and no organisation: `ImportStart` does.
    """

    __tablename__ = "import_run"
    __tenancy__ = "reference"
    __table_args__ = (
        CheckConstraint(
            "status IN ('reading', 'previewed', 'loading', 'applied', 'refused', 'discarded', 'failed')",
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
    register keeps; `manager` is the registered manager's name until the file is loaded, and only where the
    installation asks for names. `kinds` says what sort of change it is (renamed, re_rated, moved, re_registered,
    changed, out_of_scope); `changes` maps a field to its old and new value; `state` is what the site, its provider
    and its ratings become. `row_count` is how many rows of the file it stands for: the ratings of one site stand in
    many.
    """

    __tablename__ = "import_row"
    __tenancy__ = "reference"
    __table_args__ = (
        CheckConstraint("action IN ('new', 'update', 'unchanged', 'reported', 'gone')", name="action_is_known"),
        CheckConstraint("action <> 'reported' OR reason IS NOT NULL", name="reported_has_a_reason"),
        Index("ix_import_row_site", "run_id", "regulator_id"),
        Index("ix_import_row_manager", "run_id", postgresql_where="manager IS NOT NULL"),
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
    state: Mapped[JsonObject] = mapped_column(server_default="{}")
    row_count: Mapped[int] = mapped_column(server_default="1")
    manager: Mapped[str | None]


class ImportCoverage(Model):
    """An authority that a loaded file speaks for: what it does not list there had left by its day.

    The authority `""` stands for sites of no known authority, which a file of the whole country speaks for.
    """

    __tablename__ = "import_coverage"
    __tenancy__ = "reference"
    __table_args__ = (Index("ix_import_coverage_day", "authority", "format", "as_at"), {"schema": SCHEMA})

    run_id: Mapped[UUID] = mapped_column(ForeignKey("directory.import_run.id", ondelete="CASCADE"), primary_key=True)
    authority: Mapped[str] = mapped_column(primary_key=True)
    format: Mapped[str]
    as_at: Mapped[date]


class ImportMapping(Model):
    """Columns a person chose for a register without a published layout; `columns` maps our names to its headers.

    `key` names the layout it makes; a file with the same `headers` is read by it from then on.
    """

    __tablename__ = "import_mapping"
    __tenancy__ = "reference"
    __table_args__ = (
        CheckConstraint(REGULATOR_IS_KNOWN, name="regulator_is_known"),
        CheckConstraint(NATION_IS_KNOWN, name="nation_is_known"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    regulator: Mapped[str]
    nation: Mapped[str]
    headers: Mapped[TextList]
    columns: Mapped[JsonObject]
    created_at: Mapped[datetime]
