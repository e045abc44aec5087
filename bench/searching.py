"""Goal 5: search, for tenants of every size, against bare SQL with a literal tenant over the same index."""

from __future__ import annotations

from typing import Any

import psycopg

from bench.goals import Line, at_most
from bench.measuring import Meter, both_cpu, compare
from bench.reading import BOTH
from bench.rows import seeded
from bench.sizes import TenantSize
from bench.statements import Question, bare_transaction, check_same, own_transaction, written
from bench.world import World
from portal.core.roles import APP
from portal.records.queries import LISTED
from portal.search.queries import FOUND
from portal.search.words import as_tsquery, terms_of
from portal.web.paging import PAGE_SIZE

MOST_ON_SEARCH = 2.0
# A word of a quarter of all records, the words of one of many titles, and a reference.
QUESTIONS = {"common": "falls", "rare": "{title}", "single": "{reference}"}
OLDEST = "SELECT reference, title FROM portal.record WHERE tenant_id = %s ORDER BY opened_on LIMIT 1"

# Made inside the database, where a million are made in a minute; the portal makes the same words in Python.
ENTRIES = """
    INSERT INTO portal.search_entry (tenant_id, record_id, compartment, kind, status, site_id, opened_on, places,
        changed_at, made_by, words)
    SELECT r.tenant_id, r.id, r.compartment, r.kind, r.status, r.site_id, r.opened_on, '', r.updated_at, 'bench',
        strip(to_tsvector('simple', told) || to_tsvector('english', told))
            || array_to_tsvector(ARRAY[':' || r.tenant_id])
    FROM portal.record r JOIN portal.incident i ON i.tenant_id = r.tenant_id AND i.id = r.id,
        LATERAL (SELECT lower(concat_ws(' ', translate(r.reference, '-', ' '), r.title, i.what_happened)) AS told) t
"""
INDEX = "CREATE INDEX ix_search_entry_words ON portal.search_entry USING gin (words)"
BARE = f"""
    SELECT r.kind, {", ".join(str(one) for one in LISTED[:-1]).replace("record.", "r.")}, s.name
    FROM portal.search_entry e JOIN portal.record r ON r.tenant_id = e.tenant_id AND r.id = e.record_id
    LEFT JOIN directory.site s ON s.id = r.site_id
    WHERE e.tenant_id = '{{tenant}}' AND e.words @@ '{{asked}}'
    ORDER BY e.opened_on DESC, e.record_id DESC LIMIT {PAGE_SIZE + 1}
"""


def search_lines(world: World) -> list[Line]:
    """A page of what is found, in a transaction each: bare, and with context, row security and the function."""
    with world.connect() as admin:
        _fill(admin)
    return [_search(world, one, how) for one in world.sizes.tenants for how in QUESTIONS]


def _fill(admin: psycopg.Connection[Any]) -> None:
    admin.execute("SET session_replication_role = replica")
    admin.execute("DROP INDEX portal.ix_search_entry_words")
    admin.execute("TRUNCATE portal.search_entry")
    admin.execute(ENTRIES)
    admin.execute(INDEX)
    admin.execute("RESET session_replication_role")
    admin.execute("VACUUM (ANALYZE) portal.search_entry")


def _search(world: World, one: TenantSize, how: str) -> Line:
    with (
        world.connect() as admin,
        world.connect(autocommit=False) as plain,
        world.connect(role=APP, autocommit=False) as guarded,
    ):
        plain.read_only = guarded.read_only = True
        questions = [_question(admin, one, how)]
        floor, ours = bare_transaction(plain, questions), own_transaction(guarded, one, questions)
        check_same(floor, ours)
        found = compare(floor, ours, meter=lambda: Meter.of_database(admin), seconds=world.sizes.seconds / 2)
    what = f"search of {one.records:,} for what is {how}, in a transaction, against a literal tenant"
    return at_most("5", what, found, both_cpu, limit=MOST_ON_SEARCH, how=BOTH)


def _question(admin: psycopg.Connection[Any], one: TenantSize, how: str) -> Question:
    tenant = seeded(one).id
    found = admin.execute(OLDEST, (tenant,)).fetchone()
    assert found
    asked = as_tsquery(terms_of(QUESTIONS[how].format(reference=found[0], title=found[1])))
    nothing = dict.fromkeys(("status", "site", "first_day", "last_day", "after_day", "after_id"))
    ours = FOUND.params(wanted=asked, kinds=["incident"], most=PAGE_SIZE + 1, **nothing)
    return Question(written(ours), (BARE.format(tenant=tenant, asked=asked.replace("'", "''")), {}))
