"""The database roles: who owns, who may log in, and with what limits. Created by `portal db init`.

None of the run-time roles is a superuser, an owner, a member of an owner, or able to bypass row security;
`portal doctor` and start-up check that again and refuse otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from portal.core.keys import derive_password

OWNER = "portal_owner"
GATE = "portal_gate"
EXCHANGE = "portal_exchange"
SEALER = "portal_sealer"
SEARCHER = "portal_searcher"
MIGRATOR = "portal_migrator"
APP = "portal_app"
AUTH = "portal_auth"
JOB = "portal_job"
PLATFORM = "portal_platform"
IMPORTER = "portal_importer"


@dataclass(frozen=True)
class DatabaseRole:
    """One role. `may_log_in` roles get a password derived from the installation's secret."""

    name: str
    purpose: str
    may_log_in: bool
    settings: tuple[tuple[str, str], ...] = ()


ROLES = (
    DatabaseRole(OWNER, "owns every object; row security binds it too", may_log_in=False),
    DatabaseRole(GATE, "owns the functions that look sessions up and sign contexts", may_log_in=False),
    DatabaseRole(EXCHANGE, "owns the functions that write another tenant's rows", may_log_in=False),
    DatabaseRole(SEALER, "owns the functions that number the trail and erase what it says", may_log_in=False),
    DatabaseRole(SEARCHER, "owns the functions that write and ask the index of words", may_log_in=False),
    DatabaseRole(
        MIGRATOR,
        "migrations only; becomes the owner while they run",
        may_log_in=True,
        settings=(("lock_timeout", "3s"), ("statement_timeout", "15min")),
    ),
    DatabaseRole(APP, "request traffic", may_log_in=True, settings=(("statement_timeout", "15s"),)),
    DatabaseRole(AUTH, "sign-in; functions only", may_log_in=True, settings=(("statement_timeout", "5s"),)),
    DatabaseRole(
        JOB,
        "the worker",
        may_log_in=True,
        settings=(("statement_timeout", "10min"), ("search_path", "jobs, pg_catalog")),
    ),
    DatabaseRole(PLATFORM, "the operator's pages", may_log_in=True, settings=(("statement_timeout", "15s"),)),
    DatabaseRole(IMPORTER, "writes the directory", may_log_in=True, settings=(("statement_timeout", "10min"),)),
)
RUN_TIME_ROLES = (APP, AUTH, JOB, PLATFORM, IMPORTER)


def role_url(address: str, role: str, secret: str) -> str:
    """`address` (DATABASE_URL) with this role's name and password in place of whoever stands in it."""
    parts = urlsplit(address)
    host_and_port = parts.netloc.rpartition("@")[2]
    login = f"{role}:{quote(derive_password(secret, role))}@"
    return urlunsplit(("postgresql", login + host_and_port, parts.path, parts.query, ""))


def create_roles(admin: psycopg.Connection[tuple[object, ...]], database: str, secret: str) -> None:
    """Create or repair the roles and what they may do with the database as a whole. Safe to repeat.

    `admin` may create roles and owns the database (or is a superuser); the connection is in autocommit mode.
    """
    for role in ROLES:
        _create_role(admin, role, secret)
    for member, group in ((MIGRATOR, OWNER), (OWNER, GATE), (OWNER, EXCHANGE), (OWNER, SEALER), (OWNER, SEARCHER)):
        admin.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(member)))
    _let_admin_hand_over(admin)
    _close_public_schema(admin)
    open_database(admin, database)
    _close_functions(admin)


def open_database(admin: psycopg.Connection[tuple[object, ...]], database: str) -> None:
    """Let the roles connect to the database, and nobody else; none may make so much as a temporary table.

    A database made as a copy of another does not inherit this.
    """
    name = sql.Identifier(database)
    admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(name, sql.Identifier(OWNER)))
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    for login in (MIGRATOR, *RUN_TIME_ROLES):
        admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(login)))


def _create_role(admin: psycopg.Connection[tuple[object, ...]], role: DatabaseRole, secret: str) -> None:
    name = sql.Identifier(role.name)
    if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role.name,)).fetchone():
        admin.execute(sql.SQL("CREATE ROLE {}").format(name))
    password = derive_password(secret, role.name)
    login = sql.SQL("LOGIN PASSWORD {}").format(password) if role.may_log_in else sql.SQL("NOLOGIN")
    admin.execute(sql.SQL("ALTER ROLE {} NOINHERIT NOCREATEDB NOCREATEROLE {}").format(name, login))
    for setting, value in {"search_path": "pg_catalog", **dict(role.settings)}.items():
        values = sql.SQL(", ").join(sql.Literal(part) for part in value.split(", "))
        admin.execute(sql.SQL("ALTER ROLE {} SET {} = {}").format(name, sql.Identifier(setting), values))
    if _is_superuser(admin):
        admin.execute(sql.SQL("ALTER ROLE {} NOSUPERUSER NOBYPASSRLS NOREPLICATION").format(name))
        # One login serves every tenant; without this each connection could read the others' statements.
        admin.execute(sql.SQL("ALTER ROLE {} SET track_activities = off").format(name))


def _let_admin_hand_over(admin: psycopg.Connection[tuple[object, ...]]) -> None:
    """An administrator who is no superuser must belong to a role before giving it a database."""
    if not _is_superuser(admin):
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))


def _close_public_schema(admin: psycopg.Connection[tuple[object, ...]]) -> None:
    """Take the schema `public` from everybody. Only the database's owner can, so it goes before the handing over."""
    is_open = "SELECT 1 FROM pg_namespace n, aclexplode(n.nspacl) x WHERE n.nspname = 'public' AND x.grantee = 0"
    if admin.execute(is_open).fetchone():
        admin.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")


def _close_functions(admin: psycopg.Connection[tuple[object, ...]]) -> None:
    """Large objects and backends belong to a login, not a tenant: nobody makes these or ends those."""
    if not _is_superuser(admin):
        return
    functions = admin.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace"
        " AND (proname LIKE 'lo\\_%'"
        " OR proname IN ('loread', 'lowrite', 'pg_cancel_backend', 'pg_terminate_backend'))"
    ).fetchall()
    for (function,) in functions:
        admin.execute(sql.SQL("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC").format(sql.SQL(str(function))))


def _is_superuser(admin: psycopg.Connection[tuple[object, ...]]) -> bool:
    row = admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])
