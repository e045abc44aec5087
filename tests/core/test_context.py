"""The signed context: the database decides for whom a transaction acts, and forgets it at its end."""

from __future__ import annotations

from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from portal.core.db import db
from portal.core.ids import new_id
from portal.core.principal import ContextRefusedError, SignedIn, act_as
from tests.contract.rows import Filled, about_record, fill, record_tables
from tests.databases import as_superuser
from tests.world import PERSONAS, TENANTS

NORTHSHIRE, WESTMERE = (one.id for one in TENANTS[:2])
RECORD = new_id()
ASHA, SAM, CORA, DANA = (PERSONAS[name].id for name in ("asha", "sam", "cora", "dual"))
BEGIN = "SELECT ctx.begin(%s, %s)"
ROTATION = ("asha", "ben", "cora", None)
ROUNDS = 400


@pytest.fixture
def superuser(location):
    """The world as the superuser, in one transaction that is rolled back."""
    with psycopg.connect(location.admin_url()) as connection:
        yield connection
        connection.rollback()


@contextmanager
def web(location):
    with psycopg.connect(location.url("portal_app")) as connection:
        yield connection


def claim(name):
    return PERSONAS[name].token, PERSONAS[name].home


def slugs(connection):
    return [slug for (slug,) in connection.execute("SELECT slug FROM portal.tenant")]


def held(connection):
    return connection.execute("SELECT current_setting('portal.ctx', true)").fetchone()[0]


def test_a_member_sees_their_own_organisation(act):
    uow = act("ben")

    assert uow.session.execute(sa.text("SELECT slug FROM portal.tenant")).scalars().all() == ["rosewood"]


def test_a_plain_setting_is_no_context(location):
    forged = f"{ASHA}|{NORTHSHIRE}|general,safeguarding||manage_members|{'a' * 64}"
    with web(location) as connection:
        connection.execute("SELECT set_config('portal.ctx', %s, false)", (forged,))

        assert slugs(connection) == []


@pytest.mark.parametrize("garbage", ["", "|", "|||||", "a|b|c|d|e|f", "|" * 9, "\\x00", "null"])
def test_garbage_is_no_context(location, garbage):
    with web(location) as connection:
        connection.execute("SELECT set_config('portal.ctx', %s, true)", (garbage,))

        assert slugs(connection) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, CORA),
        (1, WESTMERE),
        (2, "general,safeguarding"),
        (3, uuid4()),
        (4, "operator"),
        (4, "manage_members"),
    ],
)
def test_a_signed_context_with_one_word_changed_shows_nothing(location, place, value):
    with web(location) as connection:
        connection.execute(BEGIN, claim("asha"))
        fields = held(connection).split("|")
        fields[place] = str(value)
        connection.execute("SELECT set_config('portal.ctx', %s, true)", ("|".join(fields),))

        assert slugs(connection) == []


def test_a_signed_context_is_worth_nothing_in_the_next_transaction(location):
    with web(location) as connection:
        connection.execute(BEGIN, claim("asha"))
        kept = held(connection)
        connection.commit()
        connection.execute("SELECT set_config('portal.ctx', %s, false)", (kept,))

        assert slugs(connection) == []


def test_a_signed_context_is_worth_nothing_to_another_connection(location):
    with web(location) as one, web(location) as other:
        one.execute(BEGIN, claim("asha"))
        other.execute("SELECT set_config('portal.ctx', %s, false)", (held(one),))

        assert (slugs(one), slugs(other)) == (["northshire"], [])


def test_a_signature_holds_for_one_process_alone(superuser):
    """A parallel worker shares the leader's transaction and its moment; only the process differs."""
    sign = "SELECT ctx.sign('words') FROM portal.tenant LIMIT 1"
    ours = superuser.execute(sign).fetchone()
    superuser.execute("ALTER FUNCTION ctx.sign(text) PARALLEL SAFE")
    superuser.execute("SELECT set_config(%s, 'on', true)", (forced_parallel(superuser),))

    assert superuser.execute(sign).fetchone() != ours


def forced_parallel(connection):
    """The setting that sends a query to a parallel worker."""
    return "debug_parallel_query" if connection.info.server_version >= 160000 else "force_parallel_mode"


def test_a_context_ends_with_its_transaction(location):
    with web(location) as connection:
        connection.execute(BEGIN, claim("asha"))
        connection.commit()

        assert slugs(connection) == []


def test_a_refused_beginning_forgets_the_earlier_one(location):
    with web(location) as connection:
        connection.execute(BEGIN, claim("asha"))
        connection.execute(BEGIN, ("no such token", "northshire"))

        assert slugs(connection) == []


OVER = {
    "session idle too long": "UPDATE auth.session SET idle_until = now() - interval '1 second'",
    "session too old": "UPDATE auth.session SET absolute_until = now() - interval '1 second'",
    "session closed": "DELETE FROM auth.session",
    "second factor due": "UPDATE auth.session SET second_factor_due = true",
    "account disabled": "UPDATE auth.account SET disabled_at = now()",
    "organisation suspended": "UPDATE portal.tenant SET suspended_on = current_date",
    "membership ended": "UPDATE portal.membership SET ended_on = current_date",
}


@pytest.mark.parametrize("damage", OVER.values(), ids=OVER.keys())
def test_who_may_no_longer_act_is_given_nothing(superuser, damage):
    superuser.execute(damage)
    superuser.execute("SET LOCAL ROLE portal_app")

    assert superuser.execute(BEGIN, claim("asha")).fetchone() == (None,)
    assert slugs(superuser) == []


@pytest.mark.parametrize("slug", ["westmere", "no-such-place", "", "NORTHSHIRE", "northshire "])
def test_an_organisation_one_does_not_belong_to_is_like_none(location, slug):
    with web(location) as connection:
        assert connection.execute(BEGIN, (PERSONAS["asha"].token, slug)).fetchone() == (None,)


def test_one_connection_serves_three_organisations_in_turn_and_mixes_nothing(location):
    with web(location) as connection:
        pid = connection.info.backend_pid
        for turn in range(ROUNDS):
            name = ROTATION[turn % len(ROTATION)]
            if name:
                connection.execute(BEGIN, claim(name))
            assert slugs(connection) == ([PERSONAS[name].home] if name else [])
            connection.commit() if turn % 2 else connection.rollback()
        assert connection.info.backend_pid == pid


def test_parallel_workers_see_one_tenants_rows(superuser):
    superuser.execute("SET LOCAL session_replication_role = replica")
    superuser.execute(
        "INSERT INTO portal.oversight (tenant_id, id, provider_id, taken_on)"
        " SELECT t, gen_random_uuid(), gen_random_uuid(), current_date FROM generate_series(1, 2000),"
        " unnest(%s::uuid[]) t",
        ([NORTHSHIRE, WESTMERE],),
    )
    superuser.execute("SET LOCAL ROLE portal_app")
    for name in ("parallel_setup_cost", "parallel_tuple_cost", "min_parallel_table_scan_size"):
        superuser.execute("SELECT set_config(%s, '0', true)", (name,))
    for name, value in (
        (forced_parallel(superuser), "on"),
        ("enable_indexscan", "off"),
        ("enable_bitmapscan", "off"),
    ):
        superuser.execute("SELECT set_config(%s, %s, true)", (name, value))
    superuser.execute(BEGIN, claim("cora"))
    query = "SELECT count(*), count(*) FILTER (WHERE tenant_id = %s) FROM portal.oversight"

    plan = superuser.execute(f"EXPLAIN {query}", (WESTMERE,)).fetchall()
    assert "Gather" in str(plan)
    assert superuser.execute(query, (WESTMERE,)).fetchone() == (2000, 2000)


def test_a_reading_transaction_cannot_write(app):
    with app.app_context(), sa.orm.Session(db.engine) as session:
        act_as(session, SignedIn(*claim("sam"), read_only=True))
        with pytest.raises(DBAPIError, match="read-only transaction"):
            session.execute(sa.text("DELETE FROM portal.draft"))


def test_a_session_without_a_principal_cannot_begin(app):
    with app.app_context(), sa.orm.Session(db.engine) as session, pytest.raises(ContextRefusedError):
        session.execute(sa.text("SELECT 1"))


@pytest.fixture
def cases(location):
    """One case of Northshire's, with a row in every table that has rows of records."""
    with as_superuser(location) as connection:
        fill(connection, Filled(NORTHSHIRE, CORA, RECORD, "A CASE"))
        yield connection


def seen_by(connection, name):
    """The tables that show this person a row of the case."""
    connection.execute(sa.text("SET LOCAL ROLE portal_app"))
    connection.exec_driver_sql(BEGIN, claim(name) if name != "dual" else (PERSONAS[name].token, "northshire"))
    return {
        table.name
        for table in record_tables(connection)
        if connection.execute(sa.select(sa.func.count()).where(about_record(table) == RECORD)).scalar()
    }


def restrict(connection):
    seen_by(connection, "sam")
    connection.execute(sa.text("UPDATE portal.record SET compartment = 'safeguarding' WHERE id = :r"), {"r": RECORD})
    connection.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_a_restricted_case_is_gone_for_an_officer_from_every_table(cases):
    everything = {table.name for table in record_tables(cases)}
    assert seen_by(cases, "asha") == everything

    restrict(cases)

    assert seen_by(cases, "asha") == set()
    assert seen_by(cases, "sam") == everything


def test_nobody_moves_a_case_where_they_cannot_see_it(cases):
    seen_by(cases, "asha")

    with pytest.raises(DBAPIError, match="row-level security"):
        cases.execute(sa.text("UPDATE portal.record SET compartment = 'safeguarding' WHERE id = :r"), {"r": RECORD})


def test_an_administrator_sees_no_case_in_any_table(cases):
    assert seen_by(cases, "noor") == set()


def test_who_is_kept_out_of_a_case_sees_it_in_no_table(cases):
    keep_out(cases, ASHA)

    assert seen_by(cases, "asha") == set()
    assert seen_by(cases, "dual") == {table.name for table in record_tables(cases)}


def keep_out(connection, user_id):
    connection.execute(
        sa.text("INSERT INTO portal.record_exclusion VALUES (:t, :r, :u, 'named in it', :by, now())"),
        {"t": NORTHSHIRE, "r": RECORD, "u": user_id, "by": SAM},
    )


def test_who_is_kept_out_does_not_see_that_they_are(cases):
    cases.execute(sa.text("DELETE FROM portal.record_exclusion"))
    keep_out(cases, ASHA)
    kept_out = sa.text("SELECT count(*) FROM portal.record_exclusion WHERE user_id = :u")

    assert {name: count_for(cases, name, kept_out) for name in ("asha", "dual")} == {"asha": 0, "dual": 1}


def count_for(connection, name, query):
    seen_by(connection, name)
    return connection.execute(query, {"u": ASHA}).scalar()


def test_who_is_kept_out_of_a_case_is_kept_out_in_their_jobs_too(cases):
    keep_out(cases, ASHA)
    seen_by(cases, "asha")
    cases.execute(sa.text("SELECT jobs.enqueue('any.job', '{}', NULL, NULL)"))
    cases.execute(sa.text("RESET ROLE"))
    request = cases.execute(sa.text("SELECT id FROM jobs.request ORDER BY created_at DESC LIMIT 1")).scalar()
    cases.execute(sa.text("SET LOCAL ROLE portal_job"))
    cases.execute(sa.text("SELECT ctx.begin_job(:request)"), {"request": request})

    assert cases.execute(sa.text("SELECT ctx.tenant(), ctx.user_id()")).one() == (NORTHSHIRE, ASHA)
    assert cases.execute(sa.text("SELECT count(*) FROM portal.record WHERE id = :r"), {"r": RECORD}).scalar() == 0


def test_a_foreign_key_tells_nothing_about_another_organisations_record(cases):
    seen_by(cases, "cora")

    assert refusal(cases, RECORD) == refusal(cases, new_id())


def refusal(connection, record_id):
    """What the database says when Westmere hangs a note on this record."""
    connection.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
    note = "INSERT INTO portal.record_note VALUES (:t, :id, :record, 'general', now(), :u, 'words')"
    values = {"t": WESTMERE, "id": new_id(), "record": record_id, "u": CORA}
    with pytest.raises(DBAPIError) as refused, connection.begin_nested():
        connection.execute(sa.text(note), values)
    said = refused.value.orig.diag
    return said.sqlstate, said.message_primary, said.message_detail, said.constraint_name


def test_a_connection_that_was_read_from_can_be_written_with_next(app):
    with app.app_context():
        db.engine.dispose()  # so that there is one connection to be handed out twice
        with sa.orm.Session(db.engine) as session:
            act_as(session, SignedIn(*claim("sam"), read_only=True))
            pid = session.execute(sa.text("SELECT pg_backend_pid()")).scalar()
        with db.engine.connect() as connection:
            found = connection.execute(sa.text("SELECT pg_backend_pid(), current_setting('transaction_read_only')"))
            assert found.one() == (pid, "off")
