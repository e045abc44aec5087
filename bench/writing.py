"""Goal 6: an incident with its clocks, trail, disclosure and outbox, against five bare inserts."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import psycopg

from bench.goals import Line, at_most
from bench.measuring import Meter, both_cpu, compare, wall
from bench.rows import seeded
from bench.sizes import TenantSize
from bench.world import World, manager_of
from plugins.incidents.services import FirstReport, complete_report, report_incident
from portal.core.ids import new_id, new_reference
from portal.directory.models import Site
from portal.oversight.queries import site_choices

MOST = 6.0
WORDS = "Found beside the bed at the 3am check. Helped up with the hoist, no pain on moving, small graze dressed."
REPORT = FirstReport(
    what_happened=WORDS,
    occurred_at=datetime(2026, 1, 5, 3, 0, tzinfo=UTC),
    event_type="harm",
    physical_harm="low",
    who_affected="person",
    actions_taken=("made-safe",),
)
WRITTEN = """
    SELECT (SELECT count(*) FROM portal.deadline WHERE tenant_id = %(writer)s),
        (SELECT count(*) FROM portal.trail_entry WHERE tenant_id = %(writer)s),
        (SELECT count(*) FROM portal.receipt WHERE tenant_id = %(overseer)s),
        (SELECT count(*) FROM jobs.request WHERE tenant_id = %(overseer)s)
"""
FIVE_INSERTS = (
    """INSERT INTO portal.record (tenant_id, id, kind, reference, title, status, severity, nation, compartment, origin,
        opened_on, created_at, created_by, updated_at, row_version)
    VALUES (%(tenant)s, %(id)s, 'incident', %(reference)s, 'Fall at Home 1 House', 'triaged', 'low', 'england',
        'general', 'own', %(now)s::date, %(now)s, %(person)s, %(now)s, 1)""",
    """INSERT INTO portal.incident (tenant_id, id, compartment, event_type, category, occurred_at, discovered_at,
        physical_harm, who_affected, what_happened, actions_taken, facts, duties, duties_open)
    VALUES (%(tenant)s, %(id)s, 'general', 'harm', 'fall', %(now)s, %(now)s, 'low', 'person', %(words)s,
        '["made-safe"]', '{}', '[]', 0)""",
    """INSERT INTO portal.deadline (tenant_id, id, record_id, compartment, rule_code, rule_valid_from, binding, label,
        source, source_url, verified, nation, started_at, has_time, due_on, working_out)
    VALUES (%(tenant)s, %(child)s, %(id)s, 'general', 'INC-TRIAGE', '2020-01-01', 'local', 'Look at the report',
        'Local target', '', true, 'england', %(now)s, true, %(now)s::date, '{}')""",
    """INSERT INTO portal.trail_entry (tenant_id, id, at, act, act_class, objects, record_id, compartment, actor_id,
        payload, salt, commitment)
    VALUES (%(tenant)s, %(child)s, %(now)s, 'incident.reported', 'C', 1, %(id)s, 'general', %(person)s, %(payload)s,
        %(salt)s, %(commitment)s)""",
    """INSERT INTO jobs.request (id, tenant_id, kind, arguments, acting_user, compartments, due_at)
    VALUES (%(child)s, %(tenant)s, 'exchange.receive', '{}', %(person)s, '{general}', %(now)s)""",
)


def writing_lines(world: World) -> list[Line]:
    one = world.sizes.writer
    with world.connect() as admin, world.connect(autocommit=False) as plain:
        ours = create_incident(world, one)
        check_complete(admin, world, ours)
        floor = five_inserts(plain, one)
        found = compare(floor, ours, meter=lambda: Meter.of_database(admin), seconds=world.sizes.seconds)
    what = "incident with clocks, trail, disclosure, outbox, against 5 inserts"
    return [
        at_most("6", what, found, both_cpu, limit=MOST, how="CPU of both ends"),
        at_most("6", "the same until the disk has it", found, wall, limit=None, how="by the clock"),
    ]


def create_incident(world: World, one: TenantSize) -> Callable[[], None]:
    """Report an incident and complete the report, in one transaction, which tells the commissioner as well."""
    with world.acting(one, read_only=True) as uow:
        site_id = site_choices(uow)[0].id

    def create() -> None:
        with world.acting(one) as uow:
            incident = report_incident(uow, site=uow.session.get_one(Site, site_id), report=REPORT)
            complete_report(uow, incident, category="fall")
            uow.finish()
            uow.session.commit()

    return create


def check_complete(admin: psycopg.Connection[Any], world: World, create: Callable[[], None]) -> None:
    """Refuse to measure an incident that starts no clock, leaves no trail or tells nobody."""
    tenants = {"writer": seeded(world.sizes.writer).id, "overseer": seeded(world.sizes.overseer).id}
    before = admin.execute(WRITTEN, tenants).fetchone()
    create()
    after = admin.execute(WRITTEN, tenants).fetchone()
    assert before
    assert after
    assert all(now > then for then, now in zip(before, after, strict=True)), (before, after)


def five_inserts(connection: psycopg.Connection[Any], one: TenantSize) -> Callable[[], None]:
    """A record, its incident, a deadline, a trail entry and a request: five statements of a superuser, one commit."""
    constant = {"tenant": seeded(one).id, "person": manager_of(one).id, "words": WORDS}

    def insert() -> None:
        salt, payload = secrets.token_bytes(32), json.dumps({"object": "record", "role": "Manager", "fields": []})
        names = constant | {
            "id": new_id(),
            "child": new_id(),
            "reference": new_reference("INC"),
            "now": datetime.now(UTC),
            "payload": payload,
            "salt": salt,
            "commitment": sha256(salt + payload.encode()).digest(),
        }
        for statement in FIVE_INSERTS:
            connection.execute(statement, names)
        connection.commit()

    return insert
