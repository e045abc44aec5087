"""Whole imports from the command line: their transactions, and what is left behind when something breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.core.errors import PortalError
from portal.directory.services.applying import apply_import, refuse_import
from portal.directory.services.outcomes import ImportOutcome, StoppedImportError
from portal.directory.services.staging import stage_import

if TYPE_CHECKING:
    from collections.abc import Sequence
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
    accept_shrink: bool = False,
    keeps_names: bool = False,
) -> ImportOutcome:
    """Stage and load one file: the outcome is `applied` or `refused`.

    A refused or failed run leaves its line and its report; the register is untouched.
    """
    with engine.begin() as connection:
        outcome = stage_import(connection, path, now=now, as_at=as_at, keeps_names=keeps_names)
    if outcome.status == "refused":
        return outcome
    try:
        return load_run(engine, outcome.run_id, now=now, accept_shrink=accept_shrink)
    except StoppedImportError as stopped:
        with engine.begin() as connection:
            return refuse_import(connection, outcome.run_id, stopped.sentences)


def rehearse_imports(
    engine: Engine,
    paths: Sequence[Path],
    *,
    now: datetime,
    as_at: date | None = None,
    accept_shrink: bool = False,
    keeps_names: bool = False,
) -> list[ImportOutcome]:
    """What `import_file` of these files one after another would say; `previewed` are those it would load.

    Each but the last is loaded in a transaction that is undone, since the next is compared with it. No other file can
    be loaded meanwhile.
    """
    outcomes: list[ImportOutcome] = []
    with engine.connect() as connection, connection.begin() as undone:
        for place, path in enumerate(paths, start=1):
            outcome = stage_import(connection, path, now=now, as_at=as_at, keeps_names=keeps_names)
            if outcome.stops and not accept_shrink:
                outcome = refuse_import(connection, outcome.run_id, list(outcome.stops))
            elif outcome.status == "previewed" and place < len(paths):
                apply_import(connection, outcome.run_id, now=now, accept_shrink=accept_shrink)
            outcomes.append(outcome)
        undone.rollback()
    return outcomes


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
