"""Telling words: one for each column of text of each record, so that whatever leaks says where it came from."""

from __future__ import annotations

import re

import sqlalchemy as sa

from plugins.candour.rules.correspondence import EVERY_PART
from portal.core.db import Model
from portal.core.personal import declared_personal
from portal.declarations import RecordKind

NOT_OURS_TO_WRITE = {"trail_entry", "search_entry", "document"}
TOLD = re.compile(r"CANARY-(\w+?)-(\w+)")


def word(name: str, column: str) -> str:
    return f"bruise CANARY-{name}-{column}"


def words_in(text: str) -> set[tuple[str, str]]:
    """The records and columns whose words stand in a page or a file."""
    return set(TOLD.findall(text))


def plant_words(connection, name, kind, record_id):
    """Into every column of text about the record in which somebody could be described, where its checks allow it."""
    fields = (*(field for group in kind.groups for field in group.fields), *kind.internal)
    columns = {kind.model.__table__: {field.key for field in fields if field.personal}}
    for table in Model.metadata.sorted_tables:
        said = declared_personal().get(table.fullname)
        if said and "compartment" in table.c and table.name not in NOT_OURS_TO_WRITE:
            columns.setdefault(table, set()).update(said.columns)
    for table, names in columns.items():
        key = table.c.record_id if "record_id" in table.c else table.c.id
        for column in names:
            if isinstance(table.c[column].type, sa.Text | sa.String):
                plant(connection, sa.update(table).where(key == record_id).values({column: word(name, column)}))


def plant(connection, statement):
    try:
        with connection.begin_nested():
            connection.execute(statement)
    except sa.exc.IntegrityError:
        return  # a check wants this column empty here


def words_of(kind: RecordKind, view: str, *, only_personal: bool = False) -> set[str]:
    """The columns a view tells; of the people told of a candour record, what one of them was told and written."""
    groups = [group for group in kind.groups if group.key in kind.view(view).groups]
    columns = {field.key for group in groups for field in group.fields if field.personal or not only_personal}
    return columns | {column for column, _label in EVERY_PART if "correspondence" in columns}
