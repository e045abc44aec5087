"""`portal trail`: hand out a log so that anyone can check it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Connection, text

from portal.core import clock
from portal.core.migrate import migrator_engine
from portal.core.roles import GATE, SEALER
from portal.trail.export import UNSEALED_ERASURES, Source, into_folder, write_export
from portal.trail.rules import PLATFORM_LOG
from portal.trail.sealing import MOST_AT_ONCE, seal
from portal.trail.signing import signer_of

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Engine

    from portal.config import Settings
    from portal.core.installation import Location

MOST_TRIES = 5


@click.group()
def trail() -> None:
    """The record of every act, as a tree that anyone can check."""


@trail.command("export")
@click.option("--tenant", "slug", help="The organisation's address.")
@click.option("--platform", is_flag=True, help="The platform's own log instead.")
@click.option("--entry", "only", type=int, help="The number of one entry: its proof, and nothing of the others.")
@click.option("--out", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="A new folder.")
@with_appcontext
def export(slug: str | None, folder: Path, only: int | None, *, platform: bool) -> None:
    """Seal what waits, then write the whole log of an organisation with the program that checks it.

    The folder holds what every case's entries say, whatever its compartment: hand it out with care. With --entry it
    holds what that entry says, and of all others the hash alone.
    """
    if platform == bool(slug):
        raise click.UsageError("Name an organisation with --tenant, or say --platform.")
    location: Location = current_app.extensions["portal.location"]
    settings: Settings = current_app.config["SETTINGS"]
    engine = migrator_engine(location)
    log = PLATFORM_LOG if slug is None else _log_of(engine, slug)
    _seal_all(engine, settings, log)
    if only is not None:
        _require_sealed(engine, log, only)
    try:
        opened = into_folder(folder)
    except FileExistsError as error:
        raise click.ClickException(str(error)) from error
    with engine.connect() as connection:
        steady = _at_one_moment(connection, engine, settings, log)
        source = Source(steady, log, signer_of(settings, log), is_part=only is not None, only=only)
        size = write_export(source, opened, at=clock.now())
    told = f"Entry {only} of {size}" if only is not None else f"{size} entries"
    click.echo(f"{told} in {folder}. Check with: python3 -I -S {folder / 'verify.py'}")


def _log_of(engine: Engine, slug: str) -> UUID:
    with engine.begin() as connection:
        connection.execute(text(f"SET LOCAL ROLE {GATE}"))
        found: UUID | None = connection.execute(
            text("SELECT id FROM portal.tenant WHERE slug = :slug"), {"slug": slug}
        ).scalar()
    if found is None:
        raise click.ClickException(f"There is no organisation with the address {slug}.")
    return found


def _require_sealed(engine: Engine, log: UUID, number: int) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"SET LOCAL ROLE {SEALER}"))
        is_there = text("SELECT EXISTS (SELECT FROM portal.trail_entry WHERE tenant_id = :log AND seq = :seq)")
        if not connection.execute(is_there, {"log": log, "seq": number}).scalar_one():
            raise click.ClickException(f"There is no entry {number} yet.")


def _seal_all(engine: Engine, settings: Settings, log: UUID) -> None:
    found = MOST_AT_ONCE
    while found == MOST_AT_ONCE:
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL ROLE {SEALER}"))
            found = seal(connection, settings, log, at=clock.now())


def _at_one_moment(connection: Connection, engine: Engine, settings: Settings, log: UUID) -> Connection:
    """Begin a transaction that sees one moment, in which no erasure waits to be sealed: it would look like a theft."""
    steady = connection.execution_options(isolation_level="REPEATABLE READ")
    for _try in range(MOST_TRIES):
        steady.execute(text(f"SET LOCAL ROLE {SEALER}"))
        if not steady.execute(UNSEALED_ERASURES, {"log": log}).scalar_one():
            return steady
        steady.rollback()
        _seal_all(engine, settings, log)
    raise click.ClickException("Erasures go on and on. Try again in a minute.")
