"""`portal directory`: load a published register from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.core import clock
from portal.core.db import db
from portal.core.errors import PortalError
from portal.directory.formats.dates import day_in_file_name
from portal.directory.formats.mapped import FIELDS
from portal.directory.formats.reading import open_source
from portal.directory.formats.registry import FORMATS, header_with
from portal.directory.models import REGULATORS
from portal.directory.services import ImportOutcome, import_file, keep_mapping, rehearse_imports

if TYPE_CHECKING:
    from datetime import datetime

REFUSED = 2
REGISTER_FILES = frozenset({".csv", ".ods", ".xlsx"})
DAY = click.DateTime(formats=["%Y-%m-%d"])
PATH = click.Path(exists=True, readable=True, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
ENDINGS = {
    "applied": "Loaded.",
    "previewed": "Nothing was changed: this was a dry run.",
    "refused": "Refused; nothing was changed.",
}
KIND_WORDS = {
    "renamed": "renamed",
    "re_rated": "re-rated",
    "moved": "moved to another provider",
    "re_registered": "new where another left",
    "relisted": "listed again",
    "ended": "registrations ended",
    "changed": "with other changes",
}


@click.group()
def directory() -> None:
    """The shared register of providers and sites."""


@directory.command("import")
@click.argument("file", metavar="FILE|FOLDER", type=PATH)
@click.option("--as-at", type=DAY, help="The day the register is of, when the file does not say.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--accept-shrink", is_flag=True, help="Load it although far fewer sites are listed than before.")
@click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")
@click.pass_context
@with_appcontext
def import_register(
    context: click.Context,
    file: Path,
    *,
    as_at: datetime | None,
    dry_run: bool,
    accept_shrink: bool,
    as_json: bool,
) -> None:
    """Load FILE, a published register of England or Scotland, or one whose columns were mapped before.

    Of a FOLDER: its registers one after another, the oldest first, and its JSON records as one; the answer is
    then an object with a list of `files`. A dry run says what a real one would. Ends with 0 when all were loaded, or
    would be; with 2 when one was refused.
    """
    sources = sources_in(file)
    said: dict[str, Any] = {"now": clock.now(), "as_at": as_at.date() if as_at else None}
    said |= {"accept_shrink": accept_shrink, "keeps_names": current_app.config["SETTINGS"].keeps_manager_names}
    engine = db.engines["importer"]
    outcomes = (
        rehearse_imports(engine, sources, **said) if dry_run else [import_file(engine, one, **said) for one in sources]
    )
    if not outcomes:
        raise click.UsageError(f"There is no register in {file}.")
    click.echo(_told_as_json(outcomes) if as_json else "\n\n".join(map(as_text, outcomes)))
    context.exit(REFUSED if any(one.status == "refused" for one in outcomes) else 0)


@directory.command("map")
@click.argument("file", type=FILE)
@click.option("--regulator", type=click.Choice(REGULATORS), required=True, help="Whose register it is.")
@click.option("--label", required=True, help="What to call this register.")
@click.option("--column", "columns", multiple=True, metavar="NAME=HEADER", help=f"NAME is one of {', '.join(FIELDS)}.")
@with_appcontext
def map_columns(file: Path, *, regulator: str, label: str, columns: Sequence[str]) -> None:
    """Say which column of FILE is which; every later file with the same columns is then read so."""
    chosen = dict(one.partition("=")[::2] for one in columns)
    try:
        with open_source(file) as sheets, db.engines["importer"].begin() as connection:
            headers = header_with(sheets, chosen.values())
            key = keep_mapping(
                connection, label=label, regulator=regulator, headers=headers, columns=chosen, now=clock.now()
            )
    except PortalError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Kept as {key}.")


def sources_in(path: Path) -> list[Path]:
    """What to load of a file or folder: a folder of records is one source, other files stand for themselves."""
    if not path.is_dir():
        return [path]
    files = [one for one in path.iterdir() if one.is_file() and one.suffix.lower() in REGISTER_FILES]
    files.sort(key=lambda one: (day_in_file_name(one.name) or date.max, one.name))
    return [*files, path] if any(path.rglob("*.json")) else files


def _told_as_json(outcomes: Sequence[ImportOutcome]) -> str:
    told = [outcome.as_json() for outcome in outcomes]
    if len(told) == 1:
        return json.dumps(told[0], ensure_ascii=False)
    named = [{"file": outcome.file_name, **one} for outcome, one in zip(outcomes, told, strict=True)]
    return json.dumps({"files": named}, ensure_ascii=False)


def as_text(outcome: ImportOutcome) -> str:
    """The outcome in lines for a person."""
    counts = outcome.as_json()
    lines = [_heading(outcome), *(_counted(outcome) if counts["read"] else ())]
    lines += [f"- {sentence}" for sentence in (*counts["problems"], *counts["notes"])]
    if counts["read"] and outcome.status == "refused":
        lines.append("If that is right, load it with --accept-shrink.")
    return "\n".join([*lines, ENDINGS.get(outcome.status, outcome.status)])


def _heading(outcome: ImportOutcome) -> str:
    if outcome.format is None or outcome.as_at is None:
        return f"{outcome.file_name}:"
    known = {one.key: one.label for one in FORMATS}
    return f"{outcome.file_name}: {known.get(outcome.format, outcome.format)}, as at {outcome.as_at:%-d %B %Y}"


def _counted(outcome: ImportOutcome) -> Iterator[str]:
    counts = outcome.as_json()
    yield (
        f"{counts['read']:,} rows read: {counts['imported']:,} new, {counts['updated']:,} changed,"
        f" {counts['unchanged']:,} unchanged, {counts['reported']:,} reported and not loaded."
    )
    if counts["out_of_scope"]:
        yield f"Of those reported, {counts['out_of_scope']:,} are not adult social care."
    kinds = [f"{count:,} {KIND_WORDS[kind]}" for kind, count in counts["changes"].items() if count]
    if kinds:
        yield f"What changed: {', '.join(kinds)}."
    yield f"{counts['gone']:,} sites no longer listed."
