"""Putting a database back as it was: only the rows of the tables a test changed, not a new database for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from psycopg import Connection

    Mark = tuple[int, int | None]

TABLES = """
    SELECT n.nspname, c.relname, array_agg(a.attname ORDER BY a.attnum)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    GROUP BY 1, 2 ORDER BY 1, 2
"""
CATALOGUES = (
    "pg_class", "pg_attribute", "pg_proc", "pg_policy", "pg_trigger", "pg_constraint", "pg_index", "pg_namespace",
    "pg_type", "pg_enum", "pg_db_role_setting",
)  # fmt: skip


class PristineRows:
    """What each table held, and how to tell that it no longer does: the number of rows and the newest writer."""

    def __init__(self, connection: Connection) -> None:
        found = connection.execute(TABLES).fetchall()
        self.tables = [sql.Identifier(schema, table) for schema, table, _columns in found]
        self.columns = [sql.SQL(", ").join(map(sql.Identifier, columns)) for _schema, _table, columns in found]
        self.catalogue = self._marks(connection, [sql.Identifier(one) for one in CATALOGUES])
        self.marks = self._marks(connection, self.tables)
        self.rows = [self._read(connection, number) for number in range(len(self.tables))]

    def put_back(self, connection: Connection) -> bool:
        """Whether it could: a test that changed the tables themselves needs a new database."""
        if self._marks(connection, [sql.Identifier(one) for one in CATALOGUES]) != self.catalogue:
            return False
        now = self._marks(connection, self.tables)
        changed = [number for number, mark in enumerate(now) if mark != self.marks[number]]
        try:
            with connection.transaction():
                connection.execute("SET LOCAL session_replication_role = replica")  # no trigger, no foreign key
                connection.execute("SET LOCAL lock_timeout = '2s'")
                for number in changed:
                    self._write(connection, number)
        except psycopg.errors.LockNotAvailable:
            return False
        for number, mark in zip(changed, self._marks(connection, [self.tables[one] for one in changed]), strict=True):
            self.marks[number] = mark
        return True

    def _marks(self, connection: Connection, tables: list[sql.Identifier]) -> list[Mark]:
        if not tables:
            return []
        one = sql.SQL("SELECT count(*), max(xmin::text::bigint) FROM {}")
        query = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} AS number, t.* FROM ({}) t").format(number, one.format(table))
            for number, table in enumerate(tables)
        )
        rows = connection.execute(query + sql.SQL(" ORDER BY number"), prepare=True).fetchall()
        return [(count, newest) for _number, count, newest in rows]

    def _read(self, connection: Connection, number: int) -> bytes:
        command = sql.SQL("COPY {} ({}) TO STDOUT (FORMAT binary)")
        with connection.cursor().copy(command.format(self.tables[number], self.columns[number])) as copy:
            return b"".join(copy)

    def _write(self, connection: Connection, number: int) -> None:
        connection.execute(sql.SQL("DELETE FROM {}").format(self.tables[number]))
        command = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)")
        with connection.cursor().copy(command.format(self.tables[number], self.columns[number])) as copy:
            copy.write(self.rows[number])
