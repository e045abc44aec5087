"""Alembic's environment: one transaction per migration, short lock waits, as the owner."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.schema import SchemaItem

from portal.core.db import Model

LOCK = 4_823_117  # any number, the same in every process that migrates


def is_ours(item: SchemaItem, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:  # noqa: FBT001
    """Compare the schemas that have models; sign-in, context and queue are written in SQL alone."""
    if kind == "table":
        return getattr(item, "schema", None) in context.config.attributes["schemas"] and name != "alembic_version"
    return True


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=context.config.attributes.get("metadata", Model.metadata),
        version_table="alembic_version",
        version_table_schema=context.config.attributes["version_schema"],
        include_schemas=True,
        include_object=is_ours,
        include_name=lambda name, kind, _parents: kind != "schema" or name in context.config.attributes["schemas"],
        transaction_per_migration=True,
        compare_type=True,
    )
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        context.run_migrations()


run(context.config.attributes["connection"])
