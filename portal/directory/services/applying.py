"""Load a staged file, or throw it away: one transaction, one file at a time, all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.exc import OperationalError

from portal.core.errors import NotFoundError, PortalError
from portal.directory.models import ImportRow, ImportRun, ImportStart
from portal.directory.services import writing
from portal.directory.services.departures import Departures, forget_gone, stage_gone
from portal.directory.services.mapping import known_formats
from portal.directory.services.naming import write_managers
from portal.directory.services.outcomes import (
    IMPORTER_VERSION,
    ImportOutcome,
    StoppedImportError,
    count_rows,
    latest_applied,
    outcome_of,
    set_run,
)
from portal.directory.services.planning import join_whole_tables
from portal.directory.services.reviewing import mark_same_place, write_review
from portal.directory.services.staging import Context, reclassify

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

WAITING = ("previewed", "loading")
UNLOADED = ("reading", *WAITING)
LOADING = 7_301_122  # any number, the same in every process that loads a register


def apply_import(
    connection: Connection,
    run_id: UUID,
    *,
    now: datetime,
    accept_shrink: bool = False,
    started_in: UUID | None = None,
) -> ImportOutcome:
    """Load a previewed run, looking again first if another file was loaded, or another version came, since the preview.

    Raises `StoppedImportError` when the register would shrink implausibly and nobody accepted that,
    `PortalError` when the run is no longer waiting, `NotFoundError` when there is none, or not one of the
    organisation `started_in`.
    """
    connection.execute(select(func.pg_advisory_xact_lock(LOADING)))
    run = _waiting(connection, run_id, started_in)
    formats = known_formats(connection)
    form = formats[run.format]
    stops = run.report["stops"]
    if (latest_applied(connection), IMPORTER_VERSION) != (run.report["after_run"], run.importer_version):
        departures = _look_again(connection, run, Context(form, run.as_at, formats))
        stops = [*run.report.get("doubts", ()), *departures.stops]
        run.report["is_whole"] = departures.is_whole
        set_run(connection, run_id, report=run.report)
    if stops and not accept_shrink:
        raise StoppedImportError(stops)
    counts = count_rows(connection, run_id)
    join_whole_tables(connection)
    writing.write_register(connection, run_id, form, run.as_at)
    write_managers(connection, run_id, form, run.as_at)
    write_review(connection, run_id, form)
    _keep_changes_alone(connection, run_id)
    report = {**run.report, "stops": [], "accepted": stops}
    set_run(connection, run_id, status="applied", applied_at=now, counts=counts, report=report)
    return outcome_of(connection, run_id)


def _keep_changes_alone(connection: Connection, run_id: UUID) -> None:
    """What a loaded file changed is worth keeping; what it said stands in the register now."""
    rows = ImportRow.run_id == run_id
    connection.execute(delete(ImportRow).where(rows, ImportRow.action == "unchanged"))
    connection.execute(
        update(ImportRow).where(rows, ImportRow.action.in_(("new", "update"))).values(facts={}, state={})
    )


def discard_import(connection: Connection, run_id: UUID, *, started_in: UUID | None = None) -> None:
    """Throw a run away that is not loaded, also one that waits to be; the line that it happened stays.

    Raises as `apply_import` does, and `PortalError` while a worker is at it.
    """
    try:
        run = _waiting(connection, run_id, started_in, nowait=True)
    except OperationalError as error:
        raise PortalError("This file is being read or loaded just now. Look again in a minute.") from error
    connection.execute(delete(ImportRow).where(ImportRow.run_id == run.id))
    set_run(connection, run.id, status="discarded")


def refuse_import(
    connection: Connection, run_id: UUID, problems: list[str], *, status: str = "refused"
) -> ImportOutcome:
    """End a run that will not be loaded, keeping its counts and why."""
    connection.execute(delete(ImportRow).where(ImportRow.run_id == run_id, ImportRow.action != "reported"))
    set_run(connection, run_id, status=status, report={"problems": problems})
    return outcome_of(connection, run_id)


def _waiting(connection: Connection, run_id: UUID, started_in: UUID | None, *, nowait: bool = False) -> Row[Any]:
    chosen = select(ImportRun.__table__, ImportStart.started_in).join(ImportStart, ImportStart.run_id == ImportRun.id)
    locked = chosen.where(ImportRun.id == run_id).with_for_update(of=ImportRun, nowait=nowait)
    run = connection.execute(locked).one_or_none()
    if run is None or (started_in is not None and run.started_in != started_in):
        raise NotFoundError
    if run.status not in (WAITING if not nowait else UNLOADED):
        raise PortalError(f"This file is no longer waiting to be loaded: it was {run.status}.")
    return run


def _look_again(connection: Connection, run: Row[Any], context: Context) -> Departures:
    reclassify(connection, run.id, context)
    position = forget_gone(connection, run.id)
    departures = stage_gone(connection, run.id, context.form, context.as_at, first_position=position)
    mark_same_place(connection, run.id, context.form)
    return departures
