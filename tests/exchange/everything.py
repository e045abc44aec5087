"""Every byte the database keeps for a tenant: to look for what must not be there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tests.contract.rows import tenant_tables
from tests.databases import as_superuser
from tests.world import TENANTS

if TYPE_CHECKING:
    from portal.core.installation import Location
    from portal.core.uow import UnitOfWork

SLUGS = {one.id: one.slug for one in TENANTS}
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Not a tenant's table to any model, and all the same about a tenant.
BESIDE = ("jobs.request",)


def kept(location: Location) -> dict[str, str]:
    """By tenant, all its rows of all tables as text, jobs and mails included."""
    with as_superuser(location) as connection:
        return rows_of_all(connection, all_rows(connection))


def all_rows(connection: sa.Connection) -> sa.TextClause:
    """The one statement that reads them, for who asks it again and again."""
    names = [*(one.fullname for one in tenant_tables(connection)), *BESIDE]
    rows = " UNION ALL ".join(f"SELECT tenant_id, t::text AS row FROM {name} t" for name in names)
    return sa.text(f"SELECT tenant_id, string_agg(row, E'\\n') FROM ({rows}) r GROUP BY 1")


def rows_of_all(connection: sa.Connection, statement: sa.TextClause) -> dict[str, str]:
    return {SLUGS[tenant_id]: text for tenant_id, text in connection.execute(statement)}


def holders(location: Location, word: str) -> set[str]:
    """The tenants that hold this word anywhere."""
    return {slug for slug, text in kept(location).items() if word in text}


def readable(uow: UnitOfWork) -> str:
    """All that the acting person can get out of any table, by whatever query."""
    connection = uow.session.connection()
    may_read = sa.text("SELECT has_table_privilege(:name, 'SELECT')")
    names = [one.fullname for one in tenant_tables(connection)]
    return "\n".join(
        row
        for name in names
        if connection.scalar(may_read, {"name": name})
        for row in connection.scalars(sa.text(f"SELECT t::text FROM {name} t"))
    )


def count_rows(location: Location) -> dict[str, int]:
    return {slug: text.count("\n") for slug, text in kept(location).items()}


def ids_in(text: str) -> set[str]:
    return set(UUID.findall(text))
