"""Read a file and put its rows down beside the register, each with what it would change."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Row, Text, bindparam, column, delete, func, insert, literal, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import JSONB

from portal.core.clock import london_day
from portal.core.ids import new_id
from portal.directory.formats.dates import day_in_file_name
from portal.directory.formats.layouts import Format
from portal.directory.formats.reading import open_source
from portal.directory.formats.refusals import RefusedFileError, UnknownLayoutError
from portal.directory.formats.register import Register, open_register
from portal.directory.formats.rows import ProviderRow, RepeatedRow, ReportedRow, SiteRow
from portal.directory.models import ImportRow, ImportRun, ImportStart
from portal.directory.services.aliases import known_aliases
from portal.directory.services.classifying import Classified, Classifier
from portal.directory.services.departures import stage_gone
from portal.directory.services.facts import StagedRow, staged_row
from portal.directory.services.known import read_known
from portal.directory.services.mapping import known_formats, mapped_formats
from portal.directory.services.outcomes import (
    IMPORTER_VERSION,
    OUT_OF_SCOPE,
    WITHHELD,
    ImportOutcome,
    count_rows,
    latest_applied,
    outcome_of,
    set_run,
)
from portal.directory.services.planning import use_indexes
from portal.directory.services.repeating import known_fingerprints, stage_repeated
from portal.directory.services.reviewing import mark_same_place

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Table
    from sqlalchemy.sql.selectable import TableValuedAlias

BATCH = 2000
STAGED = (
    *("position", "row_number", "row_count", "facts", "regulator_id", "name", "site_id", "action", "kinds"),
    *("changes", "state", "reason", "manager"),
)


def stage_import(  # noqa: PLR0913 - one for each thing a run says of itself
    connection: Connection,
    path: Path,
    *,
    now: datetime,
    run_id: UUID | None = None,
    file_name: str | None = None,
    as_at: date | None = None,
    started_by: UUID | None = None,
    started_in: UUID | None = None,
    keeps_names: bool = False,
) -> ImportOutcome:
    """Read the file and work out what loading it would change: the outcome is `previewed` or `refused`.

    `as_at` is the day the register is of; without it the file's own preamble or name must say. `started_by`
    and `started_in` are the person and organisation, None for the command line; `keeps_names` says that names of
    registered managers are kept. A refused file is an outcome, not an error, so that its report can be kept; nothing
    but the report is.
    """
    name = Path(file_name or path.name).name
    run_id = run_id or new_id()
    begin_run(
        connection,
        run_id=run_id,
        file_name=name,
        file_hash=hash_of(path),
        now=now,
        started_by=started_by,
        started_in=started_in,
    )
    return stage_run(connection, run_id, path, file_name=name, as_at=as_at, now=now, keeps_names=keeps_names)


def begin_run(
    connection: Connection,
    *,
    run_id: UUID,
    file_name: str,
    file_hash: str,
    now: datetime,
    started_by: UUID | None = None,
    started_in: UUID | None = None,
) -> None:
    """Write down that a file is being read, and apart from that by whom."""
    connection.execute(
        insert(ImportRun).values(
            id=run_id,
            file_name=Path(file_name).name,
            file_hash=file_hash,
            importer_version=IMPORTER_VERSION,
            status="reading",
            counts={},
            report={},
            started_at=now,
        )
    )
    connection.execute(insert(ImportStart).values(run_id=run_id, started_by=started_by, started_in=started_in))


def stage_run(
    connection: Connection,
    run_id: UUID,
    path: Path,
    *,
    file_name: str,
    as_at: date | None,
    now: datetime,
    keeps_names: bool = False,
) -> ImportOutcome:
    """Read the file of a run that was begun; the outcome and the other arguments are as of `stage_import`."""
    try:
        with open_source(path) as sheets:
            _stage(
                connection,
                run_id,
                open_register(
                    sheets,
                    mapped_formats(connection),
                    keeps_names=keeps_names,
                    aliases=known_aliases(connection),
                    version=IMPORTER_VERSION,
                ),
                _Dating(as_at, file_name, london_day(now)),
            )
    except RefusedFileError as error:
        _refuse(connection, run_id, error)
    return outcome_of(connection, run_id)


def _refuse(connection: Connection, run_id: UUID, error: RefusedFileError) -> None:
    connection.execute(delete(ImportRow).where(ImportRow.run_id == run_id))
    report: dict[str, Any] = {"problems": list(error.problems)}
    if isinstance(error, UnknownLayoutError) and error.headers:
        report["headers"] = list(error.headers)
    set_run(connection, run_id, status="refused", counts={}, report=report)


class _Dating:
    """Which day a register is of, and where that was said. Never today by default."""

    def __init__(self, asked: date | None, file_name: str, today: date) -> None:
        self._asked = asked
        self._file_name = file_name
        self._today = today

    def settle(self, register: Register) -> tuple[date, list[str], list[str]]:
        """The day, a note when the person and the file say different ones, and why to stop before it is believed.

        A file whose own words and whose name say different days is believed by neither until somebody has looked, or
        has said the day. Raises `RefusedFileError`.
        """
        named = day_in_file_name(self._file_name)
        said = register.as_at or named
        day = self._asked or said
        if day is None:
            raise RefusedFileError("The file does not say what day it is of. Say it with the date “as at”.")
        if day > self._today:
            raise RefusedFileError(f"The register is as at {day:%-d %B %Y}, and that day has not come yet.")
        if said and said != day:
            return day, [f"The file says {said:%-d %B %Y}; it counts as at {day:%-d %B %Y} because you said so."], []
        if named and named != day and self._asked is None:
            return day, [], [f"The file says it is of {day:%-d %B %Y}, and its name says {named:%-d %B %Y}."]
        return day, [], []


def _stage(connection: Connection, run_id: UUID, register: Register, dating: _Dating) -> None:
    as_at, notes, doubts = dating.settle(register)
    set_run(connection, run_id, format=register.format.key, as_at=as_at)
    after_run = latest_applied(connection)
    use_indexes(connection)
    context = Context(register.format, as_at, known_formats(connection))
    known = known_fingerprints(connection, register, as_at)
    last = _stage_batches(connection, run_id, register, context, known)
    departures = stage_gone(connection, run_id, register.format, as_at, first_position=last + 1)
    mark_same_place(connection, run_id, register.format)
    set_run(
        connection,
        run_id,
        status="previewed",
        counts=count_rows(connection, run_id),
        report={
            "notes": [*notes, *register.notes()],
            "stops": [*doubts, *departures.stops],
            "doubts": doubts,
            "is_whole": departures.is_whole,
            "after_run": after_run,
            "strangers": register.strangers(),
            "layout": register.format.label,
        },
    )


def _stage_batches(
    connection: Connection, run_id: UUID, register: Register, context: Context, known: Mapping[str, str]
) -> int:
    """Put all rows down, each batch while the next is read; how many there were."""
    count = 0
    rows = register.rows(known)
    with ThreadPoolExecutor(max_workers=1) as behind:
        under_way: Future[None] | None = None
        while batch := list(itertools.islice(rows, BATCH)):
            repeated, staged = _parted(batch, count + 1)
            if under_way:
                under_way.result()
            under_way = behind.submit(_stage_batch, connection, run_id, repeated, staged, context)
            count += len(batch)
        if under_way:
            under_way.result()
    return count


def _parted(
    batch: Sequence[SiteRow | ProviderRow | ReportedRow | RepeatedRow], first: int
) -> tuple[dict[int, RepeatedRow], list[StagedRow]]:
    """Which rows of a batch the register holds already, by their positions, and the others."""
    repeated, others = {}, []
    for position, row in enumerate(batch, start=first):
        if isinstance(row, RepeatedRow):
            repeated[position] = row
        else:
            others.append(staged_row(position, row))
    return repeated, others


def _stage_batch(
    connection: Connection,
    run_id: UUID,
    repeated: Mapping[int, RepeatedRow],
    staged: list[StagedRow],
    context: Context,
) -> None:
    put_down = stage_repeated(connection, run_id, context.form, repeated) if repeated else set[int]()
    lacking = [staged_row(place, row.read()) for place, row in repeated.items() if place not in put_down]
    if rows := [*staged, *lacking]:
        stage_rows(connection, run_id, rows, context)


def reclassify(connection: Connection, run_id: UUID, context: Context) -> None:
    """Look again at rows staged before another file changed the register."""
    use_indexes(connection)
    mine = ImportRow.run_id == run_id
    last = 0
    kept = select(ImportRow.__table__).where(mine, ImportRow.action.in_(("new", "update", "unchanged")))
    while rows := connection.execute(
        kept.where(ImportRow.position > last).order_by(ImportRow.position).limit(BATCH)
    ).all():
        last = rows[-1].position
        again = [_staged_again(row) for row in rows]
        positions = [one.position for one in again]
        connection.execute(delete(ImportRow).where(mine, ImportRow.position.in_(positions)))
        stage_rows(connection, run_id, again, context)


def _staged_again(row: Row[Any]) -> StagedRow:
    return StagedRow(
        row.position,
        row.row_number,
        row.regulator_id,
        row.name,
        row.facts,
        row.row_count,
        is_provider=row.site_id is None,
        manager=row.manager,
    )


def stage_rows(connection: Connection, run_id: UUID, staged: list[StagedRow], context: Context) -> None:
    """Classify a batch against the register as it stands, and put it down."""
    sites = {one.regulator_id for one in staged if one.regulator_id and not one.is_provider}
    providers = {one.facts["provider_regulator_id"] for one in staged if "provider_regulator_id" in one.facts}
    form = context.form
    known = read_known(connection, form.regulator, context.formats, sites=sites, providers=providers)
    classifier = Classifier(form, context.as_at.isoformat(), known)
    rows = [_classified(one, classifier) for one in staged]
    source = batch_source()
    chosen = select(literal(run_id), *(source.c[name] for name in STAGED))
    statement = insert(ImportRow).from_select(["run_id", *STAGED], chosen)
    connection.execute(statement, {"batch": json.dumps(rows)})


def batch_source() -> TableValuedAlias:
    """Rows of `ImportRow`: the bound `batch` is a JSON list of objects."""
    table = cast("Table", ImportRow.__table__)
    return (
        func.jsonb_to_recordset(sql_cast(bindparam("batch", type_=Text), JSONB))
        .table_valued(*(column(name, table.c[name].type) for name in STAGED))
        .render_derived(name="batch", with_types=True)
    )


@dataclass(frozen=True)
class Context:
    """What a batch is classified by: its layout and day, and every layout a source may be of."""

    form: Format
    as_at: date
    formats: Mapping[str, Format]


def _classified(one: StagedRow, classifier: Classifier) -> dict[str, Any]:
    is_known = classifier.knows(one.regulator_id)
    if one.reason is not None:
        found = Classified("reported", kinds=_kinds_of(one, is_known=is_known), reason=one.reason)
    elif one.is_provider:
        found = classifier.provider(one.facts)
    else:
        found = classifier.site(one.regulator_id or "", one.facts)
    is_site = found.action != "reported" and not one.is_provider
    return {
        "position": one.position,
        "row_number": one.row_number,
        "row_count": one.row_count,
        "regulator_id": one.regulator_id if is_known or not one.is_out_of_scope else None,
        "name": one.name,
        "facts": {} if found.action == "reported" else one.facts,
        "site_id": (found.site_id or str(new_id())) if is_site else None,
        "action": found.action,
        "kinds": list(found.kinds),
        "changes": found.changes,
        "state": found.state,
        "reason": found.reason,
        "manager": one.manager if is_site else None,
    }


def _kinds_of(one: StagedRow, *, is_known: bool) -> tuple[str, ...]:
    """Out of scope, and of a site we hold: from this file on its regulator withholds where it is."""
    if not one.is_out_of_scope:
        return ()
    return (OUT_OF_SCOPE, WITHHELD) if is_known else (OUT_OF_SCOPE,)


def hash_of(path: Path) -> str:
    """SHA-256 of a file; of a folder, that of its records and their names."""
    if path.is_dir():
        whole = hashlib.sha256()
        for one in sorted(path.rglob("*.json")):
            whole.update(f"{one.relative_to(path)} {hash_of(one)}\n".encode())
        return whole.hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
