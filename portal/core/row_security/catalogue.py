"""What PostgreSQL's catalogues say, as rows. Any login may read them, so the check needs no special one.

`{ours}` in a query stands for the schemas whose contents we answer for.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from portal.core.roles import ROLES, RUN_TIME_ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OURS = """(n.nspname IN ('portal', 'directory', 'auth', 'ctx', 'exchange', 'jobs', 'trail', 'search')
    OR starts_with(n.nspname, 'plugin_'))"""

RELATIONS = """
    SELECT n.nspname || '.' || c.relname AS name, n.nspname AS schema, c.relname AS table,
        c.relkind::text AS kind, c.relrowsecurity AS secured, c.relforcerowsecurity AS forced,
        c.relispartition AS is_partition, pg_get_userbyid(c.relowner)::text AS owner,
        coalesce(c.reloptions, '{}') AS options,
        ARRAY(SELECT a.attname::text
            FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY k(number, place)
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
            WHERE i.indrelid = c.oid AND i.indisprimary ORDER BY k.place) AS key
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE {ours} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1
"""
POLICIES = """
    SELECT n.nspname || '.' || c.relname AS name, p.polname::text AS policy, p.polpermissive AS permissive,
        CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
            WHEN 'd' THEN 'DELETE' ELSE 'ALL' END AS command,
        ARRAY(SELECT CASE one WHEN 0 THEN 'public' ELSE pg_get_userbyid(one)::text END
            FROM unnest(p.polroles) one) AS roles,
        pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS check
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE {ours} ORDER BY 1, 2
"""
FOREIGN_KEYS = """
    SELECT n.nspname || '.' || c.relname AS name, k.conname::text AS key,
        (SELECT m.nspname || '.' || r.relname FROM pg_class r JOIN pg_namespace m ON m.oid = r.relnamespace
            WHERE r.oid = k.confrelid) AS target,
        ARRAY(SELECT a.attname || '=' || b.attname FROM unnest(k.conkey, k.confkey) AS pair(ours, theirs)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.ours
            JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.theirs) AS pairs
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE {ours} AND k.contype = 'f' ORDER BY 1, 2
"""
UNIQUE_INDEXES = """
    SELECT n.nspname || '.' || c.relname AS name, x.relname::text AS index,
        (SELECT a.attname::text FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum = i.indkey[0]) AS leads_with
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE {ours} AND (i.indisunique OR i.indisexclusion) ORDER BY 1, 2
"""
RULES = """
    SELECT n.nspname || '.' || c.relname AS name, w.rulename::text AS rule
    FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE {ours} AND w.rulename <> '_RETURN' ORDER BY 1, 2
"""
# Privileges of the run-time roles and of everybody, on whole tables and sequences, and on single columns.
PRIVILEGES = """
    WITH held AS (
        SELECT c.*, NULL::text AS column, x.grantee, x.privilege_type
        FROM pg_class c CROSS JOIN aclexplode(c.relacl) x WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        UNION ALL
        SELECT c.*, a.attname::text, x.grantee, x.privilege_type
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid CROSS JOIN aclexplode(a.attacl) x
    )
    SELECT n.nspname || '.' || h.relname AS name, n.nspname AS schema, h.relkind::text AS kind,
        h.relispartition AS is_partition, h.column,
        CASE h.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(h.grantee)::text END AS role,
        h.privilege_type::text AS privilege
    FROM held h JOIN pg_namespace n ON n.oid = h.relnamespace
    WHERE {ours} AND (h.grantee = 0 OR pg_get_userbyid(h.grantee) = ANY (:run_time)) ORDER BY 1, 4, 3, 5
"""
STRAYS = """
    SELECT n.nspname || '.' || c.relname AS name, pg_get_userbyid(c.relowner)::text AS owner
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT {ours}
        AND pg_get_userbyid(c.relowner) IN ('portal_owner', 'portal_gate', 'portal_exchange', 'portal_sealer',
            'portal_searcher')
        AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT starts_with(n.nspname, 'pg_') ORDER BY 1
"""
FUNCTIONS = """
    SELECT p.oid::regprocedure::text AS name, n.nspname AS schema, p.prosecdef AS is_definer,
        pg_get_userbyid(p.proowner)::text AS owner,
        (SELECT split_part(one, '=', 2) FROM unnest(p.proconfig) one
            WHERE starts_with(one, 'search_path=')) AS search_path,
        EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
            WHERE x.grantee = 0) AS is_public,
        ARRAY(SELECT r.rolname::text FROM pg_roles r WHERE r.rolname = ANY (:run_time)
            AND has_function_privilege(r.oid, p.oid, 'EXECUTE') ORDER BY 1) AS callers
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {ours} ORDER BY 1
"""
LOGINS = """
    SELECT r.rolname::text AS name, r.rolcanlogin AS may_log_in, r.rolsuper AS is_superuser,
        r.rolbypassrls AS bypasses, r.rolcreaterole AS creates_roles, r.rolcreatedb AS creates_databases,
        r.rolreplication AS replicates,
        EXISTS (SELECT FROM pg_shdepend d WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid
            AND d.deptype = 'o') AS owns,
        has_database_privilege(r.oid, current_database(), 'TEMPORARY') AS makes_temporary,
        has_database_privilege(r.oid, current_database(), 'CREATE') AS makes_schemas,
        coalesce((SELECT bool_or(one = 'track_activities=off') FROM unnest(r.rolconfig) one), false)
            AS is_untracked,
        coalesce((SELECT bool_or(starts_with(one, 'search_path=')) FROM unnest(r.rolconfig) one), false)
            AS is_pinned
    FROM pg_roles r WHERE r.rolname = ANY (:all_roles) ORDER BY 1
"""
MEMBERSHIPS = """
    WITH RECURSIVE belongs (member, role) AS (
        SELECT m.member, m.roleid FROM pg_auth_members m
        UNION SELECT b.member, m.roleid FROM belongs b JOIN pg_auth_members m ON m.member = b.role
    )
    SELECT pg_get_userbyid(member)::text AS member, pg_get_userbyid(role)::text AS role FROM belongs
    WHERE pg_get_userbyid(member) = ANY (:run_time) ORDER BY 1, 2
"""
SCHEMAS = """
    SELECT n.nspname::text AS name, pg_get_userbyid(n.nspowner)::text AS owner, {ours} AS is_ours,
        EXISTS (SELECT FROM aclexplode(n.nspacl) x WHERE x.grantee = 0) AS is_public,
        ARRAY(SELECT r.rolname::text FROM pg_roles r WHERE r.rolname = ANY (:run_time)
            AND has_schema_privilege(r.oid, n.oid, 'CREATE') ORDER BY 1) AS makers
    FROM pg_namespace n WHERE n.nspname = 'public' OR {ours} ORDER BY 1
"""
CLOSED_FUNCTIONS = """
    SELECT p.oid::regprocedure::text AS name FROM pg_proc p
    WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname IN ('lo_create', 'lo_creat',
        'lo_from_bytea', 'lo_put', 'lo_get', 'lo_open', 'pg_cancel_backend', 'pg_terminate_backend')
        AND has_function_privilege('portal_app', p.oid, 'EXECUTE') ORDER BY 1
"""


def rows(connection: Connection, query: str) -> Sequence[Any]:
    """The rows of one of the queries above."""
    given = {"run_time": list(RUN_TIME_ROLES), "all_roles": [role.name for role in ROLES]}
    statement = text(query.replace("{ours}", OURS))
    wanted = statement.compile().params
    return connection.execute(statement, {name: given[name] for name in wanted}).all()


@contextmanager
def plain_names(connection: Connection) -> Iterator[None]:
    """Let the catalogue print every name with its schema, whatever the caller's search path."""
    earlier = connection.execute(text("SELECT current_setting('search_path')")).scalar_one()
    put = text("SELECT set_config('search_path', :path, true)")
    connection.execute(put, {"path": "pg_catalog"})
    yield
    connection.execute(put, {"path": earlier})
