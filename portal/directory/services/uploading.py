"""A register that came through a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection, Engine, select

from portal.core.ids import new_id
from portal.directory.models import ImportStart
from portal.directory.services.staging import stage_import

if TYPE_CHECKING:
    from datetime import date, datetime
    from os import PathLike
    from pathlib import Path
    from uuid import UUID

    from portal.directory.services.outcomes import ImportOutcome


class Upload(Protocol):
    """What a browser sent: `werkzeug.datastructures.FileStorage`, seen from here."""

    filename: str | None

    def save(self, dst: str | PathLike[str]) -> None: ...


def stage_upload(
    engine: Engine,
    upload: Upload,
    *,
    data_dir: Path,
    as_at: date | None,
    started_by: UUID | None,
    started_in: UUID,
    now: datetime,
) -> ImportOutcome:
    """Stage what was sent, in a transaction of its own.

    The file stands in `data_dir/imports/<run id>` while it is read and no longer: it names managers, and
    everything the register keeps of it is staged.
    """
    run_id = new_id()
    folder = data_dir / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / str(run_id)
    try:
        upload.save(path)
        with engine.begin() as connection:
            return stage_import(
                connection,
                path,
                run_id=run_id,
                file_name=upload.filename or "register",
                as_at=as_at,
                started_by=started_by,
                started_in=started_in,
                now=now,
            )
    finally:
        path.unlink(missing_ok=True)


def was_started_in(connection: Connection, run_id: UUID, tenant_id: UUID) -> bool:
    """Whether this organisation began the run; who did is the importer's knowledge alone."""
    started_in = select(ImportStart.started_in).where(ImportStart.run_id == run_id)
    return connection.execute(started_in).scalar() == tenant_id
