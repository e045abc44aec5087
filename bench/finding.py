"""Search over 60,000 providers, against one bare statement over the same index, with the memory it takes."""

from __future__ import annotations

import resource
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg

from bench.goals import Line, at_most
from bench.measuring import Meter, both_cpu, compare
from bench.reading import BOTH
from bench.rows import seeded
from bench.statements import Rows, own_transaction, questions_of
from bench.world import World
from portal.core.roles import APP
from portal.directory.finding import WORDS_OF_PROVIDER, Wanted, find_providers
from portal.web.paging import PAGE_SIZE

MOST_ON_FINDING = 5.0  # a number is found in a fifth of what a transaction with its context costs
# What people type, and what finds the same in one statement.
TYPED = {
    "the beginning of names": ("rosewood", "name_key >= 'rosewood' AND name_key < 'rosewooe'"),
    "a word of one in nine": ("lodge", "{words} @@ $$'lodge':*$$::tsquery"),
    "two beginnings of words": ("lodge 22", "{words} @@ $$'lodge':* & '22':*$$::tsquery"),
    "a number": ("1-600002220", "regulator = 'cqc' AND regulator_id = '1-600002220'"),
}
FIRST = "ARRAY['Rosewood','Abbey','Elm','Oak','Willows','Harbour','Saint Mary','Glenview','Orchard','Meadow']"
LAST = "ARRAY['House','Care Home','Court','Homecare','Nursing Home','View','Lodge','Manor','Hall']"
NAME = f"({FIRST})[1 + n %% 10] || ' ' || ({LAST})[1 + n %% 9] || ' ' || n"
FILL = f"""
    INSERT INTO directory.provider (id, regulator, regulator_id, name, name_key, nation, listed, first_seen_on,
        last_seen_on)
    SELECT md5('found ' || n)::uuid, 'cqc', '1-' || 600000000 + n, {NAME}, lower({NAME}), 'england', true,
        '2024-01-01', '2026-01-01'
    FROM generate_series(1, %(providers)s) n
"""
FLOOR = f"""
    SELECT id, name, name_key, regulator, regulator_id, postcode, nation, listed, no_longer_listed_on
    FROM directory.provider WHERE listed AND {{fits}} ORDER BY name_key, id LIMIT {PAGE_SIZE + 1}
"""
INDEX_SIZE = "SELECT pg_relation_size('directory.ix_provider_words') / 1048576.0"


def finding_lines(world: World) -> list[Line]:
    """The first page for each way of asking, in a transaction each."""
    with world.connect() as admin:
        admin.execute(FILL, {"providers": world.sizes.providers})
        admin.execute("VACUUM (ANALYZE) directory.provider")
    return [_line(world, how, typed, fits) for how, (typed, fits) in TYPED.items()]


def _line(world: World, how: str, typed: str, fits: str) -> Line:
    one = world.sizes.overseer
    questions = questions_of(world, one, seeded(one).id, lambda uow: find_providers(uow.session, Wanted(text=typed)))
    with (
        world.connect() as admin,
        world.connect(autocommit=False) as plain,
        world.connect(role=APP, autocommit=False) as guarded,
    ):
        plain.read_only = guarded.read_only = True
        floor = _bare(plain, FLOOR.format(fits=fits.format(words=WORDS_OF_PROVIDER)))
        ours = own_transaction(guarded, one, questions)
        _check_same(floor(), ours())
        found = compare(floor, ours, meter=lambda: Meter.of_database(admin), seconds=world.sizes.seconds / 2)
        index = admin.execute(INDEX_SIZE).fetchone()
    assert index
    what = f"search over {world.sizes.providers:,} providers: {how}, in a transaction"
    line = at_most("find", what, found, both_cpu, limit=MOST_ON_FINDING, how=BOTH)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return replace(line, detail=f"{line.detail}; index of words {index[0]:.1f} MB, this process {peak:.0f} MB at most")


def _bare(connection: psycopg.Connection[Any], statement: str) -> Callable[[], Rows]:
    def run() -> Rows:
        found = connection.execute(statement).fetchall()
        connection.commit()
        return found

    return run


def _check_same(floor: Rows, ours: list[Rows]) -> None:
    """The same providers, and at least one; ours may ask in more than one statement."""
    found = {row[0] for rows in ours for row in rows}
    assert {row[0] for row in floor} == found, (len(floor), len(found))
    assert found
