"""A register that came through a page: kept sealed until a worker reads it, then loaded as `loading` says."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import OperationalError

from portal.core.errors import NotFoundError, UnavailableError
from portal.core.file_store import FileMissingError, FileStore, StoreAwayError, open_store
from portal.core.ids import new_id
from portal.core.keys import Purpose, derive_key
from portal.core.log import log
from portal.core.sealing import SealBrokenError, chunks_of, opened_chunks, sealed_chunks
from portal.directory.models import ImportStart
from portal.directory.services.loading import READING, give_up, locked_run, mark_to_load
from portal.directory.services.staging import begin_run, hash_of, stage_run

if TYPE_CHECKING:
    from datetime import date, datetime
    from os import PathLike
    from uuid import UUID

    from portal.config import Settings

READ_REGISTER, LOAD_REGISTER = "directory.read", "directory.load"
FOLDER = "imports"


class Upload(Protocol):
    """What a browser sent: `werkzeug.datastructures.FileStorage`, seen from here."""

    filename: str | None

    def save(self, dst: str | PathLike[str]) -> None: ...


@dataclass(frozen=True)
class Shelf:
    """Where uploads wait for a worker, sealed: they name managers, and nothing of that is kept once they are read."""

    store: FileStore
    secret: str

    def put(self, run_id: UUID, path: Path) -> None:
        with path.open("rb") as file:
            self.store.put(self._place(run_id), sealed_chunks(self._key(run_id), run_id.bytes, chunks_of(file)))

    @contextlib.contextmanager
    def opened(self, run_id: UUID) -> Iterator[Path]:
        """The plain file, for as long as the block lasts. Raises `FileMissingError` or `SealBrokenError`."""
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as sealed:
            sealed.writelines(self.store.get(self._place(run_id)))
            sealed.seek(0)
            path = Path(folder) / "register"
            with path.open("wb") as file:
                file.writelines(opened_chunks(self._key(run_id), run_id.bytes, sealed))
            yield path

    def forget(self, run_id: UUID) -> None:
        self.store.remove(self._place(run_id))

    def _key(self, run_id: UUID) -> bytes:
        return derive_key(self.secret, Purpose.REGISTERS, context=str(run_id))

    def _place(self, run_id: UUID) -> str:
        return f"registers/{run_id}"


def open_shelf(settings: Settings) -> Shelf:
    """The shelf these settings describe: a folder of its own, or the store that all machines share."""
    return Shelf(open_store(settings.storage_url, settings.data_dir / FOLDER), settings.secret)


def keep_upload(
    engine: Engine, shelf: Shelf, upload: Upload, *, started_by: UUID | None, started_in: UUID, now: datetime
) -> UUID:
    """Put what was sent aside, sealed, and write down that it waits to be read: the id of its run."""
    run_id = new_id()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register"
        upload.save(path)
        try:
            shelf.put(run_id, path)
        except StoreAwayError as error:
            raise UnavailableError("Files cannot be kept just now. Nothing was changed; send it later.") from error
        with engine.begin() as connection:
            begin_run(
                connection,
                run_id=run_id,
                file_name=upload.filename or "register",
                file_hash=hash_of(path),
                now=now,
                started_by=started_by,
                started_in=started_in,
            )
    return run_id


def read_upload(
    engine: Engine, shelf: Shelf, run_id: UUID, *, as_at: date | None, now: datetime, keeps_names: bool = False
) -> None:
    """Stage a file that was put aside; one that cannot be read for a reason nobody foresaw ends as `failed`."""
    try:
        with engine.begin() as connection:
            run = locked_run(connection, run_id)
            if run is not None and run.status == READING:
                with shelf.opened(run_id) as path:
                    stage_run(
                        connection,
                        run_id,
                        path,
                        file_name=run.file_name,
                        as_at=as_at,
                        now=now,
                        keeps_names=keeps_names,
                    )
    except (OperationalError, StoreAwayError):
        raise
    except Exception as error:  # noqa: BLE001 - the person waits for an answer; the queue would only try again
        known = isinstance(error, FileMissingError | SealBrokenError)
        log.error("register not read", run=str(run_id), error=type(error).__name__, known=known)
        give_up(engine, run_id)
    shelf.forget(run_id)


def ask_to_load(connection: Connection, run_id: UUID, *, accept_shrink: bool, started_in: UUID) -> None:
    """Say yes to what was sent: a worker loads it. Raises as `mark_to_load` does, and `NotFoundError` when this
    organisation did not send it.
    """
    if not was_started_in(connection, run_id, started_in):
        raise NotFoundError
    mark_to_load(connection, run_id, accept_shrink=accept_shrink)


def was_started_in(connection: Connection, run_id: UUID, tenant_id: UUID) -> bool:
    """Whether this organisation began the run; who did is the importer's knowledge alone."""
    started_in = select(ImportStart.started_in).where(ImportStart.run_id == run_id)
    return connection.execute(started_in).scalar() == tenant_id
