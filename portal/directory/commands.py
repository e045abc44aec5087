"""`portal directory`: load a published register from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext

from portal.core import clock
from portal.core.db import db
from portal.directory.services import ImportOutcome, import_file

if TYPE_CHECKING:
    from datetime import datetime

REFUSED = 2
DAY = click.DateTime(formats=["%Y-%m-%d"])
FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
ENDINGS = {
    "applied": "Loaded.",
    "previewed": "Nothing was changed: this was a dry run.",
    "refused": "Refused; nothing was changed.",
}


@click.group()
def directory() -> None:
    """The shared register of providers and sites."""


@directory.command("import")
@click.argument("file", type=FILE)
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
    """Load FILE: the CQC directory (CSV) or HSCA active locations (ODS or XLSX), as published.

    Ends with 0 when it was loaded, or could be; with 2 when it was refused.
    """
    outcome = import_file(
        db.engines["importer"],
        file,
        now=clock.now(),
        as_at=as_at.date() if as_at else None,
        dry_run=dry_run,
        accept_shrink=accept_shrink,
    )
    click.echo(json.dumps(outcome.as_json(), ensure_ascii=False) if as_json else as_text(outcome))
    context.exit(REFUSED if outcome.status == "refused" else 0)


def as_text(outcome: ImportOutcome) -> str:
    """The outcome in lines for a person."""
    counts = outcome.as_json()
    day = f" as at {outcome.as_at:%-d %B %Y}" if outcome.as_at else ""
    lines = [f"{outcome.file_name}: {outcome.format or 'unknown layout'}{day}"]
    if counts["read"]:
        lines.append(
            f"{counts['read']:,} rows read: {counts['imported']:,} new, {counts['updated']:,} changed,"
            f" {counts['unchanged']:,} unchanged, {counts['reported']:,} reported."
        )
        lines.append(f"{counts['gone']:,} sites no longer listed.")
    lines += [f"- {sentence}" for sentence in (*counts["problems"], *counts["notes"])]
    if counts["read"] and outcome.status == "refused":
        lines.append("If that is right, load it with --accept-shrink.")
    return "\n".join([*lines, ENDINGS.get(outcome.status, outcome.status)])
