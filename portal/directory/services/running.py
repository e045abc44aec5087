"""A whole import from the command line: its transactions, and what is left behind when something breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.core.errors import PortalError
from portal.directory.services.applying import apply_import, refuse_import
from portal.directory.services.outcomes import ImportOutcome, StoppedImportError
from portal.directory.services.staging import stage_import

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy import Engine


def import_file(
    engine: Engine,
    path: Path,
    *,
    now: datetime,
    as_at: date | None = None,
    dry_run: bool = False,
    accept_shrink: bool = False,
    keeps_names: bool = False,
) -> ImportOutcome:
    """Stage and load one file: the outcome is `applied`, `refused`, or `previewed` by a dry run.

    A dry run leaves no trace. A refused or failed run leaves its line and its report; the register is
    untouched.
    """
    with engine.connect() as connection, connection.begin() as transaction:
        outcome = stage_import(connection, path, now=now, as_at=as_at, keeps_names=keeps_names)
        if dry_run:
            transaction.rollback()
            return outcome
    if outcome.status == "refused":
        return outcome
    try:
        return load_run(engine, outcome.run_id, now=now, accept_shrink=accept_shrink)
    except StoppedImportError as stopped:
        with engine.begin() as connection:
            return refuse_import(connection, outcome.run_id, stopped.sentences)


def load_run(
    engine: Engine,
    run_id: UUID,
    *,
    now: datetime,
    accept_shrink: bool = False,
    started_in: UUID | None = None,
) -> ImportOutcome:
    """`apply_import` in a transaction of its own; when something breaks, the run says `failed`."""
    try:
        with engine.begin() as connection:
            return apply_import(connection, run_id, now=now, accept_shrink=accept_shrink, started_in=started_in)
    except PortalError:
        raise
    except Exception:
        with engine.begin() as connection:
            refuse_import(connection, run_id, ["Loading failed; nothing was changed."], status="failed")
        raise
