"""The personas and the small world they live in: five organisations, a few homes, one live link."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import psycopg
import sqlalchemy as sa
from flask import Flask
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.accounts.passwords import hash_password
from portal.app import create_app
from portal.commands.database import prepare_database
from portal.core import migrate
from portal.core.db import db
from portal.core.installation import Location, initialise_roles
from portal.core.principal import SignedIn
from portal.core.uow import UnitOfWork
from portal.demo.seeding import (
    SeededPerson,
    SeededTenant,
    directory_id,
    provider_row,
    put_people,
    put_session,
    put_tenants,
    site_row,
)
from portal.directory.models import Provider, Site
from portal.registry import Registry, unit_of_work

PASSWORD = "demo-only-password"
PLUGINS = ("incidents", "complaints", "safeguarding", "candour")


class Persona(SeededPerson):
    """A person of the tests, with a session of their own and the organisation they usually act for."""

    @property
    def token(self) -> str:
        return f"token-of-{self.email}"

    @property
    def home(self) -> str:
        return next(iter(self.roles), "")


def persona(email: str, name: str, *, is_operator: bool = False, **roles: str) -> Persona:
    return Persona(email, name, {slug: (role,) for slug, role in roles.items()}, is_operator)


TENANTS = (
    SeededTenant(
        "northshire", "Northshire Council", "commissioner", "england", "E10000099", PLUGINS, keeps_register=True
    ),
    SeededTenant("westmere", "Westmere Council", "commissioner", "england", "E10000098", PLUGINS),
    SeededTenant("rosewood", "Rosewood Care", "provider", "england", None, PLUGINS),
    SeededTenant("glenview", "Glenview Homes", "provider", "scotland", None, PLUGINS),
    SeededTenant("clearvoice", "Clear Voice Advocacy", "advocacy", "england", None, PLUGINS),
)
PERSONAS = {
    one.email.split("@")[0]: one
    for one in (
        persona("asha@northshire.example", "Asha Verma", northshire="officer"),
        persona("noor@northshire.example", "Noor Aziz", northshire="tenant_admin"),
        persona("sam@northshire.example", "Sam Okoro", northshire="manager"),
        persona("cora@westmere.example", "Cora Lindqvist", westmere="officer"),
        persona("ben@rosewood.example", "Ben Hargreaves", rosewood="manager"),
        persona("mia@rosewood.example", "Mia Castellano", rosewood="care_worker"),
        persona("ade@rosewood.example", "Ade Bankole", rosewood="tenant_admin"),
        persona("ruth@rosewood.example", "Ruth Pell", rosewood="officer"),
        persona("rhona@rosewood.example", "Rhona Kerr", rosewood="reader"),
        persona("dora@rosewood.example", "Dora Finch", rosewood="data_protection_lead"),
        persona("piet@rosewood.example", "Piet Vos", rosewood="data_protection_lead"),
        persona("gil@glenview.example", "Gil Murray", glenview="manager"),
        persona("vera@clearvoice.example", "Vera Stone", clearvoice="manager"),
        Persona("lena@northshire.example", "Lena Fischer", {"northshire": ("safeguarding_lead", "pipot_lead")}),
        Persona("pia@rosewood.example", "Pia Lund", {"rosewood": ("safeguarding_lead", "pipot_lead")}),
        persona("otto@platform.example", "Otto Brandt", is_operator=True),
        persona("dual@both.example", "Dana Both", northshire="officer", rosewood="officer"),
    )
}


ROSEWOOD = directory_id("provider", "1-900000001")
GLENVIEW = directory_id("provider", "SP2019000001")
ROSEWOOD_HOUSE = directory_id("site", "1-900000011")
ROSEWOOD_LODGE = directory_id("site", "1-900000012")
GLENVIEW_HOUSE = directory_id("site", "CS2019000011")


def build_world(location: Location) -> None:
    """Create the database, migrate it, and put the world in. What stands here is committed once and copied."""
    admin = location.embedded.url("postgres", "postgres")  # type: ignore[union-attr]
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(location.database)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(location.database)))
    initialise_roles(location)
    app = create_app(location.settings, location)
    registry: Registry = app.extensions["portal.registry"]
    prepare_database(location, registry)
    with migrate.migrator_engine(location).begin() as connection:
        put_tenants(connection, TENANTS)
        put_people(connection, PERSONAS.values(), password_hash=hash_password(PASSWORD, cost="test"))
        for one in PERSONAS.values():
            put_session(connection, one, one.token)
    with app.app_context():
        _put_directory()
        _link_northshire_and_rosewood(app)
        for engine in db.engines.values():
            engine.dispose()


@contextmanager
def acting(
    app: Flask, who: Persona, *, now: datetime, tenant: str | None = None, keep: bool = False
) -> Iterator[UnitOfWork]:
    """A unit of work as the persona; kept (finished and committed) or rolled back at the end."""
    registry: Registry = app.extensions["portal.registry"]
    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        uow = unit_of_work(registry, session, SignedIn(who.token, tenant or who.home), now)
        yield uow
        if keep:
            uow.finish()
            session.commit()


def _put_directory() -> None:
    seen = date(2026, 1, 5)
    rosewood = provider_row("cqc", "1-900000001", "Rosewood Care Limited", "england", seen_on=seen)
    glenview = provider_row("care-inspectorate", "SP2019000001", "Glenview Homes Ltd", "scotland", seen_on=seen)
    sites = [
        site_row(rosewood, "1-900000011", "Rosewood House", seen_on=seen),
        site_row(rosewood, "1-900000012", "Rosewood Lodge", seen_on=seen),
        site_row(glenview, "CS2019000011", "Glenview House", seen_on=seen),
    ]
    with db.engines["importer"].begin() as connection:
        connection.execute(sa.insert(Provider), [rosewood, glenview])
        connection.execute(sa.insert(Site), sites)


def _link_northshire_and_rosewood(app: Flask) -> None:
    """Northshire commissions Rosewood, has taken it on, and the link carries the incident summary."""
    now = datetime(2026, 1, 6, 9, 0).astimezone()
    standing = '[{"kind": "incident", "view": "incident_summary", "may_hold_back": true}]'
    with acting(app, PERSONAS["sam"], now=now, keep=True) as uow:
        uow.session.execute(
            text("SELECT exchange.propose_link('commissions', 'from', 'rosewood', CAST(:standing AS jsonb))"),
            {"standing": standing},
        )
        uow.session.execute(
            text(
                "INSERT INTO portal.oversight (tenant_id, id, provider_id, taken_on)"
                " VALUES (:t, gen_random_uuid(), :p, :on)"
            ),
            {"t": uow.tenant.id, "p": ROSEWOOD, "on": date(2026, 1, 6)},
        )
    with acting(app, PERSONAS["ben"], now=now, keep=True) as uow:
        link = uow.session.execute(text("SELECT id FROM portal.link")).scalar_one()
        assert uow.session.execute(text("SELECT exchange.answer_link(:link, true)"), {"link": link}).scalar_one()
        uow.session.execute(text("SELECT exchange.claim_provider(:p)"), {"p": ROSEWOOD})
    with acting(app, PERSONAS["sam"], now=now, keep=True) as uow:
        link = uow.session.execute(text("SELECT id FROM portal.link")).scalar_one()
        claim = uow.session.execute(
            text("SELECT claim_id FROM exchange.claim_on_link(:link)"), {"link": link}
        ).scalar_one()
        assert uow.session.execute(text("SELECT exchange.decide_claim_on_link(:c, true)"), {"c": claim}).scalar_one()
    _claim_glenview(app, now)


def _claim_glenview(app: Flask, now: datetime) -> None:
    with acting(app, PERSONAS["gil"], now=now, keep=True) as uow:
        claim = uow.session.execute(text("SELECT exchange.claim_provider(:p)"), {"p": GLENVIEW}).scalar_one()
    with db.engines["platform"].begin() as connection:
        connection.execute(text("SELECT ctx.begin_operator(:token)"), {"token": PERSONAS["otto"].token})
        assert connection.execute(text("SELECT exchange.decide_claim_as_operator(:c, true)"), {"c": claim}).scalar_one()
