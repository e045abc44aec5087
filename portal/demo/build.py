"""Build the demonstration world: its cast and register at once, then a year, day by day."""

from __future__ import annotations

import gc
import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from portal.accounts.passwords import hash_password
from portal.core import clock, migrate
from portal.core.clock import london_moment
from portal.core.db import db
from portal.core.ids import new_token, repeatable_ids
from portal.core.installation import Location
from portal.core.principal import SignedIn
from portal.core.uow import UnitOfWork
from portal.demo.cast import PASSWORD, PEOPLE, TENANTS
from portal.demo.links import arrange_links
from portal.demo.long_ago import live_long_ago
from portal.demo.register import put_register
from portal.demo.seeding import SeededPerson, put_people, put_session, put_tenants, shift_clock
from portal.registry import unit_of_work
from portal.worker import run_waiting_jobs

DAYS = 365
EVERY_DAY_FOR = 6
SHARE_OF_OLDER_DAYS = 0.025
WORKING_HOURS = (8, 17)

RECORDS = "SELECT reference, status, severity, opened_on, closed_on, title FROM portal.record ORDER BY reference"
DISCLOSURES = """
    SELECT r.reference, d.peer_name, d.view, d.version, d.state, d.sha256, d.opened_at IS NOT NULL AS is_opened
    FROM portal.disclosure d JOIN portal.record r ON (r.tenant_id, r.id) = (d.tenant_id, d.record_id)
    ORDER BY r.reference, d.peer_name, d.version
"""


@dataclass
class World:
    """The world while it is built: its application, its clock, and a session for each of its people."""

    app: Flask
    location: Location
    seed: int
    today: date
    tokens: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def acting(self, person: SeededPerson, slug: str, now: datetime) -> Iterator[UnitOfWork]:
        """One transaction of one person at one moment of the past, kept."""
        self.set_clock(now)
        registry = self.app.extensions["portal.registry"]
        with Session(db.engine, expire_on_commit=False) as session:
            uow = unit_of_work(registry, session, _as(self, person, slug), now)
            yield uow
            uow.finish()
            session.commit()

    def set_clock(self, now: datetime) -> None:
        with self.owner.begin() as connection:
            connection.execute(sa.text("SET LOCAL synchronous_commit = off"))  # a clock is no record
            shift_clock(connection, datetime.now(UTC) - now)

    def luck(self, *parts: object) -> Random:
        """Chance of its own for each part of the story, so that one part's draws do not change another's."""
        return Random(repr((self.seed, *parts)))

    @property
    def owner(self) -> sa.Engine:
        found: sa.Engine = self.app.extensions["demo.owner"]
        return found


def build_world(app: Flask, location: Location, *, seed: int = 1, days: int = DAYS) -> dict[str, Any]:
    """Build it all and say what there is: records by organisation and status, disclosures, a fingerprint of both.

    The same seed on the same day gives the same world; `days` is how long ago its story begins.
    """
    app.extensions["demo.owner"] = sa.create_engine(location.url("portal_migrator"), pool_size=1)
    sa.event.listen(app.extensions["demo.owner"], "connect", _become_owner)
    world = World(app, location, seed, clock.london_day(clock.now()))
    with app.app_context(), _unhurried_commits(), _rare_collections():
        _put_cast(world, began=world.today - timedelta(days=days))
        with repeatable_ids(world.luck("beginning"), london_moment(world.today - timedelta(days=DAYS), time(0))):
            put_register(world.luck("register"), world.today)
        live_long_ago(world)
        with repeatable_ids(world.luck("links"), london_moment(world.today - timedelta(days=DAYS), time(0))):
            arrange_links(world)
        _live(world, days)
        with world.owner.begin() as connection:
            shift_clock(connection, None)
        run_waiting_jobs(app)
        summary = _summary(world)
    app.extensions.pop("demo.owner").dispose()
    return summary


@contextmanager
def _unhurried_commits() -> Iterator[None]:
    """A demonstration that breaks off is built again, so its commits need not wait for the disk one by one."""
    for engine in db.engines.values():
        engine.dispose()
        sa.event.listen(engine, "connect", _commit_later)
    try:
        yield
    finally:
        for engine in db.engines.values():
            sa.event.remove(engine, "connect", _commit_later)
            engine.dispose()


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Ten thousand short transactions leave little in cycles; looking for it as often as by default is a sixth of it."""
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 10, 10)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _commit_later(connection: Any, _record: Any) -> None:
    connection.execute("SET synchronous_commit = off")
    connection.commit()


def is_whole(location: Location) -> bool:
    """Whether the building went to its end, where it puts the clock right."""
    with migrate.migrator_engine(location).connect() as connection:
        return bool(connection.scalar(sa.text("SELECT NOT EXISTS (SELECT FROM ctx.shifted_clock)")))


def _put_cast(world: World, *, began: date) -> None:
    """The people and, with them, the clock set back: as long as it is, the world is not whole."""
    cost = world.app.config["SETTINGS"].password_cost
    with migrate.migrator_engine(world.location).begin() as connection:
        put_tenants(connection, TENANTS)
        put_people(connection, PEOPLE, password_hash=hash_password(PASSWORD, cost=cost))
        for one in PEOPLE:
            world.tokens[one.email] = new_token()
            put_session(connection, one, world.tokens[one.email])
        shift_clock(connection, clock.now() - london_moment(began, time(0)))


def _live(world: World, days: int) -> None:
    """Up to yesterday: what happened by now today would depend on the hour the world is built at."""
    for back in range(days, 0, -1):
        day = world.today - timedelta(days=back)
        for position, (person, slug) in enumerate(_who_works(world, back)):
            now = _moment(world, day, position)
            with repeatable_ids(world.luck("ids", back, person.email, slug), now):
                with world.acting(person, slug, now) as uow:
                    uow.plugins.asked("portal_demo")(uow=uow, random=world.luck("day", back, person.email, slug))
                run_waiting_jobs(world.app, now=now)


def _who_works(world: World, back: int) -> list[tuple[SeededPerson, str]]:
    """Everybody on recent days, a share of them on older ones; administrators and the operator have no cases."""
    people = [
        (person, slug) for person in PEOPLE for slug, roles in person.roles.items() if "tenant_admin" not in roles
    ]
    if back <= EVERY_DAY_FOR:
        return people
    luck = world.luck("at work", back)
    return [one for one in people if luck.random() < SHARE_OF_OLDER_DAYS]


def _moment(world: World, day: date, position: int) -> datetime:
    """In the order of the list, so that what one does another can answer the same day."""
    first, last = WORKING_HOURS
    minutes = int((last - first) * 60 * position / (len(PEOPLE) + 2)) + world.luck("moment", day, position).randrange(
        10
    )
    return london_moment(day, time(first)) + timedelta(minutes=minutes)


def _summary(world: World) -> dict[str, Any]:
    """Counted as each organisation itself sees it; nobody may count across them."""
    counts: dict[str, dict[str, int]] = {}
    disclosures, lines = 0, []
    for person, slug in _who_works(world, 0):
        if slug in counts or not {"manager", "officer"} & set(person.roles[slug]):
            continue
        with Session(db.engine) as session:
            unit_of_work(world.app.extensions["portal.registry"], session, _as(world, person, slug), clock.now())
            records = session.execute(sa.text(RECORDS)).all()
            sent = session.execute(sa.text(DISCLOSURES)).all()
        counts[slug] = dict(Counter(row.status for row in records))
        disclosures += len(sent)
        lines += [slug, *map(repr, records), *map(repr, sent)]
    fingerprint = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
    return {
        "organisations": len(TENANTS),
        "people": len(PEOPLE),
        "incidents": counts,
        "disclosures": disclosures,
        "fingerprint": fingerprint,
    }


def _as(world: World, person: SeededPerson, slug: str) -> SignedIn:
    return SignedIn(world.tokens[person.email], slug)


def _become_owner(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("SET ROLE portal_owner")
    cursor.close()
    connection.commit()
