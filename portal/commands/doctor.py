"""`portal doctor`: is the database what this version's code may serve from? Asked again at every start."""

from __future__ import annotations

import importlib.util
import json
import pkgutil
from typing import TYPE_CHECKING

import click
import psycopg
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext

import portal
from portal.config import ConfigurationError
from portal.core import migrate
from portal.core.db import SCHEMA, Model
from portal.core.file_store import StoreAwayError
from portal.core.roles import APP, ROLES
from portal.core.row_security import conformance_faults, conformance_warnings
from portal.core.virus_scanner import ScannerAwayError
from portal.documents.vault import Vault, open_vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from portal.core.installation import Location
    from portal.registry import Registry

WELL = "All well."


def import_models() -> None:
    """Import every feature's models: a table whose feature no page has loaded yet is a table all the same."""
    for feature in pkgutil.iter_modules(portal.__path__, "portal."):
        if feature.ispkg and importlib.util.find_spec(f"{feature.name}.models"):
            importlib.import_module(f"{feature.name}.models")


def examine(location: Location, registry: Registry) -> list[str]:
    """Every reason not to serve from this database, one sentence each; none when all is well."""
    faults = [fault for role in ROLES if role.may_log_in for fault in _login_faults(location, role.name)]
    if faults:
        return faults
    with migrate.migrator_engine(location).connect() as connection:
        faults = [*_migration_faults(connection, registry)]
        if faults:
            return faults  # the rest would only say the same in many other words
        faults = [*_role_faults(connection, registry)]
    import_models()
    may_shift_clock = location.settings.environment != "production"
    with _as_app(location).connect() as connection:
        return faults + conformance_faults(connection, Model.metadata, may_shift_clock=may_shift_clock)


def warnings(location: Location) -> list[str]:
    """What weakens the installation but need not keep it from serving."""
    with _as_app(location).connect() as connection:
        found = conformance_warnings(connection)
    return [*found, *_document_warnings(open_vault(location.settings))]


def refuse_if_unsafe(location: Location, registry: Registry) -> None:
    """Raise `ConfigurationError` with every fault: nobody is served from a database one cannot trust."""
    faults = examine(location, registry)
    if faults:
        raise ConfigurationError(faults)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def doctor(*, as_json: bool) -> None:
    """Check the database's roles, row security and migrations; exit 1 and name every fault."""
    location: Location = current_app.extensions["portal.location"]
    faults = examine(location, current_app.extensions["portal.registry"])
    warned = [] if faults else warnings(location)
    if as_json:
        click.echo(json.dumps({"faults": faults, "warnings": warned}, indent=2))
    else:
        click.echo("\n".join([*faults, *(f"Warning: {one}" for one in warned)] or [WELL]))
    if faults:
        raise click.exceptions.Exit(1)


def _document_warnings(vault: Vault) -> Iterator[str]:
    """Documents wait while their store or the scanner is away; people are served all the same."""
    try:
        vault.store.check()
    except StoreAwayError as error:
        yield f"Documents cannot be kept or fetched: their store does not answer ({error})."
    if vault.scanner:
        try:
            vault.scanner.check()
        except ScannerAwayError:
            yield "The virus scanner does not answer: uploads wait in quarantine."


def _login_faults(location: Location, role: str) -> Iterator[str]:
    """Whether the role can log in with the password derived from our secret, and is who it says."""
    try:
        with psycopg.connect(location.url(role)) as connection:
            row = connection.execute("SELECT current_user, session_user, current_setting('row_security')").fetchone()
    except psycopg.OperationalError as error:
        yield f"{role} cannot log in: {str(error).strip().splitlines()[-1]}"
        return
    if row != (role, role, "on"):
        yield f"{role} logs in as {row}; it must be itself, with row security on."


def _migration_faults(connection: Connection, registry: Registry) -> Iterator[str]:
    expected = {SCHEMA: (migrate.HISTORY, "The database")}
    for name, history in registry.outside_histories().items():
        expected[f"plugin_{name}"] = (history, f"The plugin {name}'s part of the database")
    for schema, (history, what) in expected.items():
        there, wanted = _revision(connection, schema), _head(connection, history)
        if there != wanted:
            at = there or "no migration"
            yield f"{what} is at {at}, this version needs {wanted}: run portal db upgrade."


def _revision(connection: Connection, schema: str) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table_schema": schema})
    return context.get_current_revision()


def _head(connection: Connection, history: Path) -> str | None:
    return ScriptDirectory.from_config(migrate.configuration(connection, history=history)).get_current_head()


def _role_faults(connection: Connection, registry: Registry) -> Iterator[str]:
    """What the database lets a role see must be what the code declares."""
    known = connection.execute(sa.text("SELECT key, compartments, powers FROM auth.role"))
    held = {row.key: (sorted(row.compartments), sorted(row.powers)) for row in known}
    declared = {
        role.key: (sorted(role.compartments), sorted(registry.powers_of(role.key))) for role in registry.roles.values()
    }
    for key in sorted(held.keys() | declared.keys()):
        if held.get(key) != declared.get(key):
            yield f"The role {key} of the database is not the one the code declares: run portal db upgrade."


def _as_app(location: Location) -> sa.Engine:
    return sa.create_engine(location.url(APP), poolclass=sa.NullPool)
