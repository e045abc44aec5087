"""A yes to a file that was read, and carrying it out, wherever the file came from.

Every step begins by locking the run and looking at its status, so that a step done twice is done once, and one that
broke off is begun again. What a worker wrote before it was killed is gone with its transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from portal.core.errors import NotFoundError, PortalError
from portal.core.log import log
from portal.directory.models import ImportRun, WatchedFile
from portal.directory.services.applying import apply_import, refuse_import
from portal.directory.services.outcomes import StoppedImportError, set_run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Engine, Row

READING, PREVIEWED, LOADING = "reading", "previewed", "loading"
UNDER_WAY = (READING, LOADING)
NOT_READ = "Reading failed; nothing was changed. Send the file once more."
NOT_LOADED = "Loading failed; nothing was changed."


def mark_to_load(connection: Connection, run_id: UUID, *, accept_shrink: bool) -> None:
    """Mark a previewed run as waiting for a worker.

    Raises `StoppedImportError` when it would shrink the register implausibly and nobody accepted that,
    `PortalError` when it is no longer waiting, `NotFoundError` when there is none.
    """
    run = locked_run(connection, run_id)
    if run is None:
        raise NotFoundError
    if run.status != PREVIEWED:
        raise PortalError("This file is no longer waiting for a decision.")
    if run.report["stops"] and not accept_shrink:
        raise StoppedImportError(run.report["stops"])
    set_run(connection, run_id, status=LOADING)


def load_waiting(engine: Engine, run_id: UUID, *, accept_shrink: bool, now: datetime) -> None:
    """Load a run that waits for it. Where another file was loaded meanwhile and this one would now shrink the
    register, it waits for a person again.

    A database that is away, or takes too long, is no end: it is raised, and the run still waits to be loaded.
    """
    try:
        with engine.begin() as connection:
            run = locked_run(connection, run_id)
            if run is not None and run.status == LOADING:
                apply_import(connection, run_id, now=now, accept_shrink=accept_shrink)
    except StoppedImportError as stopped:
        _ask_again(engine, run_id, stopped.sentences)
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - a person waits for the answer; another try would end as this one
        log.error("register not loaded", run=str(run_id), error=type(error).__name__)
        give_up(engine, run_id)


def give_up(engine: Engine, run_id: UUID) -> None:
    """End a run that no worker could read or load. One that has ended already is left alone."""
    with engine.begin() as connection:
        run = locked_run(connection, run_id)
        if run is not None and run.status in UNDER_WAY:
            refuse_import(connection, run_id, [NOT_READ if run.status == READING else NOT_LOADED], status="failed")


def locked_run(connection: Connection, run_id: UUID) -> Row[Any] | None:
    """The run with all its columns, until the end of the transaction nobody else's to change."""
    return connection.execute(select(ImportRun.__table__).where(ImportRun.id == run_id).with_for_update()).one_or_none()


def _ask_again(engine: Engine, run_id: UUID, stops: Sequence[str]) -> None:
    """Somebody said yes to less than the file would now do: the yes is taken back."""
    with engine.begin() as connection:
        run = locked_run(connection, run_id)
        if run is not None and run.status == LOADING:
            set_run(connection, run_id, status=PREVIEWED, report={**run.report, "stops": list(stops)})
            said_yes = update(WatchedFile).where(WatchedFile.run_id == run_id)
            connection.execute(said_yes.values(approved_at=None, approved_by=None))
