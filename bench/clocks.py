"""Clocks: a page of a hundred that are due, and ten thousand counted again after a new bank holiday."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import psycopg

from bench.goals import Line, at_most
from bench.measuring import Comparison, Meter, both_cpu, compare
from bench.rows import seeded
from bench.sizes import TenantSize
from bench.statements import bare_transaction, check_same, own_transaction, questions_of
from bench.world import World
from portal.core.ids import new_id
from portal.core.nations import Nation
from portal.core.roles import APP
from portal.core.working_days import Calendar
from portal.deadlines.catalogue import CATALOGUE
from portal.deadlines.queries import waiting
from portal.deadlines.recounting import recount_clocks
from portal.deadlines.rules import work_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.core.uow import UnitOfWork

CLOCKS = 10_000
PAGE = 100
ROUNDS = 5
MOST_ON_PAGE, MOST_ON_RECOUNT = 2.0, 5.0
RULE = next(one for one in CATALOGUE if one.code == "CQC-FAC")  # ten working days
ENGLAND = Calendar(Nation.ENGLAND)
FIRST_DAY = date(2026, 6, 1)  # a Monday
HOLIDAY = date(2026, 6, 8)  # inside every limit that begins in that week
ROWS = """
    INSERT INTO portal.deadline (tenant_id, id, record_id, compartment, rule_code, rule_valid_from, binding, label,
        source, source_url, verified, nation, started_at, has_time, due_on, due_at, working_out)
    SELECT r.tenant_id, gen_random_uuid(), r.id, r.compartment, %(code)s, %(valid_from)s, %(binding)s, 'Answer',
        'Source', '', true, 'england', s.started_at, false, s.due_on, s.due_at, s.working_out
    FROM (SELECT *, row_number() OVER (ORDER BY id) - 1 AS n FROM portal.record
          WHERE tenant_id = %(tenant)s ORDER BY id LIMIT %(clocks)s) r
    CROSS JOIN generate_series(1, greatest(1, %(clocks)s / %(records)s)) again
    JOIN (SELECT *, row_number() OVER (ORDER BY started_at) - 1 AS k
          FROM jsonb_to_recordset(%(answers)s) AS a(started_at timestamptz, due_on date, due_at timestamptz,
              working_out jsonb)) s ON s.k = (r.n + again) %% 5
"""
BARE = (
    """
    UPDATE portal.deadline SET due_on = due_on + 1, due_at = due_at + interval '1 day', working_out = %(working_out)s
    WHERE tenant_id = %(tenant)s AND rule_code = %(code)s RETURNING id, record_id, compartment
    """,
    """
    INSERT INTO portal.deadline_recount (tenant_id, id, record_id, compartment, deadline_id, at, old_due_on, new_due_on,
        why)
    SELECT tenant_id, gen_random_uuid(), record_id, compartment, id, now(), due_on, due_on, 'why'
    FROM portal.deadline WHERE tenant_id = %(tenant)s AND rule_code = %(code)s
    """,
    """
    INSERT INTO portal.trail_entry (tenant_id, id, at, act, act_class, objects, record_id, compartment, payload, salt,
        commitment)
    SELECT tenant_id, gen_random_uuid(), now(), 'deadline.moved', 'S', 1, record_id, compartment,
        jsonb_build_object('object', record_id), %(salt)s, %(commitment)s
    FROM portal.deadline WHERE tenant_id = %(tenant)s AND rule_code = %(code)s
    """,
    """
    UPDATE portal.record r SET next_due_at = d.due_at
    FROM (SELECT record_id, min(due_at) AS due_at FROM portal.deadline WHERE tenant_id = %(tenant)s
          GROUP BY record_id) d
    WHERE r.tenant_id = %(tenant)s AND r.id = d.record_id
    """,
)


def clock_lines(world: World) -> list[Line]:
    one = world.sizes.overseer
    with world.connect() as admin:
        count = put_clocks(admin, one)
    return [_page_line(world, one), _recount_line(world, one, count)]


def due_soon(uow: UnitOfWork) -> None:
    waiting(uow, kinds=["incident"], limit=PAGE)


def put_clocks(admin: psycopg.Connection[Any], one: TenantSize) -> int:
    """Ten thousand clocks of one rule, begun on the five days of a week; how many there are."""
    answers = []
    for start in (FIRST_DAY + timedelta(days=n) for n in range(5)):
        worked = work_out(RULE, start, ENGLAND).to_json()
        answers.append(
            {
                "started_at": f"{start}T00:00:00+01:00",
                "due_on": worked["due_on"],
                "due_at": worked["due_at"],
                "working_out": worked,
            }
        )
    names = {"code": RULE.code, "valid_from": RULE.valid_from, "binding": RULE.binding.value}
    sizes = {"tenant": seeded(one).id, "clocks": CLOCKS, "records": min(one.records, CLOCKS)}
    admin.execute("SET session_replication_role = replica")
    found = admin.execute(ROWS, names | sizes | {"answers": json.dumps(answers)}).rowcount
    admin.execute("RESET session_replication_role")
    admin.execute("ANALYZE portal.deadline")
    return found


def _page_line(world: World, one: TenantSize) -> Line:
    questions = questions_of(world, one, seeded(one).id, due_soon)
    with (
        world.connect() as admin,
        world.connect(autocommit=False) as plain,
        world.connect(role=APP, autocommit=False) as guarded,
    ):
        plain.read_only = guarded.read_only = True
        floor, ours = bare_transaction(plain, questions), own_transaction(guarded, one, questions)
        check_same(floor, ours)
        found = compare(floor, ours, meter=lambda: Meter.of_database(admin), seconds=world.sizes.seconds / 2)
    what = f"page of {PAGE} clocks due of {CLOCKS:,}, against no row security"
    return at_most("clocks", what, found, both_cpu, limit=MOST_ON_PAGE, how="CPU of both ends")


def _recount_line(world: World, one: TenantSize, count: int) -> Line:
    with _proclaimed(world), world.connect() as admin, world.connect(autocommit=False) as plain:
        floor, ours = bare_recount(plain, one), own_recount(world, one, count)
        floor()
        ours()
        meter = Meter.of_database(admin)
        pairs = [(meter.cost(floor, 1), meter.cost(ours, 1)) for _ in range(ROUNDS)]
    found = Comparison([bare for bare, _own in pairs], [own for _bare, own in pairs])
    what = f"{count:,} clocks counted again after a holiday, against bare writes"
    return at_most("clocks", what, found, both_cpu, limit=MOST_ON_RECOUNT, how="CPU of both ends")


@contextmanager
def _proclaimed(world: World) -> Iterator[None]:
    with world.connect() as admin:
        day = {"day": HOLIDAY}
        admin.execute(
            "INSERT INTO directory.bank_holiday (nation, day, name, added_on)"
            " VALUES ('england', %(day)s, 'National day', current_date)",
            day,
        )
        try:
            yield
        finally:
            admin.execute("DELETE FROM directory.bank_holiday WHERE day = %(day)s", day)


def own_recount(world: World, one: TenantSize, count: int) -> Callable[[], None]:
    """What the job does, but for the commit. It refuses to have moved fewer than there are."""

    def recount() -> None:
        with world.acting(one) as uow:
            moved = recount_clocks(uow, why="Bank holiday added: National day")
            assert moved == count, (moved, count)
            uow.session.rollback()

    return recount


def bare_recount(connection: psycopg.Connection[Any], one: TenantSize) -> Callable[[], None]:
    """The rows such a recount leaves, written by a superuser in four statements that work nothing out."""
    salt = secrets.token_bytes(32)
    working_out = json.dumps(work_out(RULE, FIRST_DAY, ENGLAND).to_json())
    names = {
        "tenant": seeded(one).id,
        "code": RULE.code,
        "working_out": working_out,
        "salt": salt,
        "commitment": sha256(salt + str(new_id()).encode()).digest(),
    }

    def write() -> None:
        for statement in BARE:
            connection.execute(statement, names)
        connection.rollback()

    return write
