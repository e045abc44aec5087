"""The declarative base, the column types and the sessions every feature uses.

Flask-SQLAlchemy is used thinly: engines and the request's session. Models inherit from `Model`, queries use
`select()`, and no session exists without a principal (`portal.core.principal`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Date, DateTime, ForeignKeyConstraint, MetaData, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from portal.core.ids import new_id

SCHEMA = "portal"
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Json = dict[str, Any]
LongText = Annotated[str, mapped_column(Text)]
JsonObject = Annotated[Json, mapped_column(JSONB)]
JsonList = Annotated[list[Any], mapped_column(JSONB)]
TextList = Annotated[list[str], mapped_column(ARRAY(Text))]


class Model(DeclarativeBase):
    """Base of every table. Text is `text`, instants are `timestamptz`, days are `date`."""

    metadata = MetaData(schema=SCHEMA, naming_convention=NAMING)
    # In a registry of its own because Flask-SQLAlchemy copies this class's attributes into another base.
    registry = registry(
        metadata=metadata,
        type_annotation_map={str: Text, datetime: DateTime(timezone=True), date: Date, UUID: Uuid},
    )


class TenantRow:
    """Key of a table whose rows belong to a tenant: `(tenant_id, id)`, the tenant first.

    The database fills `tenant_id` from the signed context and refuses any other; Python sets it so that an insert
    needs no reading back.
    """

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)


def tenant_foreign_key(
    table: str, *columns: str, on_delete: str | None = None, deferred: bool = False
) -> ForeignKeyConstraint:
    """A foreign key to another tenant table; `columns` are the local ones after `tenant_id`.

    `deferred` looks at the end of the transaction: for a row that changes its compartment together with the other.
    """
    return ForeignKeyConstraint(
        ["tenant_id", *columns],
        [f"{SCHEMA}.{table}.tenant_id", *(f"{SCHEMA}.{table}.id" for _ in columns)],
        ondelete=on_delete,
        deferrable=deferred or None,
        initially="DEFERRED" if deferred else None,
    )


db = SQLAlchemy(
    model_class=Model,
    disable_autonaming=True,
    session_options={"autoflush": True, "expire_on_commit": False},
)
