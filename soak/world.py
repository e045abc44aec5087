"""A database and a `portal serve` of the soak's own, in a folder that goes with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.passwords import hash_password
from portal.app import create_app
from portal.commands.database import prepare_database
from portal.config import load_settings
from portal.core import migrate
from portal.core.db import db
from portal.core.ids import new_token
from portal.core.installation import Location, initialise_roles, located_database
from portal.core.principal import SignedIn, act_as
from portal.demo.seeding import (
    SeededPerson,
    SeededTenant,
    provider_row,
    put_people,
    put_session,
    put_tenants,
    site_row,
)
from portal.directory.models import Provider, Site
from soak import plugin
from soak.postbox import Postbox, free_port

ROOT = Path(__file__).parents[1]
PASSWORD = "soak-only-password"
TENANTS = tuple(
    SeededTenant(f"home-{number}", f"Home {number} Care", "provider", "england", None, ("incidents", plugin.NAME))
    for number in range(1, 6)
)
BUSY = TENANTS[0]
COUNCIL = SeededTenant("council", "The Council", "commissioner", "england", "E10000099", ("incidents", plugin.NAME))
ADMINISTRATOR = SeededPerson("ade@soak.example", "Ade Admin", {BUSY.slug: ("tenant_admin",)})
REPORTERS = tuple(
    SeededPerson(f"mia{number}@soak.example", f"Mia {number}", {BUSY.slug: ("care_worker",)}) for number in (1, 2)
)
MANAGER = SeededPerson("ben@soak.example", "Ben Manager", {BUSY.slug: ("manager",)})
OFFICER = SeededPerson("sam@council.example", "Sam Manager", {COUNCIL.slug: ("manager",)})
OTHERS = tuple(
    SeededPerson(f"nia@{one.slug}.example", "Nia Elsewhere", {one.slug: ("manager",)}) for one in TENANTS[1:]
)
PEOPLE = (ADMINISTRATOR, *REPORTERS, MANAGER, OFFICER, *OTHERS)
PROVIDER = provider_row("cqc", "1-900000001", "Home 1 Care Limited", "england", seen_on=date(2026, 1, 5))
SITE = site_row(PROVIDER, "1-900000011", "Home 1", seen_on=date(2026, 1, 5))
CLAIM = """
    INSERT INTO portal.provider_claim (tenant_id, id, provider_id, status, claimed_at, claimed_by, decided_at,
        decided_by)
    VALUES (%(tenant)s, gen_random_uuid(), %(provider)s, 'confirmed', %(at)s, %(by)s, %(at)s, 'the soak')
"""
CARRIED = '[{"kind": "incident", "view": "incident_summary", "may_hold_back": false}]'
PROPOSE = "SELECT exchange.propose_link('commissions', 'from', :peer, CAST(:carried AS jsonb))"
AGREE = "SELECT exchange.answer_link(id, true) FROM portal.link"


@dataclass(frozen=True)
class World:
    """Where the portal answers, where its database is, and the process that holds both its servers."""

    address: str
    location: Location
    parent: subprocess.Popen[bytes]

    def connect(self) -> psycopg.Connection[Any]:
        """As the superuser, whom row security does not bind."""
        return psycopg.connect(self.location.admin_url(), autocommit=True)


@contextmanager
def served_world(postbox: Postbox, log: Path) -> Iterator[World]:
    """Build the world and serve it, until the block ends."""
    with tempfile.TemporaryDirectory(prefix="portal-soak-") as folder:
        port = free_port()
        environment = {
            "PORTAL_ENV": "test",
            "PORTAL_SECRET": "a secret for the soak, long enough to be one",
            "PORTAL_PASSWORD_COST": "test",
            "PORTAL_DATA_DIR": f"{folder}/data",
            "PORTAL_SMTP_URL": f"smtp://127.0.0.1:{postbox.port}",
            "PORTAL_WEB_WORKERS": "2",
            "PORTAL_BASE_URL": f"http://127.0.0.1:{port}",
        }
        os.environ.update(environment)
        settings = load_settings()
        with located_database(settings) as location, log.open("wb") as output:
            _build(location)
            path = os.pathsep.join([str(_announced(Path(folder))), str(ROOT)])
            command = [sys.executable, "-c", "from portal.cli import main; main()", "serve", "--port", str(port)]
            given = {**os.environ, "PYTHONPATH": path}
            parent = subprocess.Popen(command, cwd=ROOT, env=given, stdout=output, stderr=output)
            try:
                yield World(f"http://127.0.0.1:{port}", location, parent)
            finally:
                parent.send_signal(signal.SIGTERM)
                try:
                    parent.wait(60)
                except subprocess.TimeoutExpired:
                    parent.kill()


def _build(location: Location) -> None:
    initialise_roles(location)
    app = create_app(location.settings, location, plugins=[(plugin.NAME, plugin)])
    prepare_database(location, app.extensions["portal.registry"])
    tokens = {one.email: new_token() for one in (MANAGER, OFFICER)}
    with migrate.migrator_engine(location).begin() as connection:
        put_tenants(connection, (*TENANTS, COUNCIL))
        put_people(connection, PEOPLE, password_hash=hash_password(PASSWORD, cost="test"))
        for one in (MANAGER, OFFICER):
            put_session(connection, one, tokens[one.email])
    with app.app_context():
        with db.engines["importer"].begin() as connection:
            connection.execute(sa.insert(Provider), [PROVIDER])
            connection.execute(sa.insert(Site), [SITE])
        _as(OFFICER, tokens, PROPOSE, peer=BUSY.slug, carried=CARRIED)
        _as(MANAGER, tokens, AGREE)
        for engine in db.engines.values():
            engine.dispose()
    with psycopg.connect(location.admin_url(), autocommit=True) as admin:
        at = datetime(2026, 1, 6, 9, 0, tzinfo=UTC)
        admin.execute(CLAIM, {"tenant": BUSY.id, "provider": PROVIDER["id"], "at": at, "by": ADMINISTRATOR.id})


def _as(person: SeededPerson, tokens: dict[str, str], statement: str, **values: str) -> None:
    """One statement as this person, in their organisation."""
    (slug,) = person.roles
    with Session(db.engine) as session:
        act_as(session, SignedIn(tokens[person.email], slug))
        session.execute(sa.text(statement), values)
        session.commit()


def _announced(folder: Path) -> Path:
    """A folder from which Python finds the soak's plugin as an installed one."""
    package = folder / "announced" / "portal_soak-1.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: portal-soak\nVersion: 1\n")
    (package / "entry_points.txt").write_text(f"[portal.plugins]\n{plugin.NAME} = soak.plugin\n")
    return package.parent
