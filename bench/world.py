"""The world of a run: a throw-away PostgreSQL, the migrated database, one signed-in person for each organisation."""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy.orm import Session

from bench.rows import fill, seeded
from bench.sizes import Sizes, TenantSize
from portal.app import create_app
from portal.commands.database import prepare_database
from portal.config import load_settings
from portal.core import clock, migrate
from portal.core.db import db
from portal.core.installation import Location, initialise_roles, located_database
from portal.core.principal import SignedIn
from portal.core.uow import UnitOfWork
from portal.demo.seeding import SeededPerson, put_people, put_session, put_tenants
from portal.registry import unit_of_work

BENCH_FOLDER = Path(__file__).parents[1] / ".bench"
LOCK = "lock"
SECRET = "a secret for the bench, long enough to be one"
Say = Callable[[str], None]


@dataclass(frozen=True)
class World:
    """What a comparison is measured in."""

    app: Flask
    location: Location
    sizes: Sizes

    def connect(self, *, role: str | None = None, autocommit: bool = True) -> psycopg.Connection[Any]:
        """A bare psycopg connection: as a superuser, whom row security does not bind, or as a run-time role."""
        address = self.location.url(role) if role else self.location.admin_url()
        return psycopg.connect(address, autocommit=autocommit)

    @contextlib.contextmanager
    def acting(self, one: TenantSize, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        """One transaction of the organisation's manager, rolled back at the end unless the block commits."""
        registry = self.app.extensions["portal.registry"]
        principal = SignedIn(token_of(one), one.slug, read_only=read_only)
        # Never left open around a request: Flask would run the request inside it, with the same `g`.
        with self.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
            yield unit_of_work(registry, session, principal, clock.now())


@contextlib.contextmanager
def built_world(sizes: Sizes, say: Say) -> Iterator[World]:
    """Build everything in a folder of its own; stop the server and remove the folder whatever happens.

    The server keeps its promises (fsync and all) as in earnest: writers that wait for one another wait for the disk.
    """
    with _own_folder() as folder:
        settings = replace(
            load_settings(data_dir=folder, base_url="https://bench.example"),
            database_url=None,
            secret=SECRET,
            environment="production",  # what is measured is what runs: no reloading, no strict names
            password_cost="test",
        )
        with located_database(settings) as location:
            began = time.perf_counter()
            world = World(_prepared_app(location, sizes), location, sizes)
            with world.connect() as admin:
                fill(admin, sizes)
            say(f"Built {sum(one.records for one in sizes.tenants):,} records in {time.perf_counter() - began:.0f} s.")
            try:
                yield world
            finally:
                with world.app.app_context():
                    for engine in db.engines.values():
                        engine.dispose()


@contextlib.contextmanager
def _own_folder() -> Iterator[Path]:
    """A folder of this run below `.bench/`, held by a lock; those of runs that were killed are removed."""
    BENCH_FOLDER.mkdir(exist_ok=True)
    for left in BENCH_FOLDER.glob("world-*"):
        with (left / LOCK).open("w") as lock, contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left)
    with (
        tempfile.TemporaryDirectory(dir=BENCH_FOLDER, prefix="world-") as folder,
        (Path(folder) / LOCK).open("w") as lock,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield Path(folder)


def _prepared_app(location: Location, sizes: Sizes) -> Flask:
    initialise_roles(location)
    app = create_app(location.settings, location)
    prepare_database(location, app.extensions["portal.registry"])
    people = [manager_of(one) for one in sizes.tenants]
    with migrate.migrator_engine(location).begin() as connection:
        put_tenants(connection, [seeded(one) for one in sizes.tenants])
        put_people(connection, people, password_hash="nobody signs in with it")
        for one, person in zip(sizes.tenants, people, strict=True):
            put_session(connection, person, token_of(one))
    return app


def manager_of(one: TenantSize) -> SeededPerson:
    return SeededPerson(f"manager@{one.slug}.example", "Mary Manager", {one.slug: ("manager",)})


def token_of(one: TenantSize) -> str:
    """The session token of the organisation's manager."""
    return f"token-of-the-manager-of-{one.slug}"
