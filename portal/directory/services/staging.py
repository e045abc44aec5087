"""Read a file and put its rows down beside the register, each with what it would change."""

from __future__ import annotations

import hashlib
import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, insert, literal, select

from portal.core.clock import london_day
from portal.core.ids import new_id
from portal.directory.formats.dates import day_in_file_name
from portal.directory.formats.reading import open_source
from portal.directory.formats.refusals import RefusedFileError
from portal.directory.formats.register import Register, open_register
from portal.directory.formats.rows import RatingFacts, ReportedRow, SiteRow
from portal.directory.keys import name_key
from portal.directory.models import ImportRow, ImportRun, ImportStart
from portal.directory.services.classifying import batch_source, classified, use_indexes
from portal.directory.services.departures import stage_gone
from portal.directory.services.outcomes import (
    IMPORTER_VERSION,
    ImportOutcome,
    count_rows,
    latest_applied,
    outcome_of,
    set_run,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from uuid import UUID

BATCH = 2000
STAGED = ("position", "row_number", "facts", "regulator_id", "name", "site_id", "action", "kinds", "changes")


def stage_import(
    connection: Connection,
    path: Path,
    *,
    now: datetime,
    run_id: UUID | None = None,
    file_name: str | None = None,
    as_at: date | None = None,
    started_by: UUID | None = None,
    started_in: UUID | None = None,
) -> ImportOutcome:
    """Read the file and work out what loading it would change: the outcome is `previewed` or `refused`.

    `as_at` is the day the register is of; without it the file's own preamble or name must say. `started_by`
    and `started_in` are the person and organisation, None for the command line. A refused file is an outcome,
    not an error, so that its report can be kept; nothing but the report is.
    """
    name = Path(file_name or path.name).name
    run_id = run_id or new_id()
    connection.execute(
        insert(ImportRun).values(
            id=run_id,
            file_name=name,
            file_hash=_hash(path),
            importer_version=IMPORTER_VERSION,
            status="reading",
            counts={},
            report={},
            started_at=now,
        )
    )
    connection.execute(insert(ImportStart).values(run_id=run_id, started_by=started_by, started_in=started_in))
    try:
        with open_source(path) as sheets:
            _stage(connection, run_id, open_register(sheets), _Dating(as_at, name, london_day(now)))
    except RefusedFileError as error:
        connection.execute(delete(ImportRow).where(ImportRow.run_id == run_id))
        set_run(connection, run_id, status="refused", counts={}, report={"problems": list(error.problems)})
    return outcome_of(connection, run_id)


class _Dating:
    """Which day a register is of, and where that was said. Never today by default."""

    def __init__(self, asked: date | None, file_name: str, today: date) -> None:
        self._asked = asked
        self._file_name = file_name
        self._today = today

    def settle(self, register: Register) -> tuple[date, list[str]]:
        """The day, and a note when the person and the file say different ones. Raises `RefusedFileError`."""
        said = register.as_at or day_in_file_name(self._file_name)
        day = self._asked or said
        if day is None:
            raise RefusedFileError("The file does not say what day it is of. Say it with the date “as at”.")
        if day > self._today:
            raise RefusedFileError(f"The register is as at {day:%-d %B %Y}, and that day has not come yet.")
        if said and said != day:
            return day, [f"The file says {said:%-d %B %Y}; it counts as at {day:%-d %B %Y} because you said so."]
        return day, []


def _stage(connection: Connection, run_id: UUID, register: Register, dating: _Dating) -> None:
    as_at, notes = dating.settle(register)
    set_run(connection, run_id, format=register.format.key, as_at=as_at)
    after_run = latest_applied(connection)
    use_indexes(connection)
    positions = itertools.count(1)
    rows = register.rows()
    while batch := list(itertools.islice(rows, BATCH)):
        _stage_batch(connection, run_id, register, as_at, list(zip(positions, batch, strict=False)))
    stops = stage_gone(connection, run_id, register.format, as_at, first_position=next(positions))
    set_run(
        connection,
        run_id,
        status="previewed",
        counts=count_rows(connection, run_id),
        report={"notes": [*notes, *register.notes()], "stops": stops, "after_run": after_run},
    )


def _stage_batch(
    connection: Connection,
    run_id: UUID,
    register: Register,
    as_at: date,
    batch: list[tuple[int, SiteRow | ReportedRow]],
) -> None:
    sites = [_staged(position, row) for position, row in batch if isinstance(row, SiteRow)]
    if sites:
        chosen = classified(batch_source(), register.format, as_at).subquery("chosen")
        statement = insert(ImportRow).from_select(
            ["run_id", *STAGED], select(literal(run_id), *(chosen.c[name] for name in STAGED))
        )
        connection.execute(statement, {"batch": json.dumps(sites, default=str)})
    reported = [_reported(run_id, position, row) for position, row in batch if isinstance(row, ReportedRow)]
    if reported:
        connection.execute(insert(ImportRow), reported)


def _staged(position: int, row: SiteRow) -> dict[str, Any]:
    return {
        "position": position,
        "row_number": row.row_number,
        "candidate_id": new_id(),
        "facts": dict(_facts(row)),
    }


def _facts(row: SiteRow) -> Iterator[tuple[str, Any]]:
    """What the register keeps of a row, by the names `services.merging.said` reads; blanks are left out."""
    provider = row.provider
    yield "regulator_id", row.regulator_id
    yield "name", row.name
    yield "name_key", name_key(row.name)
    yield from ((name, value) for name, value in row.site.items() if value is not None)
    yield "provider_regulator_id", provider.regulator_id
    yield "provider_name_key", name_key(provider.name or provider.regulator_id)
    for name in ("name", "companies_house", "charity_number", "ownership", "postcode", "registered_on"):
        value = getattr(provider, name)
        if value is not None:
            yield f"provider_{name}", value
    if provider.group_id:
        yield "group_id", provider.group_id
        yield "group_name", provider.group_name
        yield "group_name_key", name_key(provider.group_name or provider.group_id)
    yield "ratings", [_rating(rating) for rating in row.ratings]


def _rating(rating: RatingFacts) -> dict[str, Any]:
    return {
        "service_group": rating.service_group,
        "domain": rating.domain,
        "rating": rating.rating,
        "words": rating.words,
        "published_on": rating.published_on,
        "is_inherited": rating.is_inherited,
    }


def _reported(run_id: UUID, position: int, row: ReportedRow) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "position": position,
        "row_number": row.row_number,
        "action": "reported",
        "kinds": [],
        "regulator_id": row.regulator_id,
        "name": row.name,
        "changes": {},
        "facts": {},
        "reason": row.reason,
    }


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
