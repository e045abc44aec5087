"""An application over the configured database, for as long as a command runs."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import click
import psycopg
from flask import Flask
from sqlalchemy import create_engine, pool

from portal.app import create_app
from portal.commands.database import prepare_database
from portal.config import ConfigurationError, Settings, load_settings
from portal.core import migrate
from portal.core.db import db
from portal.core.installation import Location, initialise_roles, located_database
from portal.core.log import set_up_logging
from portal.core.roles import MIGRATOR


@contextlib.contextmanager
def running_app(*, base_url: str | None = None) -> Iterator[tuple[Flask, Location]]:
    """The application and where its database is.

    An embedded database is made and migrated on the way; one of your own must have been (`portal db init`,
    `portal db upgrade`), for a command must not change it by surprise.
    """
    settings = load_settings(base_url=base_url)
    set_up_logging(pretty=settings.environment != "production")
    with located_database(settings) as location:
        if location.embedded:
            ensure_current(location)
        app = create_app(settings, location)
        with app.app_context():
            try:
                yield app, location
            finally:
                for engine in db.engines.values():
                    engine.dispose()


def ensure_current(location: Location) -> None:
    """Create roles and migrate, unless the database is at this version's head already."""
    if _revision(location) != migrate.head():
        initialise_roles(location)
        prepare_database(location, create_app(location.settings, location).extensions["portal.registry"])


def with_app(command: click.Command) -> click.Command:
    """A copy of the command that runs inside an application context over the configured database."""
    inner: Callable[[click.Context], Any] = command.invoke
    wrapped = copy.copy(command)

    def invoke(context: click.Context) -> Any:
        with running_app():
            return inner(context)

    wrapped.invoke = invoke  # type: ignore[assignment,method-assign]
    return wrapped


def at_port(settings: Settings, port: int) -> Settings:
    """The same settings, served from this machine on a port."""
    return replace(settings, base_url=f"http://127.0.0.1:{port}")


def _revision(location: Location) -> str | None:
    engine = create_engine(location.url(MIGRATOR), poolclass=pool.NullPool)
    try:
        with engine.connect() as connection:
            return migrate.current(connection)
    except Exception as error:
        if isinstance(getattr(error, "orig", error), psycopg.OperationalError | psycopg.ProgrammingError):
            return None
        raise


@contextlib.contextmanager
def faults_as_words() -> Iterator[None]:
    """A refused configuration is told in lines, not in a trace, and ends the command with 1."""
    try:
        yield
    except ConfigurationError as error:
        click.echo("\n".join(["The portal will not start:", *(f"- {fault}" for fault in error.faults)]), err=True)
        raise SystemExit(1) from None
