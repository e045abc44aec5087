"""`portal db`: bring a database to what this version's code declares, and make new migrations."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path

import click
from sqlalchemy import Connection, text

from portal.config import load_settings
from portal.core import migrate
from portal.core.installation import Location, initialise_roles, located_database
from portal.registry import Registry


def prepare_database(location: Location, registry: Registry) -> None:
    """Migrate to the head, then tell the database which compartments and powers each declared role has."""
    migrate.upgrade(location)
    migrate.upgrade_outside_plugins(location, registry.outside_histories())
    with migrate.migrator_engine(location).begin() as connection:
        sync_roles(connection, registry)


def sync_roles(connection: Connection, registry: Registry) -> None:
    """Write the declared roles for `ctx.begin` to read."""
    connection.execute(text("DELETE FROM auth.role"))
    for role in registry.roles.values():
        connection.execute(
            text("INSERT INTO auth.role (key, compartments, powers) VALUES (:key, :compartments, :powers)"),
            {
                "key": role.key,
                "compartments": sorted(role.compartments),
                "powers": sorted(registry.powers_of(role.key)),
            },
        )


@click.group()
def db() -> None:
    """Roles and migrations of the database."""


@db.command()
def init() -> None:
    """Create the database roles. DATABASE_URL must name an administrator for this."""
    with located_database(load_settings()) as location:
        initialise_roles(location)
        click.echo("The roles are there. Next: portal db upgrade")


@db.command()
def upgrade() -> None:
    """Run every migration this version brings, outside plugins' included."""
    from portal.app import create_app  # noqa: PLC0415 - the application imports this module's neighbours

    with located_database(load_settings()) as location:
        app = create_app(location.settings, location)
        prepare_database(location, app.extensions["portal.registry"])
        click.echo(f"At {migrate.head()}.")


@db.command("check")
def check_drift() -> None:
    """Fail where the models and the migrations differ. Migrates a throw-away database to see."""
    from portal.app import create_app  # noqa: PLC0415 - as above

    with tempfile.TemporaryDirectory() as folder:
        settings = replace(load_settings(data_dir=Path(folder)), database_url=None)
        with located_database(settings, durable=False) as location:
            initialise_roles(location)
            app = create_app(settings, location)
            prepare_database(location, app.extensions["portal.registry"])
            with migrate.migrator_engine(location).connect() as connection:
                differences = migrate.drift(connection)
    for one in differences:
        click.echo(one)
    if differences:
        raise click.ClickException("Models and migrations differ.")
    click.echo("Models and migrations agree.")


@db.command()
@click.argument("owner")
@click.argument("what")
def new(owner: str, what: str) -> None:
    """Begin a migration: portal db new complaints "add stage two"."""
    number = int(migrate.head()[:4]) + 1
    slug = re.sub(r"[^a-z0-9]+", "_", what.lower()).strip("_")
    name = f"{number:04}_{owner}_{slug}"
    path = migrate.HISTORY / "versions" / f"{name}.py"
    path.write_text(
        f'"""{owner.capitalize()}: {what}."""\n\nfrom __future__ import annotations\n\nimport sqlalchemy as sa\n'
        f"from alembic import op\n\nfrom migrations import tenancy\n\nrevision = {name!r}\n"
        f"down_revision = {migrate.head()!r}\nbranch_labels = None\ndepends_on = None\n\n\n"
        "def upgrade() -> None:\n    pass\n\n\ndef downgrade() -> None:\n    pass\n",
        encoding="utf-8",
    )
    click.echo(str(path))
