"""Telling words: one for each column of text of each record, so that whatever leaks says where it came from."""

from __future__ import annotations

import re

import sqlalchemy as sa

from portal.core.db import Model
from portal.core.personal import declared_personal
from portal.declarations import RecordKind

TOLD = re.compile(r"CANARY-(\w+?)-(\w+)")


def word(name: str, column: str) -> str:
    return f"bruise CANARY-{name}-{column}"


def words_in(text: str) -> set[tuple[str, str]]:
    """The records and columns whose words stand in a page or a file."""
    return set(TOLD.findall(text))


def plant_words(connection, name, record_id):
    """Into every column of text about the record in which somebody could be described, where its checks allow it."""
    personal = declared_personal()
    for table in Model.metadata.sorted_tables:
        said = personal.get(table.fullname)
        key = next((table.c[one] for one in ("record_id", "id") if one in table.c and "compartment" in table.c), None)
        if key is None or said is None or table.name in {"trail_entry", "search_entry", "document"}:
            continue
        for column in said.columns:
            if isinstance(table.c[column].type, sa.Text | sa.String):
                plant(connection, sa.update(table).where(key == record_id).values({column: word(name, column)}))


def plant(connection, statement):
    try:
        with connection.begin_nested():
            connection.execute(statement)
    except sa.exc.IntegrityError:
        return  # a check wants this column empty here


def words_of(kind: RecordKind, view: str) -> set[str]:
    """The columns a view tells."""
    told = kind.view(view)
    return {field.key for group in kind.groups if group.key in told.groups for field in group.fields}
