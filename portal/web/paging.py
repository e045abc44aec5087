"""Keyset pages: no counting, no offset, the same cost on the first page and the thousandth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, literal_column, tuple_

PAGE_SIZE = 50
# Written into the statement: with a parameter for it PostgreSQL plans every page anew, longer than the page takes.
PAGE_AND_ONE = literal_column(str(PAGE_SIZE + 1), Integer)


@dataclass(frozen=True)
class Page:
    """One page of rows and, when there are more, the cursor of the next."""

    rows: Sequence[Any]
    next_cursor: str | None


def after(statement: Select[*tuple[Any, ...]], day: Any, row_id: Any, cursor: str | None) -> Select[*tuple[Any, ...]]:
    """Newest first, from just after the cursor (`2026-03-27_<id>`). A malformed cursor starts again at the top."""
    statement = statement.order_by(day.desc(), row_id.desc()).limit(PAGE_AND_ONE)
    position = read_cursor(cursor)
    return statement.where(tuple_(day, row_id) < position) if position else statement


def page(rows: Sequence[Any], *, day: str, row_id: str) -> Page:
    """Cut the extra row off and make it into the next cursor."""
    if len(rows) <= PAGE_SIZE:
        return Page(rows, None)
    last = rows[PAGE_SIZE - 1]
    return Page(rows[:PAGE_SIZE], f"{getattr(last, day).isoformat()}_{getattr(last, row_id)}")


def every_row(read: Callable[[str | None], Page]) -> Iterator[Any]:
    """All rows of a list, a page at a time: for files. `read` answers the page after a cursor."""
    found = read(None)
    yield from found.rows
    while found.next_cursor:
        found = read(found.next_cursor)
        yield from found.rows


def read_cursor(cursor: str | None) -> tuple[date | datetime, UUID] | None:
    """The place a cursor names, or None."""
    try:
        at, _, row_id = (cursor or "").partition("_")
        return (datetime if "T" in at else date).fromisoformat(at), UUID(row_id)
    except ValueError:
        return None
