"""Blank words of rows that are to stay.

Both orders are one statement past the session's objects: nothing listens to it, so that what links carry does not go
out once more. Afterwards the session reads everything anew.
"""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Column, ColumnElement, CursorResult, Table, case, null, or_, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from portal.core.db import Model

ERASED = "Erased"


def clear_columns(session: Session, model: type[Model], where: ColumnElement[bool], *columns: str) -> int:
    """Empty these columns of the rows of `where`; how many rows held something in one of them.

    What may be absent becomes absent; a text that must be there says "Erased", a JSON object is left empty.
    """
    table = cast("Table", model.__table__)
    return _put(session, table, where, {name: _blank(table.c[name]) for name in columns})


def blank_words(session: Session, model: type[Model], where: ColumnElement[bool], *columns: str) -> int:
    """As `clear_columns`, for tables that insist on a reason where something was decided: each text that is there
    says "Erased", and what was absent stays so.
    """
    table = cast("Table", model.__table__)
    said = {name: case((table.c[name].is_not(None), ERASED)) for name in columns}
    return _put(session, table, where, said)


def _put(session: Session, table: Table, where: ColumnElement[bool], values: dict[str, Any]) -> int:
    session.flush()
    holds = or_(*(table.c[name].is_distinct_from(value) for name, value in values.items()))
    statement = update(table).where(where, holds).values(values).execution_options(synchronize_session=False)
    done = cast("CursorResult[Any]", session.execute(statement)).rowcount
    session.expire_all()
    return done


def _blank(column: Column[Any]) -> Any:
    if column.nullable:
        return null()
    return {} if isinstance(column.type, JSONB) else ERASED
