"""A plugin's own corner of a page: a savepoint, and two seconds of the database's time for each of its questions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session


@contextmanager
def corner(session: Session) -> Iterator[None]:
    """Whatever goes wrong inside is undone, the shorter limit included; the caller says what stands there instead."""
    with session.begin_nested():
        session.execute(text("SET LOCAL statement_timeout = '2s'"))
        yield
        session.execute(text("SET LOCAL statement_timeout = DEFAULT"))
