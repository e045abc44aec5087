"""What became of a file, in numbers and sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, update

from portal.core.errors import NotFoundError, PortalError
from portal.directory.models import ImportRow, ImportRun

IMPORTER_VERSION = "4"
COUNTED = ("read", "imported", "updated", "unchanged", "reported", "gone")
KINDS = ("renamed", "re_rated", "moved", "re_registered", "relisted", "ended", "changed")
OUT_OF_SCOPE = "out_of_scope"
WITHHELD = "withheld"
ROWS_NAMED = 50


@dataclass(frozen=True)
class ImportOutcome:
    """One run as it stands.

    `counts` has `COUNTED` (read = imported + updated + unchanged + reported) and `KINDS`.

    `problems` are why a file was refused, or why its loading stops until somebody accepts the shrinking
    (`stops`); `notes` stop nothing.
    """

    run_id: UUID
    status: str
    format: str | None
    file_name: str
    file_hash: str
    as_at: date | None
    counts: Mapping[str, int]
    problems: Sequence[str] = ()
    stops: Sequence[str] = ()
    notes: Sequence[str] = ()
    reported: Sequence[str] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """For `--json`: the counts side by side with what was read and every sentence about it."""
        return {
            **{name: self.counts.get(name, 0) for name in COUNTED},
            "format": self.format,
            "file_hash": self.file_hash,
            "as_at": self.as_at.isoformat() if self.as_at else None,
            "status": self.status,
            "problems": [*self.problems, *self.stops, *self.reported],
            "notes": list(self.notes),
            "out_of_scope": self.counts.get(OUT_OF_SCOPE, 0),
            "changes": {name: self.counts.get(name, 0) for name in KINDS},
        }


def outcome_of(connection: Connection, run_id: UUID) -> ImportOutcome:
    """Raises `NotFoundError` when there is no such run."""
    run = connection.execute(select(ImportRun.__table__).where(ImportRun.id == run_id)).one_or_none()
    if run is None:
        raise NotFoundError
    reported = connection.execute(
        select(ImportRow.row_number, ImportRow.reason)
        .where(ImportRow.run_id == run_id, ImportRow.action == "reported", ImportRow.kinds == [])
        .order_by(ImportRow.position)
        .limit(ROWS_NAMED)
    )
    return ImportOutcome(
        run_id=run.id,
        status=run.status,
        format=run.format,
        file_name=run.file_name,
        file_hash=run.file_hash,
        as_at=run.as_at,
        counts=run.counts,
        problems=tuple(run.report.get("problems", ())),
        stops=tuple(run.report.get("stops", ())),
        notes=tuple(run.report.get("notes", ())),
        reported=tuple(f"Row {row.row_number}: {row.reason}" for row in reported),
    )


def count_rows(connection: Connection, run_id: UUID) -> dict[str, int]:
    """The run's counts, from its staged rows."""
    by_action = connection.execute(
        select(ImportRow.action, func.sum(ImportRow.row_count))
        .where(ImportRow.run_id == run_id)
        .group_by(ImportRow.action)
    )
    actions: dict[str, int] = {action: count for action, count in by_action}  # noqa: C416 - a Result is no mapping
    kind = func.unnest(ImportRow.kinds).label("kind")
    staged = select(kind).where(ImportRow.run_id == run_id, ImportRow.action != "gone").subquery()
    by_kind = connection.execute(select(staged.c.kind, func.count()).group_by(staged.c.kind))
    kinds: dict[str, int] = {name: count for name, count in by_kind}  # noqa: C416
    return {
        "read": sum(count for action, count in actions.items() if action != "gone"),
        "imported": actions.get("new", 0),
        "updated": actions.get("update", 0),
        "unchanged": actions.get("unchanged", 0),
        "reported": actions.get("reported", 0),
        "gone": actions.get("gone", 0),
        **{name: kinds.get(name, 0) for name in (*KINDS, OUT_OF_SCOPE)},
    }


def set_run(connection: Connection, run_id: UUID, **values: Any) -> None:
    connection.execute(update(ImportRun).where(ImportRun.id == run_id).values(**values))


def latest_applied(connection: Connection) -> str | None:
    """The id of the run applied last, as text: whoever staged before it looked at another register."""
    newest = select(ImportRun.id).where(ImportRun.status == "applied").order_by(ImportRun.applied_at.desc()).limit(1)
    found = connection.execute(newest).scalar()
    return str(found) if found else None


class StoppedImportError(PortalError):
    """The file is readable, and is of a doubtful day or would shrink the register: somebody must say it is right."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)
