"""The portal over a database of its own, which a test may take away, cut off or slow down."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql

from portal.core.clock import now
from tests.casework.incidents import completed, path
from tests.client import PortalClient
from tests.databases import let_go, made_database, served
from tests.world import PERSONAS, acting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from portal.core.installation import Location


class Faults:
    """What can befall a database: `with faults.away(): …`."""

    def __init__(self, admin: psycopg.Connection, database: str) -> None:
        self.admin, self.database = admin, database

    def cut(self) -> None:
        """Every connection ends, as when the server is started anew."""
        self.admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (self.database,)
        )

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nobody gets in any more, and whoever was in is out."""
        self._alter("ALLOW_CONNECTIONS false")
        self.cut()
        yield
        self._alter("ALLOW_CONNECTIONS true")

    def _alter(self, what: str) -> None:
        self.admin.execute(sql.SQL("ALTER DATABASE {} " + what).format(sql.Identifier(self.database)))


@pytest.fixture(scope="module")
def own(cluster: Location, worker_id: str) -> Iterator[Location]:
    with made_database(cluster, f"faults_{worker_id}") as location:
        yield location


@pytest.fixture(scope="module")
def app(own: Location) -> Iterator[Flask]:
    """One application for all tests of a module: none of them starts it anew."""
    with served(own) as made:
        made.config["PROPAGATE_EXCEPTIONS"] = False
        yield made


@pytest.fixture
def location(own: Location) -> Location:
    return own


@pytest.fixture
def faults(own: Location, app: Flask) -> Iterator[Faults]:
    with psycopg.connect(own.embedded.url("postgres", "postgres"), autocommit=True) as admin:
        yield Faults(admin, own.database)


@pytest.fixture
def edit(app: Flask) -> str:
    """Where Ben corrects a fall at Rosewood House."""
    let_go(app)
    with acting(app, PERSONAS["ben"], now=now() - timedelta(hours=2), keep=True) as uow:
        return f"{path(completed(uow))}/edit"


@pytest.fixture
def ben(app: Flask) -> PortalClient:
    return PortalClient(app).as_("ben")
