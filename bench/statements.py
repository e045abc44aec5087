"""What the portal asks the database, and the same as bare SQL with a literal tenant.

The statements are taken from the portal's own code while it runs, so that they cannot fall behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Engine, Select, event, literal_column
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.util import find_tables
from sqlalchemy.sql.visitors import cloned_traverse

from bench.sizes import TenantSize
from bench.world import World, token_of
from portal.core.db import db
from portal.core.uow import UnitOfWork

Rows = list[tuple[Any, ...]]
DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Question:
    """One statement of the portal's, as psycopg sends it: under row security, and with the tenant written into it."""

    ours: tuple[str, dict[str, Any]]
    bare: tuple[str, dict[str, Any]]


def questions_of(
    world: World, one: TenantSize, tenant: UUID, asks: Callable[[UnitOfWork], object]
) -> Sequence[Question]:
    """Every question `asks` puts to the database when the organisation's manager runs it."""
    found: list[Select[Any]] = []

    def note(
        _connection: object, statement: object, many: object, parameters: dict[str, Any], _options: object
    ) -> None:
        del many
        if isinstance(statement, Select):
            found.append(statement.params(**parameters))

    with world.acting(one, read_only=True) as uow:
        engine: Engine = db.engine
        event.listen(engine, "before_execute", note)
        try:
            asks(uow)
        finally:
            event.remove(engine, "before_execute", note)
    return [Question(written(one), written(_of_tenant(one, tenant))) for one in found]


def _of_tenant(statement: Select[Any], tenant: UUID) -> Select[Any]:
    """The statement with the tenant's literal id demanded of every tenant's table, subqueries included."""

    def demand(select: Select[Any]) -> None:
        tables = {table for source in select.get_final_froms() for table in find_tables(source)}
        for table in sorted((one for one in tables if "tenant_id" in one.c), key=str):
            select._where_criteria += (table.c.tenant_id == literal_column(f"'{tenant}'::uuid"),)  # noqa: SLF001

    return cloned_traverse(statement, {}, {"select": demand})


def written(statement: Select[Any]) -> tuple[str, dict[str, Any]]:
    compiled = statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
    return str(compiled), dict(compiled.params)


def bare_work(connection: psycopg.Connection[Any], questions: Sequence[Question]) -> Callable[[], list[Rows]]:
    """Ask them with the tenant written in, as a superuser, each in one go."""

    def run() -> list[Rows]:
        return [connection.execute(*one.bare).fetchall() for one in questions]

    return run


def bare_transaction(connection: psycopg.Connection[Any], questions: Sequence[Question]) -> Callable[[], list[Rows]]:
    """The same between BEGIN and COMMIT. `connection` is not in autocommit mode."""

    def run() -> list[Rows]:
        found = [connection.execute(*one.bare).fetchall() for one in questions]
        connection.commit()
        return found

    return run


def own_transaction(
    connection: psycopg.Connection[Any], one: TenantSize, questions: Sequence[Question]
) -> Callable[[], list[Rows]]:
    """BEGIN, the context, the questions as the portal asks them, COMMIT. `connection` is of the role of requests."""

    def run() -> list[Rows]:
        connection.execute("SELECT ctx.begin(%s, %s)", (token_of(one), one.slug)).fetchone()
        found = [connection.execute(*each.ours).fetchall() for each in questions]
        connection.commit()
        return found

    return run


def check_same(bare: Callable[[], list[Rows]], ours: Callable[[], list[Rows]]) -> None:
    """Refuse to compare questions that are answered differently, or with nothing."""
    answers = list(zip(bare(), ours(), strict=True))
    for expected, found in answers:
        assert sorted(map(repr, expected)) == sorted(map(repr, found)), (len(expected), len(found))
    assert any(expected for expected, _found in answers)
