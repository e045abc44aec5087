"""Roles, schemas and functions: who may log in, become whom, make what and call what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from portal.core.roles import EXCHANGE, GATE, OWNER, ROLES, RUN_TIME_ROLES, SEALER, SEARCHER
from portal.core.row_security import catalogue
from portal.core.row_security.exemptions import FUNCTIONS_ONLY, may_call

if TYPE_CHECKING:
    from collections.abc import Iterator

FUNCTION_OWNERS = (OWNER, GATE, EXCHANGE, SEALER, SEARCHER)
POWERS = {
    "is_superuser": "is a superuser",
    "bypasses": "bypasses row security",
    "creates_roles": "may create roles",
    "creates_databases": "may create databases",
    "replicates": "may replicate the whole server",
}
RUN_TIME_POWERS = {
    **POWERS,
    "owns": "owns something",
    "makes_temporary": "may make temporary tables",
    "makes_schemas": "may make schemas in the database",
}
SOMEBODY = UUID("018f0000-0000-7000-8000-000000000001")
FORGED = f"{SOMEBODY}|{SOMEBODY}|general|{SOMEBODY}|operator|{'0' * 64}"
BELIEVED = (
    "SELECT ctx.tenant() IS NOT NULL OR ctx.user_id() IS NOT NULL OR ctx.holds_power('operator')"
    " OR cardinality(ctx.compartments()) + cardinality(ctx.excluded()) > 0"
)
# Before these, statistics could tell what row security hides: CVE-2025-8713, CVE-2024-10976.
OLDEST_MINOR = {15: 14, 16: 10, 17: 6}
OLDEST_MAJOR = 15


def role_faults(connection: Connection) -> list[str]:
    """What is wrong with the roles and what the database as a whole lets them do."""
    found = {one.name: one for one in catalogue.rows(connection, catalogue.LOGINS)}
    memberships = catalogue.rows(connection, catalogue.MEMBERSHIPS)
    return [
        *(f"The role {role.name} is missing." for role in ROLES if role.name not in found),
        *(fault for one in found.values() for fault in _powers(one)),
        *(f"{one.member} is a member of {one.role}." for one in memberships),
    ]


def _powers(one: Any) -> Iterator[str]:
    if one.name in FUNCTION_OWNERS and one.may_log_in:
        yield f"{one.name} may log in."
    if not one.is_pinned:
        yield f"{one.name} has no search_path of its own."
    powers = RUN_TIME_POWERS if one.name in RUN_TIME_ROLES else POWERS
    yield from (f"{one.name} {words}." for power, words in powers.items() if getattr(one, power))


def schema_faults(connection: Connection) -> Iterator[str]:
    """Schemas open to everybody, owned by a stranger, or open to new objects of a run-time role."""
    for one in catalogue.rows(connection, catalogue.SCHEMAS):
        if one.is_public:
            yield f"The schema {one.name} is open to PUBLIC."
        if one.is_ours and one.owner != OWNER:
            yield f"The schema {one.name} belongs to {one.owner}, not to {OWNER}."
        yield from (f"{role} may make objects in the schema {one.name}." for role in one.makers)


def function_faults(connection: Connection) -> Iterator[str]:
    """Functions that run as their owner without due care, and any a login may call beyond the frozen list."""
    for one in catalogue.rows(connection, catalogue.FUNCTIONS):
        if one.is_definer:
            yield from _definer_faults(one)
        if one.is_definer or one.schema in FUNCTIONS_ONLY:
            callers = ["PUBLIC"] if one.is_public else [who for who in one.callers if not may_call(who, one.name)]
            yield from (f"{one.name} may be called by {who}: it is not on the list." for who in callers)


def _definer_faults(one: Any) -> Iterator[str]:
    path = [part.strip() for part in (one.search_path or "").split(",")]
    if one.search_path is None:
        yield f"{one.name} runs as its owner without a search_path of its own."
    elif path[-1] != "pg_temp" or "public" in path or '"$user"' in path:
        yield f"{one.name} runs as its owner with the search_path {one.search_path}: pg_temp must come last."
    if one.owner not in FUNCTION_OWNERS:
        yield f"{one.name} runs as {one.owner}, which may own no such function."


def context_faults(connection: Connection, *, may_shift_clock: bool) -> Iterator[str]:
    """Whether the signed context holds against a forged one, and the clock runs true."""
    try:
        with connection.begin_nested() as attempt:
            connection.execute(text("SELECT set_config('portal.ctx', :forged, false)"), {"forged": FORGED})
            believed = connection.execute(text(BELIEVED)).scalar()
            is_shifted = connection.execute(text("SELECT ctx.now() <> now()")).scalar()
            attempt.rollback()
    except DBAPIError as error:
        yield f"The signed context gives no answer: {str(error.orig).splitlines()[0]}."
        return
    if believed:
        yield "A forged context is believed: it must show no tenant, no person, nothing they hold."
    if is_shifted and not may_shift_clock:
        yield "The database's clock is shifted (ctx.shifted_clock); that is for demonstrations and tests."


def server_faults(version: int) -> Iterator[str]:
    """`version` is `server_version_num`: 150014 is 15.14."""
    if version // 10_000 < OLDEST_MAJOR:
        yield f"PostgreSQL {version // 10_000} is too old: it must be {OLDEST_MAJOR} or newer."


def server_warnings(version: int) -> Iterator[str]:
    major, minor = divmod(version, 10_000)
    closed = OLDEST_MINOR.get(major, 0)
    if minor < closed:
        yield f"PostgreSQL {major}.{minor} has holes in row security that {major}.{closed} closed: update it."


def login_warnings(connection: Connection) -> Iterator[str]:
    """What only a superuser can set, and so may be out of reach on a rented server."""
    for one in catalogue.rows(connection, catalogue.LOGINS):
        if one.name in RUN_TIME_ROLES and not one.is_untracked:
            yield f"{one.name} shows its statements to its other connections: set its track_activities off."
    for one in catalogue.rows(connection, catalogue.CLOSED_FUNCTIONS):
        yield f"{one.name} may be called by anybody; what it touches belongs to a login, not a tenant."
