"""Put one word about somebody into every place the declarations name: what a search for them must bring to light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from portal.core.db import Model
from portal.core.personal import Personal, declared_personal
from portal.people.gathering import key_to
from tests.contract.rows import drop_checks, filler

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Table

MADE_BY_SERVICES = {"portal.record", "portal.person"}  # the stories make these themselves


@dataclass(frozen=True)
class Planted:
    """Whose words, in which organisation's rows, about which record; `mark` is in every one of them."""

    tenant_id: UUID
    record_id: UUID
    person_id: UUID
    name: str
    mark: str


def places() -> dict[str, Personal]:
    """Every table that names people and is looked through, the kinds' own excepted."""
    return {
        name: told
        for name, told in declared_personal().items()
        if told and told.columns and not told.not_gathered and name not in MADE_BY_SERVICES
    }


def marks(one: Planted) -> set[str]:
    """The word of each place and column."""
    return {_mark(one, name, column) for name, told in places().items() for column in told.columns}


def plant(connection: Connection, one: Planted, where: Mapping[str, Personal] | None = None) -> None:
    """A row in each place. Those that lead to the person name nobody: they are found by where they lead."""
    connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
    parents: dict[str, UUID] = {}
    for name, told in (where or places()).items():
        table = Model.metadata.tables[name]
        drop_checks(connection, table)
        _allow_several(connection, table)
        connection.execute(sa.insert(table).values(_row(table, told, one, parents)))
        if told.through:
            _lead_through(connection, table, Model.metadata.tables[told.through], one, parents)
    connection.execute(sa.text("SET LOCAL session_replication_role = origin"))


def _allow_several(connection: Connection, table: Table) -> None:
    """Of some things an organisation has one; here each person gets a row of their own."""
    names = connection.execute(
        sa.text(
            "SELECT conname FROM pg_constraint c WHERE conrelid = CAST(:t AS regclass) AND contype = 'u'"
            " AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.conindid = c.conindid AND f.contype = 'f')"
        ),
        {"t": table.fullname},
    ).scalars()
    for name in names.all():
        connection.execute(sa.text(f'ALTER TABLE {table.fullname} DROP CONSTRAINT "{name}"'))


def _row(table: Table, told: Personal, one: Planted, parents: dict[str, UUID]) -> dict[str, Any]:
    row = {column.name: filler(column, uuid4().hex) for column in table.c if not column.nullable}
    known = {
        "tenant_id": one.tenant_id,
        "compartment": "general",
        "record_id": one.record_id,
        "person_id": one.person_id,
        "id": parents.setdefault(table.fullname, uuid4()),
    }
    row |= {name: value for name, value in known.items() if name in table.c}
    row |= _parent(table, told, parents)
    leads = told.along is not None or told.through is not None
    return row | {column: _words(table, column, one, leads=leads) for column in told.columns}


def _lead_through(connection: Connection, table: Table, child: Table, one: Planted, parents: dict[str, UUID]) -> None:
    """The row that ties a planted one to the record."""
    drop_checks(connection, child)
    row = _row(child, declared_personal()[child.fullname], one, parents)
    connection.execute(sa.insert(child).values(row | {key_to(child, table).name: parents[table.fullname]}))


def _parent(table: Table, told: Personal, parents: dict[str, UUID]) -> dict[str, UUID]:
    """The key of the planted row this one leads on by, where that is of another table."""
    if told.along in {None, "record_id", "person_id"}:
        return {}
    (key,) = (one for one in table.foreign_key_constraints if told.along in one.column_keys)
    return {str(told.along): parents.setdefault(key.referred_table.fullname, uuid4())}


def _words(table: Table, column: str, one: Planted, *, leads: bool) -> Any:
    words = _mark(one, table.fullname, column) + ("" if leads else f" {one.name}")
    kind = table.c[column].type
    if isinstance(kind, JSONB):
        return {"word": [words]}
    return [words] if isinstance(kind, ARRAY) else words


def _mark(one: Planted, table: str, column: str) -> str:
    return f"{one.mark}-{table}-{column}"
