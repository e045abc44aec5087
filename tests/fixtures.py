"""A real PostgreSQL with row security on; a world of personas that every test finds as it was."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from filelock import FileLock
from flask import Flask
from sqlalchemy import Engine, event

from portal.app import create_app
from portal.config import Settings, load_settings
from portal.core.db import db
from portal.core.file_store import FolderStore
from portal.core.installation import Location, located_database
from portal.core.roles import open_database
from portal.core.uow import UnitOfWork
from portal.documents.vault import Vault
from tests.client import PortalClient
from tests.pristine import PristineRows
from tests.world import PERSONAS, Persona, acting, build_world

TEMPLATE = "portal_world"
REAL_DATA = Path(os.environ.get("PORTAL_REAL_DATA", Path(__file__).parent.parent.parent / "shared" / "data"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """What `PORTAL_TESTS_REQUIRE` names (`browser real_data`) may not be skipped: there, a skip is a failure."""
    report = yield
    named = {marker.name for marker in item.iter_markers()} | set(getattr(item, "fixturenames", ()))
    if report.skipped and named & set(os.environ.get("PORTAL_TESTS_REQUIRE", "").split()):
        report.outcome = "failed"
        report.longrepr = f"Required, and yet skipped: {report.longrepr[-1]}"
    return report


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Location]:
    """One throw-away server for all workers, with the world built once as a template database."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    os.environ.update(PORTAL_ENV="test", PORTAL_PASSWORD_COST="test", PORTAL_SECRET="a secret for tests, long enough")
    settings = load_settings(data_dir=shared / "instance", base_url="http://localhost")
    with located_database(settings, durable=False) as location:
        with FileLock(shared / "world.lock"):
            if not (shared / "world.done").exists():
                build_world(replace(location, database=TEMPLATE))
                (shared / "world.done").touch()
        yield location


@pytest.fixture(scope="session")
def settings(cluster: Location) -> Settings:
    return cluster.settings


class WorkerDatabase:
    """This worker's copy of the world, put back as it was only after a test committed something."""

    def __init__(self, cluster: Location, worker_id: str) -> None:
        self.location = replace(cluster, database=f"world_{worker_id}")
        self.is_dirty = True
        self.engines: list[Engine] = []
        self.pristine: PristineRows | None = None
        self.connection: psycopg.Connection | None = None  # kept: a new one would load every table's definition again
        event.listen(Engine, "commit", self._note_commit)

    def _note_commit(self, connection) -> None:
        self.is_dirty = self.is_dirty or connection.engine.url.database == self.location.database

    def renew(self) -> None:
        if not self.is_dirty:
            return
        if not self._put_back():
            self._make()
        self.is_dirty = False

    def _put_back(self) -> bool:
        if self.pristine is None or self.connection is None:
            return False
        try:
            return self.pristine.put_back(self.connection)
        except psycopg.OperationalError:  # a test ended every connection
            self.connection = psycopg.connect(self.location.admin_url(), autocommit=True)
            return self.pristine.put_back(self.connection)

    def _make(self) -> None:
        for engine in self.engines:
            engine.dispose()
        admin = self.location.embedded.url("postgres", "postgres")
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {self.location.database} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {self.location.database} TEMPLATE {TEMPLATE} STRATEGY wal_log")
            open_database(connection, self.location.database)
        self.close()
        self.connection = psycopg.connect(self.location.admin_url(), autocommit=True)
        self.pristine = PristineRows(self.connection)

    def close(self) -> None:
        if self.connection:
            self.connection.close()


@pytest.fixture(scope="session")
def worker_database(cluster: Location, worker_id: str) -> Iterator[WorkerDatabase]:
    database = WorkerDatabase(cluster, worker_id)
    database.renew()
    yield database
    database.close()


@pytest.fixture(scope="session")
def shared_app(worker_database: WorkerDatabase, settings: Settings) -> Flask:
    app = create_app(settings, worker_database.location)
    app.testing = True
    with app.app_context():
        worker_database.engines = list(db.engines.values())
    return app


@pytest.fixture
def app(shared_app: Flask, worker_database: WorkerDatabase) -> Iterator[Flask]:
    """The application over the world as it was built."""
    worker_database.renew()
    return shared_app


@pytest.fixture
def location(app: Flask, worker_database: WorkerDatabase) -> Location:
    return worker_database.location


@pytest.fixture
def vault(app: Flask, tmp_path: Path) -> Iterator[Vault]:
    """The application's vault with an empty folder of its own and no scanner."""
    earlier = app.extensions["portal.vault"]
    app.extensions["portal.vault"] = replace(earlier, store=FolderStore(tmp_path / "documents"))
    yield app.extensions["portal.vault"]
    app.extensions["portal.vault"] = earlier


@pytest.fixture
def client(app: Flask) -> PortalClient:
    """A browser without scripts: `client.as_("asha").get("/t/northshire/")`."""
    return PortalClient(app)


@pytest.fixture
def act(app: Flask) -> Iterator[Callable[..., UnitOfWork]]:
    """Act as a persona in a transaction that is rolled back: `uow = act("ben")`."""
    with ExitStack() as stack:

        def begin(
            name: str, tenant: str | None = None, now: datetime = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
        ) -> UnitOfWork:
            return stack.enter_context(acting(app, PERSONAS[name], tenant=tenant, now=now))

        yield begin


@pytest.fixture
def act_and_commit(app: Flask) -> Callable[..., object]:
    """Act as a persona and keep it: `with act_and_commit("ben") as uow: …`."""

    @contextmanager
    def begin(
        name: str, tenant: str | None = None, now: datetime = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
    ) -> Iterator[UnitOfWork]:
        with acting(app, PERSONAS[name], tenant=tenant, now=now, keep=True) as uow:
            yield uow

    return begin


@pytest.fixture
def persona() -> Callable[[str], Persona]:
    return PERSONAS.__getitem__


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The published files beside the project, or a skip with a reason."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"real data: no folder {REAL_DATA}; set PORTAL_REAL_DATA")
    return REAL_DATA
