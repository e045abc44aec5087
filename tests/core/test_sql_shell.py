"""Somebody found a way to run SQL as the web's role, with their own session: what it gets them."""

from __future__ import annotations

from uuid import UUID

import psycopg
import pytest
import sqlalchemy as sa

from tests.contract.rows import Filled, fill
from tests.databases import as_superuser, made_database
from tests.world import PERSONAS, TENANTS

NORTHSHIRE, WESTMERE = (one.id for one in TENANTS[:2])
ASHA, CORA = (PERSONAS[name].id for name in ("asha", "cora"))
OURS, THEIRS = UUID("018f0000-0000-7000-8000-00000000000a"), UUID("018f0000-0000-7000-8000-00000000000b")
CANARY = "CANARY"
FOREIGN = (CANARY, "westmere", "Westmere", "cora@", "Lindqvist", str(WESTMERE), str(CORA), str(THEIRS))

REFUSED = {
    # becoming somebody else
    "SET ROLE portal_owner",
    "SET ROLE portal_gate",
    "SET ROLE portal_exchange",
    "SET ROLE portal_job",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "ALTER ROLE portal_app BYPASSRLS",
    "GRANT portal_owner TO portal_app",
    "CREATE ROLE friend LOGIN SUPERUSER",
    # loosening the rules
    "ALTER TABLE portal.record DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE portal.record NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY record_read ON portal.record",
    "CREATE POLICY mine ON portal.record USING (true)",
    "SET row_security = off; SELECT * FROM portal.record",
    "SET session_replication_role = replica",
    "SET track_activities = on",
    "ALTER SYSTEM SET log_statement = 'all'",
    "SELECT pg_reload_conf()",
    "CALL ctx.renew_signing_key()",
    "CREATE OR REPLACE FUNCTION ctx.tenant() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()'",
    # making things
    "CREATE TABLE portal.mine (id int)",
    "CREATE TABLE public.mine (id int)",
    "CREATE TEMP TABLE mine (id int)",
    "CREATE TEMP VIEW mine AS SELECT * FROM portal.record",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION public.leak(text) RETURNS bool LANGUAGE sql COST 0.0001 AS 'SELECT true'",
    "CREATE EXTENSION dblink",
    "CREATE SUBSCRIPTION mine CONNECTION 'host=evil' PUBLICATION x",
    "CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION ctx.now()",
    # what no login may read
    "SELECT * FROM auth.account",
    "SELECT * FROM auth.session",
    "SELECT * FROM auth.invitation",
    "SELECT * FROM auth.role",
    "SELECT * FROM auth.throttle",
    "SELECT * FROM ctx.signing_key",
    "SELECT * FROM ctx.shifted_clock",
    "SELECT * FROM exchange.link_pair",
    "SELECT * FROM jobs.request",
    "SELECT * FROM jobs.procrastinate_jobs",
    "SELECT nextval('jobs.procrastinate_jobs_id_seq')",
    "SELECT * FROM pg_authid",
    "SELECT * FROM pg_shadow",
    "SELECT * FROM pg_statistic",
    "SELECT * FROM pg_largeobject",
    "SELECT * FROM pg_hba_file_rules",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT pg_ls_dir('.')",
    "SELECT table_to_xml('auth.account', true, false, '')",
    # carrying things off and in
    "COPY portal.record FROM '/etc/passwd'",
    "COPY portal.record FROM PROGRAM 'id'",
    "COPY (SELECT * FROM portal.record) TO '/tmp/out'",
    "COPY (SELECT * FROM portal.record) TO PROGRAM 'cat'",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_get(1)",
    # ending others
    "SELECT pg_terminate_backend(pg_backend_pid())",
    "SELECT pg_cancel_backend(pg_backend_pid())",
    "TRUNCATE portal.record CASCADE",
    "DROP TABLE portal.record",
    # inner functions
    f"SELECT ctx.hold('{CORA}', '{WESTMERE}', '{{general}}', '{{}}', '{{operator}}')",
    "SELECT ctx.sign('anything')",
    "SELECT ctx.begin_operator('a token')",
    f"SELECT ctx.begin_job('{THEIRS}')",
    "SELECT auth.credentials('cora@westmere.example')",
    f"SELECT auth.open_session('{CORA}', 'x', 'mine', false, 60, 60)",
    "SELECT auth.identify('a token')",
    "SELECT auth.live_session('a token')",
    "SELECT auth.read_invitation('a token')",
    "SELECT auth.invite_first_administrator(NULL, 'a', 'a', 'a', '{manager}', 'x', 1)",
    f"SELECT jobs.queue_request('{WESTMERE}', 'x', '{{}}', '{CORA}', '{{general}}', NULL, NULL)",
    f"SELECT exchange.peer_side('{THEIRS}', 'general')",
    f"SELECT exchange.own_room('{THEIRS}')",
    "SELECT exchange.decide_claim_as_operator(gen_random_uuid(), true)",
    # the doors, with somebody else's ids
    f"SELECT exchange.open_room('{THEIRS}', '{OURS}')",
    f"SELECT exchange.open_room('{OURS}', '{THEIRS}')",
    f"SELECT exchange.message('{THEIRS}', 'ask', 'hello', NULL, NULL, NULL, 'x')",
    f"SELECT exchange.receiver('{THEIRS}')",
    f"SELECT exchange.disclose('{THEIRS}', 'x', 'x', 'general', '[]', '', '', 'x', 'x', 'x', NULL, false, '[]')",
    f"SELECT exchange.withdraw('{THEIRS}', 'x', false)",
    f"SELECT exchange.receipt('{THEIRS}')",
    "SELECT auth.invite('e@vil.example', 'e@vil.example', 'Eve', '{tenant_admin}', 'x', 1)",
    f"SELECT auth.set_member_roles('{CORA}', '{{manager}}')",
    f"SELECT auth.set_member_roles('{ASHA}', '{{tenant_admin}}')",
    f"SELECT auth.end_membership('{CORA}')",
    # rows that only functions write
    "UPDATE portal.membership SET roles = '{tenant_admin}'",
    f"INSERT INTO portal.membership VALUES ('{NORTHSHIRE}', '{OURS}', 'E', 'e', '{{manager}}', now())",
    "UPDATE portal.tenant SET name = 'Mine'",
    "UPDATE portal.tenant_plugin SET offered = true",
    "INSERT INTO portal.tenant_plugin SELECT tenant_id, 'more', true, true FROM portal.tenant_plugin",
    "INSERT INTO portal.receipt SELECT * FROM portal.receipt",
    "INSERT INTO portal.disclosure SELECT * FROM portal.disclosure",
    "INSERT INTO portal.message SELECT * FROM portal.message",
    "UPDATE portal.receipt SET opened_at = NULL",
    "UPDATE portal.link SET status = 'agreed'",
    "UPDATE portal.provider_claim SET status = 'confirmed'",
    "SELECT * FROM portal.outbox_mail",
    f"SELECT exchange.answer_link('{THEIRS}', true)",
    f"SELECT exchange.end_link('{THEIRS}', 'x')",
    "DELETE FROM portal.trail_entry",
    "UPDATE portal.trail_entry SET payload = NULL",
    "UPDATE directory.site SET name = 'Mine'",
    f"UPDATE portal.record SET tenant_id = '{WESTMERE}'",
    f"INSERT INTO portal.oversight VALUES ('{WESTMERE}', gen_random_uuid(), gen_random_uuid(), now())",
}
# Allowed, and worth nothing: own rows, counts of the whole server, or the same answer as everybody gets.
SHOWS_NOTHING = {
    "SELECT * FROM portal.record",
    "SELECT * FROM portal.incident",
    "SELECT * FROM portal.trail_entry",
    "SELECT * FROM portal.membership",
    "SELECT * FROM portal.tenant",
    "SELECT * FROM portal.link",
    "SELECT * FROM portal.draft",
    "TABLE portal.receipt UNION ALL TABLE portal.receipt",
    f"SELECT * FROM portal.record WHERE tenant_id = '{WESTMERE}' OR true",
    f"SELECT * FROM portal.record_note WHERE record_id = '{THEIRS}'",
    # An operator that fails on a foreign row would betray it: row security comes first.
    f"SELECT * FROM portal.record WHERE 1 / (CASE WHEN title LIKE '{CANARY}%' THEN 0 ELSE 1 END) = 1",
    "SELECT * FROM portal.record r, LATERAL (SELECT * FROM portal.membership m WHERE r.id IS NOT NULL) x",
    "SELECT query_to_xml('SELECT * FROM portal.record', true, false, '')",
    "SELECT schema_to_xml('portal', true, false, '')",
    "SELECT * FROM pg_stats WHERE schemaname = 'portal'",
    "SELECT * FROM pg_stat_activity",
    "SELECT * FROM pg_locks",
    "SELECT * FROM pg_prepared_statements",
    "SELECT * FROM pg_publication_tables",
    "SELECT relname, reltuples FROM pg_class WHERE relnamespace = 'portal'::regnamespace",
    "EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM portal.record",
    "GRANT SELECT ON portal.record TO PUBLIC",
    "LISTEN anything",
    "NOTIFY anything",
    "SELECT jobs.health()",
    "SELECT * FROM auth.pending_invitations()",
    f"SELECT * FROM exchange.claim_on_link('{THEIRS}')",
    f"SELECT exchange.decide_claim_on_link('{THEIRS}', true)",
    f"SELECT ctx.begin('{PERSONAS['asha'].token}', 'westmere')",
    f"SELECT set_config('portal.ctx', '{CORA}|{WESTMERE}|general|||{'0' * 64}', false)",
    f"DO $$ BEGIN PERFORM set_config('portal.ctx', '{CORA}|{WESTMERE}|general|||0', false); END $$",
    f"UPDATE portal.record SET title = 'x' WHERE tenant_id = '{WESTMERE}' RETURNING *",
    f"DELETE FROM portal.record WHERE id = '{THEIRS}' RETURNING *",
    f"MERGE INTO portal.record r USING (SELECT 1) x ON r.id = '{THEIRS}' WHEN MATCHED THEN DELETE",
}


@pytest.fixture(scope="module")
def world(cluster, worker_id):
    """A world of its own, with a row of Westmere's in every table, each of its texts a canary."""
    with made_database(cluster, f"shell_{worker_id}") as location:
        with as_superuser(location) as connection:
            fill(connection, Filled(NORTHSHIRE, ASHA, OURS, "OURS"), Filled(WESTMERE, CORA, THEIRS, CANARY))
            connection.execute(sa.text("ANALYZE"))
            connection.commit()
        yield location


@pytest.fixture
def shell(world):
    """The web's role, in a transaction that is Asha's; rolled back."""
    with psycopg.connect(world.url("portal_app")) as connection:
        connection.execute("SELECT ctx.begin(%s, 'northshire')", (PERSONAS["asha"].token,))
        yield connection
        connection.rollback()


def shown(connection, statement):
    try:
        cursor = connection.execute(statement)
    except psycopg.errors.FeatureNotSupported:
        pytest.skip("this server was built without XML")
    return str(cursor.fetchall()) if cursor.description else ""


@pytest.mark.parametrize("statement", sorted(REFUSED))
def test_this_is_refused(shell, statement):
    with pytest.raises(psycopg.Error) as refused:
        shell.execute(statement)
    assert not [word for word in FOREIGN if word in str(refused.value) and word not in statement]


@pytest.mark.parametrize("statement", sorted(SHOWS_NOTHING))
def test_this_shows_nothing_foreign(shell, statement):
    found = shown(shell, statement)

    assert not [word for word in FOREIGN if word in found and word not in statement]
    ends_the_context = "set_config" in statement or "ctx.begin" in statement
    assert ("OURS" in shown(shell, "SELECT title FROM portal.record")) is not ends_the_context


def test_whatever_was_tried_their_rows_are_all_there(world):
    with psycopg.connect(world.admin_url()) as connection:
        rows = connection.execute("SELECT title, compartment FROM portal.record WHERE id = %s", (THEIRS,)).fetchall()

    assert rows == [(CANARY, "general")]


def test_a_running_statement_is_not_shown_to_other_connections(world):
    with psycopg.connect(world.url("portal_app")) as one, psycopg.connect(world.url("portal_app")) as other:
        one.execute("SELECT 'a secret', pg_backend_pid()")
        seen = other.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", (one.info.backend_pid,)).fetchone()

    assert "secret" not in (seen[0] or "")


@pytest.mark.parametrize("role", ["portal_auth", "portal_platform", "portal_importer"])
def test_the_other_logins_see_no_case(world, role):
    with psycopg.connect(world.url(role)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT * FROM portal.record")


def test_the_worker_sees_nothing_before_it_takes_a_request(world):
    with psycopg.connect(world.url("portal_job")) as connection:
        assert connection.execute("SELECT count(*) FROM portal.record").fetchone() == (0,)


def test_the_operator_sees_organisations_and_no_people(world):
    with psycopg.connect(world.url("portal_platform")) as connection:
        connection.execute("SELECT ctx.begin_operator(%s)", (PERSONAS["otto"].token,))

        assert connection.execute("SELECT count(*) FROM portal.tenant").fetchone() == (len(TENANTS),)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM portal.membership")
