"""Where the database is, and bringing it to the state this version expects."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from portal.config import ConfigurationError, Settings
from portal.core.embedded import SUPERUSER, EmbeddedPostgres, embedded_postgres
from portal.core.roles import create_roles, role_url

EMBEDDED_DATABASE = "portal"


@dataclass(frozen=True)
class Location:
    """How to reach the database: as a run-time role, or as its administrator."""

    settings: Settings
    embedded: EmbeddedPostgres | None
    database: str

    def url(self, role: str) -> str:
        if self.embedded:
            return self.embedded.url(role, self.database)
        return role_url(self.settings.database_url or "", role, self.settings.secret)

    def admin_url(self) -> str:
        """The administrator's address: for `portal db init` alone."""
        if self.embedded:
            return self.embedded.url(SUPERUSER, self.database)
        return self.settings.database_url or ""


@contextlib.contextmanager
def located_database(settings: Settings, *, durable: bool = True) -> Iterator[Location]:
    """The database of DATABASE_URL, or the embedded one of the data directory for as long as the block runs."""
    if settings.database_url:
        name = urlsplit(settings.database_url).path.lstrip("/")
        if not name:
            raise ConfigurationError(["DATABASE_URL names no database."])
        yield Location(settings, None, name)
        return
    with embedded_postgres(settings.data_dir, durable=durable) as embedded:
        _ensure_database(embedded)
        yield Location(settings, embedded, EMBEDDED_DATABASE)


def initialise_roles(location: Location) -> None:
    """Create the roles where they are missing (`portal db init`)."""
    try:
        with psycopg.connect(location.admin_url(), autocommit=True) as admin:
            create_roles(admin, location.database, location.settings.secret)
    except psycopg.Error as error:
        reason = f"The roles could not be made: {str(error).strip()}. DATABASE_URL must name an administrator here."
        raise ConfigurationError([reason]) from error


def empty_embedded_database(location: Location) -> None:
    """Throw away everything in the embedded database: for a demonstration that broke off while it was built."""
    if location.embedded is None:
        raise ConfigurationError(["Only the portal's own database is emptied; empty the one of DATABASE_URL yourself."])
    with psycopg.connect(location.embedded.url(SUPERUSER, "postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(EMBEDDED_DATABASE)))
    _ensure_database(location.embedded)


def _ensure_database(embedded: EmbeddedPostgres) -> None:
    with psycopg.connect(embedded.url(SUPERUSER, "postgres"), autocommit=True) as admin:
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (EMBEDDED_DATABASE,)).fetchone():
            return
        with contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(EMBEDDED_DATABASE)))
