"""Build the demonstration world: its cast and register at once, then a year, day by day."""

from __future__ import annotations

import hashlib
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
from portal.demo.register import put_register
from portal.demo.seeding import SeededPerson, put_people, put_session, put_tenants, shift_clock
from portal.registry import unit_of_work
from portal.worker import run_waiting_jobs

DAYS = 365
EVERY_DAY_FOR = 14
SHARE_OF_OLDER_DAYS = 0.15
WORKING_HOURS = (8, 17)


@dataclass
class World:
    """The world while it is built: its application, its clock, and a session for each of its people."""

    app: Flask
    location: Location
    random: Random
    today: date
    tokens: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def acting(self, person: SeededPerson, slug: str, now: datetime) -> Iterator[UnitOfWork]:
        """One transaction of one person at one moment of the past, kept."""
        self.set_clock(now)
        registry = self.app.extensions["portal.registry"]
        with Session(db.engine, expire_on_commit=False) as session:
            uow = unit_of_work(registry, session, SignedIn(self.tokens[person.email], slug), now)
            yield uow
            uow.finish()
            session.commit()

    def set_clock(self, now: datetime) -> None:
        with self.owner.begin() as connection:
            connection.execute(sa.text("SET LOCAL synchronous_commit = off"))  # a clock is no record
            shift_clock(connection, datetime.now(UTC) - now)

    @property
    def owner(self) -> sa.Engine:
        found: sa.Engine = self.app.extensions["demo.owner"]
        return found


def build_world(app: Flask, location: Location, *, seed: int = 1) -> dict[str, Any]:
    """Build it all and say what there is: counts by organisation kind, record status and disclosure.

    The same seed on the same day gives the same world.
    """
    random = Random(seed)
    app.extensions["demo.owner"] = sa.create_engine(location.url("portal_migrator"), pool_size=1)
    sa.event.listen(app.extensions["demo.owner"], "connect", _become_owner)
    world = World(app, location, random, clock.london_day(clock.now()))
    with app.app_context(), repeatable_ids(random):
        _put_cast(world)
        put_register(world.random, world.today)
        arrange_links(world)
        _live_a_year(world)
        with world.owner.begin() as connection:
            shift_clock(connection, None)
        run_waiting_jobs(app)
        summary = _summary(world)
    app.extensions.pop("demo.owner").dispose()
    return summary


def _put_cast(world: World) -> None:
    cost = world.app.config["SETTINGS"].password_cost
    with migrate.migrator_engine(world.location).begin() as connection:
        put_tenants(connection, TENANTS)
        put_people(connection, PEOPLE, password_hash=hash_password(PASSWORD, cost=cost))
        for one in PEOPLE:
            world.tokens[one.email] = new_token()
            put_session(connection, one, world.tokens[one.email])


def _live_a_year(world: World) -> None:
    for back in range(DAYS, -1, -1):
        day = world.today - timedelta(days=back)
        for position, (person, slug) in enumerate(_who_works(world, back)):
            now = _moment(world, day, position, is_today=back == 0)
            with world.acting(person, slug, now) as uow:
                uow.plugins.asked("portal_demo")(uow=uow, random=world.random)
            run_waiting_jobs(world.app, now=now)


def _who_works(world: World, back: int) -> list[tuple[SeededPerson, str]]:
    """Everybody on recent days, a share of them on older ones; administrators and the operator have no cases."""
    people = [
        (person, slug) for person in PEOPLE for slug, roles in person.roles.items() if "tenant_admin" not in roles
    ]
    if back <= EVERY_DAY_FOR:
        return people
    return [one for one in people if world.random.random() < SHARE_OF_OLDER_DAYS]


def _moment(world: World, day: date, position: int, *, is_today: bool) -> datetime:
    """In the order of the list, so that what one does another can answer the same day; never in the future."""
    first, last = WORKING_HOURS
    minutes = int((last - first) * 60 * position / (len(PEOPLE) + 2)) + world.random.randrange(10)
    now = london_moment(day, time(first)) + timedelta(minutes=minutes)
    return min(now, clock.now() - timedelta(minutes=len(PEOPLE) - position)) if is_today else now


def _summary(world: World) -> dict[str, Any]:
    """Counted as each organisation itself sees it; nobody may count across them."""
    counts: dict[str, Any] = {
        "organisations": len(TENANTS),
        "people": len(PEOPLE),
        "incidents": {},
        "disclosures": 0,
    }
    for person, slug in _who_works(world, 0):
        if "manager" not in person.roles[slug] and "officer" not in person.roles[slug]:
            continue
        registry = world.app.extensions["portal.registry"]
        with Session(db.engine) as session:
            uow = unit_of_work(registry, session, SignedIn(world.tokens[person.email], slug), clock.now())
            if slug in counts["incidents"]:
                continue
            rows = session.execute(
                sa.text("SELECT status, count(*) FROM portal.record GROUP BY status ORDER BY status")
            )
            counts["incidents"][slug] = dict(rows.all())
            counts["disclosures"] += session.scalar(sa.text("SELECT count(*) FROM portal.disclosure")) or 0
            del uow
    counts["fingerprint"] = hashlib.sha256(repr(sorted(counts["incidents"].items())).encode()).hexdigest()[:16]
    return counts


def _become_owner(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("SET ROLE portal_owner")
    cursor.close()
    connection.commit()
