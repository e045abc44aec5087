"""Databases of a test's own, and the superuser's hands."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import psycopg
import sqlalchemy as sa

from portal.app import create_app
from portal.core.db import db
from portal.core.roles import open_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy import Connection

    from portal.config import Settings
    from portal.core.installation import Location

WORLD = "portal_world"
EMPTY = "template0"
EVERY_TABLE = """
    SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
"""


@contextmanager
def made_database(cluster: Location, name: str, template: str = WORLD) -> Iterator[Location]:
    """A copy of the world, or an empty database, for as long as the block runs."""
    with psycopg.connect(cluster.embedded.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY wal_log")
        open_database(admin, name)
        yield replace(cluster, database=name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def served(location: Location, settings: Settings | None = None, **options: Any) -> Iterator[Flask]:
    """An application over a database of a test's own; its connections end with the block."""
    app = create_app(settings or location.settings, location, **options)
    app.testing = True
    try:
        yield app
    finally:
        let_go(app)


def let_go(app: Flask) -> None:
    """Close the connections at hand."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@contextmanager
def as_superuser(location: Location) -> Iterator[Connection]:
    """One transaction in which row security binds nobody, rolled back at the end."""
    engine = sa.create_engine(location.admin_url(), poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection
        connection.rollback()


def tables_with(location: Location, word: str) -> list[str]:
    """Every table in which the word stands, in a column of whatever type; as the superuser sees it."""
    with as_superuser(location) as connection:
        names = connection.scalars(sa.text(EVERY_TABLE)).all()
        return sorted(
            name
            for name in names
            if connection.scalar(sa.text(f"SELECT EXISTS (SELECT FROM {name} t WHERE t::text ILIKE '%{word}%')"))
        )
