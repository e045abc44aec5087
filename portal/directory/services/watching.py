"""A folder of registers: what appears or changes there is read, shown, and waits for a person's yes.

Only one process looks at a time, whatever number of workers there is. A file counts once it stood still between
two looks, and what changes while it is read is left for a later one, so nothing is read half. What was offered
once, whatever became of it, is not offered again; a file that was refused may be, under another name.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from portal.core.errors import NotFoundError, PortalError
from portal.core.ids import new_id
from portal.core.log import log
from portal.directory.formats.dates import day_in_file_name
from portal.directory.models import ImportRun, WatchedFile
from portal.directory.services.applying import discard_import
from portal.directory.services.loading import LOADING, load_waiting, mark_to_load
from portal.directory.services.outcomes import StoppedImportError
from portal.directory.services.staging import hash_of, stage_import

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy import Connection, Engine

    from portal.directory.services.outcomes import ImportOutcome

REGISTER_FILES = frozenset({".csv", ".ods", ".xlsx", ".json"})
LOOKING = 7_301_123  # any number, the same in every process that looks


@dataclass(frozen=True)
class Outline:
    """What a file looks like from outside: its size in bytes and when it was last written."""

    size: int
    changed_at: datetime

    @classmethod
    def of(cls, path: Path) -> Outline:
        found = path.stat()
        return cls(found.st_size, datetime.fromtimestamp(found.st_mtime_ns / 1e9, UTC))


class WatchedFolder:
    """Remembers the last look, so that a file still being written is told from one that stands still."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._earlier: Mapping[str, Outline] = {}

    def settled_files(self) -> list[Path]:
        """The registers that have not changed since the last look, by the day in their names, the oldest first.

        Hidden files and links are passed over; a folder that is away is empty.
        """
        try:
            seen = {one.name: Outline.of(one) for one in self._folder.iterdir() if _is_register(one)}
        except OSError as error:
            log.warning("register folder not read", error=type(error).__name__)
            seen = {}
        settled = [name for name, outline in seen.items() if self._earlier.get(name) == outline]
        self._earlier = seen
        return [
            self._folder / name for name in sorted(settled, key=lambda one: (day_in_file_name(one) or date.max, one))
        ]


def look_at_folder(
    engine: Engine, folder: WatchedFolder, *, now: datetime, keeps_names: bool = False
) -> list[ImportOutcome]:
    """Read what is new in the folder and load what somebody has said yes to; the outcomes of what was read."""
    with _alone(engine) as is_mine:
        if not is_mine:
            return []
        load_approved(engine, now=now)
        offered = (offer_file(engine, path, now=now, keeps_names=keeps_names) for path in folder.settled_files())
        return [one for one in offered if one is not None]


def offer_file(engine: Engine, path: Path, *, now: datetime, keeps_names: bool = False) -> ImportOutcome | None:
    """Stage one file so that a person can decide; None when it was offered before or changes while it is read."""
    outline = Outline.of(path)
    with engine.connect() as connection, connection.begin() as transaction:
        if _was_seen(connection, path.name, outline):
            return None
        file_hash = hash_of(path)
        earlier = _earlier_run(connection, path.name, file_hash)
        outcome = None if earlier else stage_import(connection, path, now=now, keeps_names=keeps_names)
        if Outline.of(path) != outline or (outcome and outcome.file_hash != file_hash):
            transaction.rollback()
            return None
        run_id = outcome.run_id if outcome else earlier
        _remember(connection, path.name, outline, file_hash=file_hash, run_id=run_id, now=now)
    return outcome


def approve_file(
    connection: Connection, run_id: UUID, *, approved_by: UUID, accept_shrink: bool, now: datetime
) -> None:
    """Say yes to a file that waits: the next look loads it.

    Raises `NotFoundError` when no watched file has this run, `PortalError` when it no longer waits, and on
    `accept_shrink` when it would stop and nobody has said that it is right.
    """
    _refuse_unwatched(connection, run_id)
    try:
        mark_to_load(connection, run_id, accept_shrink=accept_shrink)
    except StoppedImportError as stopped:
        raise PortalError("Tick the box if you have checked it", field="accept_shrink") from stopped
    said = {"approved_at": now, "approved_by": approved_by, "accept_shrink": accept_shrink}
    connection.execute(update(WatchedFile).where(WatchedFile.run_id == run_id).values(**said))


def refuse_file(connection: Connection, run_id: UUID) -> None:
    """Say no, also after a yes that nobody has carried out: the file stays where it is and is not offered again.

    Raises `NotFoundError` as `approve_file` does, and otherwise as `discard_import`.
    """
    _refuse_unwatched(connection, run_id)
    discard_import(connection, run_id)


def load_approved(engine: Engine, *, now: datetime) -> None:
    """Load every file somebody said yes to, each in a transaction of its own, the oldest yes first."""
    said_yes = select(WatchedFile.run_id, WatchedFile.accept_shrink).join(ImportRun, ImportRun.id == WatchedFile.run_id)
    waiting = said_yes.where(WatchedFile.approved_at.is_not(None), ImportRun.status == LOADING)
    with engine.connect() as connection:
        approved = connection.execute(waiting.order_by(WatchedFile.approved_at, WatchedFile.id)).all()
    for one in approved:
        try:
            load_waiting(engine, one.run_id, accept_shrink=one.accept_shrink, now=now)
        except OperationalError as error:  # the yes stands: the next look tries again
            log.warning("register not loaded yet", run=str(one.run_id), error=type(error).__name__)


def _is_register(path: Path) -> bool:
    is_named_so = path.suffix.lower() in REGISTER_FILES and not path.name.startswith(".")
    return is_named_so and path.is_file() and not path.is_symlink()


def _was_seen(connection: Connection, name: str, outline: Outline) -> bool:
    same = (WatchedFile.file_size == outline.size, WatchedFile.file_changed_at == outline.changed_at)
    found = select(WatchedFile.id).where(WatchedFile.file_name == name, *same)
    return connection.execute(found).first() is not None


def _earlier_run(connection: Connection, name: str, file_hash: str) -> UUID | None:
    """The run of the same content: offered here before, or loaded some other way."""
    offered = select(WatchedFile.run_id).join(ImportRun, ImportRun.id == WatchedFile.run_id)
    same = offered.where(WatchedFile.file_hash == file_hash)
    again = same.where((WatchedFile.file_name == name) | (ImportRun.status != "refused"))
    loaded = select(ImportRun.id).where(ImportRun.file_hash == file_hash, ImportRun.status == "applied")
    return connection.execute(again.limit(1)).scalar() or connection.execute(loaded.limit(1)).scalar()


def _remember(
    connection: Connection, name: str, outline: Outline, *, file_hash: str, run_id: UUID | None, now: datetime
) -> None:
    looks = {"file_size": outline.size, "file_changed_at": outline.changed_at}
    row = {"id": new_id(), "file_name": name, "file_hash": file_hash, "run_id": run_id, "seen_at": now, **looks}
    statement = insert(WatchedFile).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["file_name", "file_hash"], set_=looks))


def _refuse_unwatched(connection: Connection, run_id: UUID) -> None:
    if connection.execute(select(WatchedFile.id).where(WatchedFile.run_id == run_id)).first() is None:
        raise NotFoundError


@contextmanager
def _alone(engine: Engine) -> Iterator[bool]:
    """Whether this process is the one that looks now; no transaction stays open meanwhile."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as guard:
        is_mine = bool(guard.execute(select(func.pg_try_advisory_lock(LOOKING))).scalar())
        try:
            yield is_mine
        finally:
            if is_mine:
                guard.execute(select(func.pg_advisory_unlock(LOOKING)))
