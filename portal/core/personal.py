"""Where people may be named: each table says in which of its columns, and by which way its rows lead to a person.

A subject access request is then a query, not a hunt; `tests/contract/test_personal.py` refuses a table that says
nothing, and a column of text that nobody thought about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from portal.core.db import Model

TEXTS = (sa.Text, sa.String, JSONB, ARRAY)
NEVER_PERSONAL = frozenset({"compartment"})


@dataclass(frozen=True)
class Personal:
    """What one table may tell of people; a model names it in `__personal__`.

    `columns` are those in which somebody may be named or described, each with its words for a reader; `plain` are
    the other columns of text. `along` is the column that leads on: `record_id`, `person_id`, the key of the table
    they name, or the foreign key of another table that leads on. `through` is a table (`schema.name`) whose rows name
    these and lead on. Neither: rows are found by a person's name alone.
    `not_gathered` says why a pack never holds these rows, for copies of what stands elsewhere.
    """

    label: str
    columns: Mapping[str, str] = field(default_factory=dict)
    plain: tuple[str, ...] = ()
    along: str | None = None
    through: str | None = None
    not_gathered: str = ""


def declared_personal() -> dict[str, Personal | None]:
    """What each table's model says, by `schema.table`; None where it says nothing."""
    return {
        mapper.local_table.fullname: mapper.class_.__dict__.get("__personal__")
        for mapper in Model.registry.mappers
        if isinstance(mapper.local_table, Table)
    }


def texts_of(table: Table) -> frozenset[str]:
    """The columns that could hold a name."""
    return frozenset(one.name for one in table.c if isinstance(one.type, TEXTS)) - NEVER_PERSONAL
