"""Putting a database back as it was: only the rows of the tables a test changed, not a new database for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection

    Mark = tuple[int, int | None]

TABLES = """
    SELECT n.nspname, c.relname, array_agg(a.attname ORDER BY a.attnum)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    GROUP BY 1, 2 ORDER BY 1, 2
"""
FIRST_WRITER, NOBODYS_AGE = 3, 2**31 - 1  # the first ordinary transaction; how old rows of a new cluster are
CATALOGUES = (
    "pg_class", "pg_attribute", "pg_proc", "pg_policy", "pg_trigger", "pg_constraint", "pg_index", "pg_namespace",
    "pg_type", "pg_enum", "pg_db_role_setting",
)  # fmt: skip


class PristineRows:
    """What each table held, and how to tell that it no longer does: the number of rows and the newest writer."""

    def __init__(self, connection: Connection) -> None:
        found = connection.execute(TABLES).fetchall()
        names = [sql.Identifier(schema, table).as_string(connection) for schema, table, _columns in found]
        columns = [sql.SQL(", ").join(map(sql.Identifier, one)).as_string(connection) for _, _, one in found]
        self.emptying = [f"DELETE FROM {name}" for name in names]
        self.copying = [f"COPY {name} ({own})" for name, own in zip(names, columns, strict=True)]
        self.asking = _query_of_marks(names)
        self.asking_catalogues = _query_of_marks(CATALOGUES)
        self.catalogue = self._marks(connection, self.asking_catalogues)
        self.marks = self._marks(connection, self.asking)
        self.rows = [self._read(connection, number) if count else b"" for number, (count, _) in enumerate(self.marks)]

    def put_back(self, connection: Connection) -> bool:
        """Whether it could: a test that changed the tables themselves needs a new database."""
        if self._marks(connection, self.asking_catalogues) != self.catalogue:
            return False
        now = self._marks(connection, self.asking)
        changed = [number for number, mark in enumerate(now) if mark != self.marks[number]]
        if not changed:
            return True
        try:
            with connection.transaction():
                connection.execute("SET LOCAL session_replication_role = replica")  # no trigger, no foreign key
                connection.execute("SET LOCAL lock_timeout = '2s'")
                connection.execute("; ".join(self.emptying[number] for number in changed))
                for number in changed:
                    self._write(connection, number)
        except psycopg.errors.LockNotAvailable:
            return False
        after = self._marks(connection, self.asking)
        for number in changed:
            self.marks[number] = after[number]
        return True

    def _marks(self, connection: Connection, query: str) -> list[Mark]:
        return [(count, newest) for _number, count, newest in connection.execute(query, prepare=True).fetchall()]

    def _read(self, connection: Connection, number: int) -> bytes:
        with connection.cursor().copy(f"{self.copying[number]} TO STDOUT (FORMAT binary)") as copy:
            return b"".join(copy)

    def _write(self, connection: Connection, number: int) -> None:
        if self.rows[number]:
            with connection.cursor().copy(f"{self.copying[number]} FROM STDIN (FORMAT binary)") as copy:
                copy.write(self.rows[number])


def _query_of_marks(tables: Sequence[str]) -> str:
    """A mark for each table, in their order. The newest writer is the youngest: ages are numbers, and read fast."""
    newest = f"age('{FIRST_WRITER}'::xid) - nullif(min(age(xmin)), {NOBODYS_AGE})"
    each = (f"SELECT {number}, count(*), {newest} FROM {table}" for number, table in enumerate(tables))
    return " UNION ALL ".join(each) + " ORDER BY 1"
