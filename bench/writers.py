"""Goal 6: many writers of one organisation at once, against a trail that chains each entry to the one before.

Each writer is a connection that runs a loop inside the database, so that what is counted is how long they wait for
one another and for the disk, and not how fast Python sends statements.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from statistics import median
from typing import Any

import psycopg

from bench.goals import Line
from bench.measuring import Ratio
from bench.rows import seeded
from bench.world import World, token_of
from portal.core.roles import APP

LEAST = 20.0
ROUNDS = 5
LEAF = """
    INSERT INTO portal.trail_entry (tenant_id, id, at, act, act_class, objects, compartment, payload, salt, commitment)
    VALUES ((SELECT ctx.tenant()), gen_random_uuid(), now(), 'incident.reported', 'C', 1, 'general', what, salt, bound)
"""
# A leaf as the portal writes it: bound by its own hash, and by nothing that another writer holds.
LEAVES = """
    bound := sha256(salt || what::text::bytea);
    {leaf};
"""
# The same, bound to the entry before: whoever writes holds the end of the chain until their commit is on the disk.
CHAIN = """
    SELECT c.head INTO head FROM bench.chain c WHERE c.tenant_id = (SELECT ctx.tenant()) FOR UPDATE;
    bound := sha256(head || salt || what::text::bytea);
    UPDATE bench.chain c SET head = bound WHERE c.tenant_id = (SELECT ctx.tenant());
    {leaf};
"""
PROCEDURE = """
    CREATE PROCEDURE bench.write_{name}(token text, slug text, until timestamptz, OUT written integer)
    LANGUAGE plpgsql AS $$
    DECLARE
        what jsonb := '{{"object": "record", "role": "Manager", "fields": []}}';
        salt bytea;
        bound bytea;
        head bytea;
    BEGIN
        written := 0;
        WHILE clock_timestamp() < until LOOP
            PERFORM ctx.begin(token, slug);
            salt := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
            {body}
            COMMIT;
            written := written + 1;
        END LOOP;
    END $$
"""
SCHEMA = """
    CREATE SCHEMA IF NOT EXISTS bench;
    CREATE TABLE bench.chain (tenant_id uuid PRIMARY KEY, head bytea NOT NULL);
    GRANT USAGE ON SCHEMA bench TO portal_app;
    GRANT SELECT, UPDATE ON bench.chain TO portal_app;
"""


def writers_lines(world: World) -> list[Line]:
    one = world.sizes.writer
    with world.connect() as admin:
        admin.execute(SCHEMA)
        admin.execute("INSERT INTO bench.chain VALUES (%s, '')", (seeded(one).id,))
        for name, body in (("leaves", LEAVES), ("chain", CHAIN)):
            admin.execute(PROCEDURE.format(name=name, body=body.format(leaf=LEAF)))
            admin.execute(f"GRANT EXECUTE ON PROCEDURE bench.write_{name} TO portal_app")
    with ExitStack() as stack:
        writers = [stack.enter_context(world.connect(role=APP)) for _ in range(world.sizes.writers)]
        rates = [
            {name: _rate(world, writers, name) for name in (("chain", "leaves") if number % 2 else ("leaves", "chain"))}
            for number in range(ROUNDS)
        ]
    ratio = Ratio.of([one["leaves"] / one["chain"] for one in rates])
    chained, free = (median(one[name] for one in rates) for name in ("chain", "leaves"))
    what = f"{len(writers)} writers of one organisation, against a hash chain"
    detail = f"trail entries, each in a transaction with its context: chain {chained:,.0f}, portal {free:,.0f} a second"
    return [Line("6", what, ratio, "at least", LEAST, detail)]


def _rate(world: World, writers: Sequence[psycopg.Connection[Any]], name: str) -> float:
    """Entries a second that all writers together bring to the disk."""
    one, seconds = world.sizes.writer, world.sizes.writing_seconds
    began = time.perf_counter()

    def write(connection: psycopg.Connection[Any]) -> int:
        written = connection.execute(
            f"CALL bench.write_{name}(%s, %s, clock_timestamp() + make_interval(secs => %s), NULL)",
            (token_of(one), one.slug, seconds),
        ).fetchone()
        assert written
        return int(written[0])

    with ThreadPoolExecutor(len(writers)) as pool:
        total = sum(pool.map(write, writers))
    return total / (time.perf_counter() - began)
