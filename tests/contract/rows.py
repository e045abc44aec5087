"""A row in every tenant's table: what a leak would show. Made by the superuser, past every rule."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from portal.commands.doctor import import_models
from portal.core.db import Model
from portal.core.row_security import tenancies
from portal.core.row_security.shapes import SHAPES

NO_COPY = {"itself", "plugin", "membership"}  # the world has rows of these
PEOPLE = {"user_id", "submitted_by", "written_by"}
IDS = {
    "id",
    "record_id",
    "from_record_id",
    "link_id",
    "room_id",
    "action_id",
    "deadline_id",
    "notice_id",
    "point_id",
    "person_id",
    "relevant_person_id",
    "document_id",
    "version_id",
}  # one id for all: whatever points somewhere arrives


@dataclass(frozen=True)
class Filled:
    """One tenant's rows: all of them about one record, in one compartment, with one word in every text."""

    tenant_id: UUID
    user_id: UUID
    record_id: UUID
    word: str


def tenant_tables(connection: Connection) -> list[Table]:
    """Every table of this database whose rows belong to a tenant, those of outside plugins included."""
    import_models()
    there = set(connection.execute(sa.text("SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r'")).scalars())
    named = tenancies(Model.metadata)
    return [
        Model.metadata.tables[name]
        for name, tenancy in sorted(named.items())
        if tenancy and SHAPES[tenancy].is_tenant and name in there
    ]


def record_tables(connection: Connection) -> list[Table]:
    """The tenants' tables whose rows are about a record, the record's own among them."""
    return [one for one in tenant_tables(connection) if about_record(one) is not None]


def about_record(table: Table) -> sa.Column[UUID] | None:
    """The column that names the record a row is about."""
    if "compartment" not in table.c:
        return None
    return table.c.record_id if "record_id" in table.c else table.c.id


def fill(connection: Connection, *whose: Filled) -> None:
    """Put one row into each tenant's table for each of `whose`; checks of values are dropped on the way."""
    connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
    tables = tenant_tables(connection)
    for table in tables:
        drop_checks(connection, table)
        for one in whose:
            if tenancies(Model.metadata)[table.fullname] not in NO_COPY:
                connection.execute(sa.insert(table).values(_values(table, one)))
    connection.execute(sa.text("SET LOCAL session_replication_role = origin"))


def drop_checks(connection: Connection, table: Table) -> None:
    names = connection.execute(
        sa.text("SELECT conname FROM pg_constraint WHERE conrelid = CAST(:t AS regclass) AND contype = 'c'"),
        {"t": table.fullname},
    ).scalars()
    for name in names.all():
        connection.execute(sa.text(f'ALTER TABLE {table.fullname} DROP CONSTRAINT "{name}"'))


def _values(table: Table, one: Filled) -> dict[str, object]:
    known: dict[str, object] = dict.fromkeys(PEOPLE, one.user_id) | dict.fromkeys(IDS, one.record_id)
    known |= {"tenant_id": one.tenant_id, "compartment": "general"}
    if table.name in {"record_exclusion", "record_admission"}:
        known["user_id"] = uuid4()  # nobody: what is seen hangs on the role alone
    optional = {"record_id"}
    return {
        column.name: known.get(column.name, filler(column, one.word))
        for column in table.c
        if not column.nullable or column.name in optional
    }


def filler(column: sa.Column[object], word: str) -> object:
    values = {
        ARRAY: [word],
        JSONB: {"word": word},
        sa.Uuid: uuid4(),
        sa.DateTime: sa.func.now(),
        sa.Date: sa.func.now(),
        sa.Boolean: True,
        sa.Integer: 1,
        sa.LargeBinary: word.encode(),
    }
    return next((value for kind, value in values.items() if isinstance(column.type, kind)), word)
