"""What the pages show of the importer's runs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import any_, case, func, literal, not_, select
from sqlalchemy.dialects.postgresql import array

from portal.directory.models import ImportRow, ImportRun

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

MOST_RUNS = 50
MOST_ROWS = 20
# What is out of scope is counted, and nobody has to look at it.
TOLD = (ImportRow.action != "unchanged", not_(literal("out_of_scope") == any_(ImportRow.kinds)))


def import_runs(session: Session) -> Sequence[Any]:
    """The newest runs: `id, format, file_name, as_at, status, counts, started_at, applied_at`."""
    columns = (
        ImportRun.id,
        ImportRun.format,
        ImportRun.file_name,
        ImportRun.as_at,
        ImportRun.status,
        ImportRun.counts,
        ImportRun.started_at,
        ImportRun.applied_at,
    )
    newest = select(*columns).order_by(ImportRun.started_at.desc(), ImportRun.id.desc()).limit(MOST_RUNS)
    return session.execute(newest).all()


def import_run(session: Session, run_id: UUID) -> Any:
    """One run with all its columns."""
    return session.execute(select(ImportRun.__table__).where(ImportRun.id == run_id)).one_or_none()


def run_rows(session: Session, run_id: UUID) -> Mapping[str, Sequence[Any]]:
    """The first `MOST_ROWS` rows of each kind of change: `new`, `gone`, `reported`, `renamed`, `re_rated`, …

    Rows have `row_number, regulator_id, name, site_id, changes, reason`.
    """
    action = array([ImportRow.action])
    kinds = case(
        (ImportRow.action == "update", ImportRow.kinds),
        (ImportRow.action == "new", func.array_cat(action, ImportRow.kinds)),
        else_=action,
    )
    kind = func.unnest(kinds).label("kind")
    columns = (
        ImportRow.position,
        ImportRow.row_number,
        ImportRow.regulator_id,
        ImportRow.name,
        ImportRow.site_id,
        ImportRow.changes,
        ImportRow.reason,
    )
    told = select(*columns, kind).where(ImportRow.run_id == run_id, *TOLD).subquery("told")
    place = func.row_number().over(partition_by=told.c.kind, order_by=told.c.position).label("place")
    numbered = select(told, place).subquery("numbered")
    first = select(numbered).where(numbered.c.place <= MOST_ROWS).order_by(numbered.c.kind, numbered.c.place)
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for row in session.execute(first):
        by_kind[row.kind].append(row)
    return by_kind
