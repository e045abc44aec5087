"""A defence broken on purpose must be named: one fault at a time, in a transaction that is rolled back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.commands.doctor import import_models
from portal.core.db import Model
from portal.core.row_security import conformance_faults
from portal.core.row_security.logins import server_faults, server_warnings

AS_OWNER = "SET LOCAL ROLE portal_owner"
AS_SUPERUSER = "RESET ROLE"
BORROWED = "LANGUAGE sql SECURITY DEFINER"
PINNED = "SET search_path = pg_catalog, pg_temp"

BELIEVED = "A forged context is believed: it must show no tenant, no person, nothing they hold."

# What the owner of every object could do by a careless migration.
BY_THE_OWNER = {
    "policy dropped": (
        "DROP POLICY draft_own ON portal.draft",
        "portal.draft: the policy draft_own is missing.",
    ),
    "policy opened": (
        "ALTER POLICY draft_own ON portal.draft USING (true)",
        (
            "portal.draft: the policy draft_own has USING true,"
            " not ((tenant_id = ( SELECT ctx.tenant() AS tenant))"
            " AND (user_id = ( SELECT ctx.user_id() AS user_id)))."
        ),
    ),
    "check opened": (
        "ALTER POLICY record_add ON portal.record WITH CHECK (true)",
        (
            "portal.record: the policy record_add has WITH CHECK true,"
            " not (tenant_id = ( SELECT ctx.tenant() AS tenant))."
        ),
    ),
    "context asked once per row": (
        "ALTER POLICY membership_tenant ON portal.membership USING (tenant_id = ctx.tenant())",
        (
            "portal.membership: the policy membership_tenant has USING (tenant_id = ctx.tenant()),"
            " not (tenant_id = ( SELECT ctx.tenant() AS tenant))."
        ),
    ),
    "policy for more roles": (
        "ALTER POLICY link_exchange ON portal.link TO portal_exchange, portal_app",
        "portal.link: the policy link_exchange is for portal_exchange, portal_app, not for portal_exchange.",
    ),
    "policy for more commands": (
        (
            "DROP POLICY record_exchange ON portal.record;"
            " CREATE POLICY record_exchange ON portal.record TO portal_exchange USING (true)"
        ),
        "portal.record: the policy record_exchange is for ALL, not for SELECT.",
    ),
    "policy too many": (
        "CREATE POLICY draft_extra ON portal.draft FOR SELECT USING (true)",
        "portal.draft: the policy draft_extra does not belong there.",
    ),
    "policy restrictive": (
        (
            "DROP POLICY trail_entry_add ON portal.trail_entry;"
            " CREATE POLICY trail_entry_add ON portal.trail_entry AS RESTRICTIVE"
            " FOR INSERT WITH CHECK (tenant_id = (SELECT ctx.tenant()))"
        ),
        "portal.trail_entry: the policy trail_entry_add is restrictive.",
    ),
    "row security off": (
        "ALTER TABLE portal.record DISABLE ROW LEVEL SECURITY",
        "portal.record: row security is off.",
    ),
    "row security not forced": (
        "ALTER TABLE portal.record NO FORCE ROW LEVEL SECURITY",
        "portal.record: row security is not forced, so it does not bind the owner.",
    ),
    "table nobody knows": (
        "CREATE TABLE portal.scratch (tenant_id uuid, id uuid)",
        "portal.scratch: no model knows this table, and it is not on the exempt list.",
    ),
    "table of a plugin nobody knows": (
        "CREATE SCHEMA plugin_x; CREATE TABLE plugin_x.scratch (tenant_id uuid, id uuid)",
        "plugin_x.scratch: no model knows this table, and it is not on the exempt list.",
    ),
    "table beside the exempt ones": (
        "CREATE TABLE exchange.scratch (id uuid)",
        "exchange.scratch: no model knows this table, and it is not on the exempt list.",
    ),
    "table outside the schemas": (
        "CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.scratch (id uuid)",
        "elsewhere.scratch belongs to portal_owner but stands outside the portal's schemas.",
    ),
    "table missing": ("DROP TABLE portal.draft", "portal.draft: the model's table is not in the database."),
    "view of its owner": (
        "CREATE VIEW portal.everything AS SELECT * FROM portal.record",
        "portal.everything is a view without security_invoker: it would show its owner's rows.",
    ),
    "materialised view": (
        "CREATE MATERIALIZED VIEW portal.counted AS SELECT count(*) FROM portal.record",
        "portal.counted is a materialised view, which row security does not reach.",
    ),
    "rule": (
        "CREATE RULE quiet AS ON DELETE TO portal.draft DO ALSO NOTHING",
        "portal.draft: the rule quiet rewrites statements.",
    ),
    "partition open": (
        (
            "CREATE TABLE portal.year (tenant_id uuid, id uuid) PARTITION BY LIST (tenant_id);"
            " CREATE TABLE portal.year_a PARTITION OF portal.year DEFAULT;"
            " GRANT SELECT ON portal.year_a TO portal_app"
        ),
        "portal.year_a is a partition, and portal_app holds SELECT on it.",
    ),
    "key without the tenant": (
        "ALTER TABLE portal.draft DROP CONSTRAINT pk_draft, ADD PRIMARY KEY (user_id, tenant_id, form)",
        "portal.draft: the primary key does not begin with tenant_id.",
    ),
    "unique everywhere": (
        "CREATE UNIQUE INDEX oracle ON portal.draft (form)",
        "portal.draft: the unique index oracle does not begin with tenant_id.",
    ),
    "unique by an expression": (
        "CREATE UNIQUE INDEX oracle ON portal.draft (lower(form), tenant_id)",
        "portal.draft: the unique index oracle does not begin with tenant_id.",
    ),
    "foreign key without the tenant": (
        (
            "ALTER TABLE portal.record ADD CONSTRAINT lone UNIQUE (id);"
            " ALTER TABLE portal.draft ADD CONSTRAINT oracle"
            " FOREIGN KEY (user_id) REFERENCES portal.record (id)"
        ),
        "portal.draft: the foreign key oracle to portal.record does not hold tenant_id on both sides.",
    ),
    "foreign key out of the tenants": (
        "ALTER TABLE portal.draft ADD CONSTRAINT oracle FOREIGN KEY (user_id) REFERENCES auth.account",
        "portal.draft: the foreign key oracle leads to auth.account, which holds no tenant's rows.",
    ),
    "accounts shown": (
        "GRANT SELECT ON auth.account TO portal_app",
        "auth.account: portal_app holds SELECT; only functions may reach this.",
    ),
    "one column of accounts shown": (
        "GRANT SELECT (email) ON auth.account TO portal_auth",
        "auth.account: portal_auth holds SELECT (email); only functions may reach this.",
    ),
    "requests shown to the worker": (
        "GRANT SELECT ON jobs.request TO portal_job",
        "jobs.request: portal_job holds SELECT; only functions may reach this.",
    ),
    "queue shown to the web": (
        "GRANT INSERT ON jobs.procrastinate_jobs TO portal_app",
        "jobs.procrastinate_jobs: portal_app holds INSERT; only functions may reach this.",
    ),
    "pairs shown to everybody": (
        "GRANT SELECT ON exchange.link_pair TO PUBLIC",
        "exchange.link_pair: PUBLIC holds SELECT; only functions may reach this.",
    ),
    "receipts written by the web": (
        "GRANT INSERT ON portal.receipt TO portal_app",
        "portal.receipt: portal_app holds INSERT, which its tenancy does not give.",
    ),
    "trail rewritten": (
        "GRANT UPDATE (payload) ON portal.trail_entry TO portal_job",
        "portal.trail_entry: portal_job holds UPDATE (payload), which its tenancy does not give.",
    ),
    "records emptied": (
        "GRANT TRUNCATE ON portal.record TO portal_app",
        "portal.record: portal_app holds TRUNCATE, which its tenancy does not give.",
    ),
    "records shown to the operator": (
        "GRANT SELECT ON portal.record TO portal_platform",
        "portal.record: portal_platform holds SELECT, which its tenancy does not give.",
    ),
    "schema open": ("GRANT USAGE ON SCHEMA auth TO PUBLIC", "The schema auth is open to PUBLIC."),
    "schema to build in": (
        "GRANT CREATE ON SCHEMA portal TO portal_app",
        "portal_app may make objects in the schema portal.",
    ),
    "inner function handed out": (
        "GRANT EXECUTE ON FUNCTION ctx.sign(text) TO portal_app",
        "ctx.sign(text) may be called by portal_app: it is not on the list.",
    ),
    "definer with any path": (
        f"CREATE FUNCTION portal.peek() RETURNS bigint {BORROWED} AS 'SELECT count(*) FROM portal.record'",
        "portal.peek() runs as its owner without a search_path of its own.",
    ),
    "definer that tables can fool": (
        f"CREATE FUNCTION portal.peek() RETURNS int {BORROWED} SET search_path = pg_catalog AS 'SELECT 1'",
        "portal.peek() runs as its owner with the search_path pg_catalog: pg_temp must come last.",
    ),
    "definer for everybody": (
        (
            f"CREATE FUNCTION portal.peek() RETURNS int {BORROWED} {PINNED} AS 'SELECT 1';"
            " GRANT EXECUTE ON FUNCTION portal.peek() TO PUBLIC"
        ),
        "portal.peek() may be called by PUBLIC: it is not on the list.",
    ),
    "definer not on the list": (
        (
            f"CREATE FUNCTION portal.peek() RETURNS int {BORROWED} {PINNED} AS 'SELECT 1';"
            " GRANT EXECUTE ON FUNCTION portal.peek() TO portal_app"
        ),
        "portal.peek() may be called by portal_app: it is not on the list.",
    ),
    "context unsigned": (
        (
            f"CREATE OR REPLACE FUNCTION ctx.part(place integer) RETURNS text STABLE {BORROWED} {PINNED}"
            " AS $$ SELECT nullif(split_part(current_setting('portal.ctx', true), '|', place), '') $$"
        ),
        BELIEVED,
    ),
    "compartments for everybody": (
        (
            "CREATE OR REPLACE FUNCTION ctx.compartments() RETURNS text[] LANGUAGE sql STABLE AS"
            " $$ SELECT '{general,safeguarding}'::pg_catalog.text[] $$"
        ),
        BELIEVED,
    ),
    "clock shifted": (
        "INSERT INTO ctx.shifted_clock VALUES (1, '1 year')",
        "The database's clock is shifted (ctx.shifted_clock); that is for demonstrations and tests.",
    ),
}
# What only the server's administrator could do.
BY_THE_ADMINISTRATOR = {
    "superuser": ("ALTER ROLE portal_app SUPERUSER", "portal_app is a superuser."),
    "bypasses": ("ALTER ROLE portal_job BYPASSRLS", "portal_job bypasses row security."),
    "owner bypasses": ("ALTER ROLE portal_owner BYPASSRLS", "portal_owner bypasses row security."),
    "creates roles": ("ALTER ROLE portal_auth CREATEROLE", "portal_auth may create roles."),
    "creates databases": ("ALTER ROLE portal_platform CREATEDB", "portal_platform may create databases."),
    "replicates": (
        "ALTER ROLE portal_importer REPLICATION",
        "portal_importer may replicate the whole server.",
    ),
    "owner logs in": ("ALTER ROLE portal_gate LOGIN", "portal_gate may log in."),
    "any path": ("ALTER ROLE portal_app RESET search_path", "portal_app has no search_path of its own."),
    "role missing": ("ALTER ROLE portal_importer RENAME TO gone", "The role portal_importer is missing."),
    "member of the owner": ("GRANT portal_owner TO portal_app", "portal_app is a member of portal_owner."),
    "member at two removes": (
        "CREATE ROLE between; GRANT portal_exchange TO between; GRANT between TO portal_job",
        "portal_job is a member of portal_exchange.",
    ),
    "member of the server's readers": (
        "GRANT pg_read_all_data TO portal_app",
        "portal_app is a member of pg_read_all_data.",
    ),
    "temporary tables": (
        "DO $$ BEGIN EXECUTE format('GRANT TEMP ON DATABASE %I TO portal_app', current_database()); END $$",
        "portal_app may make temporary tables.",
    ),
    "schemas of their own": (
        "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO PUBLIC', current_database()); END $$",
        "portal_app may make schemas in the database.",
    ),
    "owner of a table": ("ALTER TABLE portal.draft OWNER TO portal_app", "portal_app owns something."),
    "table of a stranger": (
        "ALTER TABLE portal.draft OWNER TO postgres",
        "portal.draft belongs to postgres, not to portal_owner.",
    ),
    "schema of a stranger": (
        "ALTER SCHEMA directory OWNER TO postgres",
        "The schema directory belongs to postgres, not to portal_owner.",
    ),
    "definer of a stranger": (
        f"CREATE FUNCTION jobs.peek() RETURNS int {BORROWED} {PINNED} AS 'SELECT 1'",
        "jobs.peek() runs as postgres, which may own no such function.",
    ),
    "foreign table": (
        (
            "CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing;"
            " CREATE FOREIGN TABLE portal.afar (tenant_id uuid) SERVER nowhere"
        ),
        "portal.afar is a foreign table, which row security does not reach.",
    ),
}


def faults_after(connection, role, damage):
    import_models()
    connection.execute(sa.text(role))
    connection.connection.dbapi_connection.execute(damage)
    connection.execute(sa.text(AS_SUPERUSER))
    return conformance_faults(connection, Model.metadata)


@pytest.mark.parametrize(("damage", "sentence"), BY_THE_OWNER.values(), ids=BY_THE_OWNER.keys())
def test_what_the_owner_spoils_is_named(superuser, damage, sentence):
    assert sentence in faults_after(superuser, AS_OWNER, damage)


@pytest.mark.parametrize(("damage", "sentence"), BY_THE_ADMINISTRATOR.values(), ids=BY_THE_ADMINISTRATOR.keys())
def test_what_the_administrator_spoils_is_named(superuser, roles_lock, damage, sentence):
    with roles_lock:
        found = faults_after(superuser, AS_SUPERUSER, damage)
        superuser.rollback()
    assert sentence in found


def test_a_shifted_clock_is_right_for_a_demonstration(superuser):
    import_models()
    superuser.execute(sa.text("INSERT INTO ctx.shifted_clock VALUES (1, '1 year')"))

    assert conformance_faults(superuser, Model.metadata, may_shift_clock=True) == []


def test_a_view_that_asks_as_its_reader_is_no_fault(superuser):
    import_models()
    superuser.execute(sa.text(AS_OWNER))
    superuser.execute(sa.text("CREATE VIEW portal.mine WITH (security_invoker = true) AS SELECT id FROM portal.record"))
    superuser.execute(sa.text("GRANT SELECT ON portal.mine TO portal_app"))
    superuser.execute(sa.text(AS_SUPERUSER))

    assert conformance_faults(superuser, Model.metadata) == []


@pytest.mark.parametrize(
    ("version", "faults", "warnings"),
    [(140_012, 1, 0), (150_013, 0, 1), (150_014, 0, 0), (170_005, 0, 1), (170_006, 0, 0), (180_001, 0, 0)],
)
def test_a_server_with_known_holes_is_named(version, faults, warnings):
    assert (len([*server_faults(version)]), len([*server_warnings(version)])) == (faults, warnings)
