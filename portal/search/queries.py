"""What a question finds: records of the kinds this person may read, newest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, Integer, Select, Text, Uuid, bindparam, column, func, select

from portal.core.ids import REFERENCE_LENGTH
from portal.core.readings import note_reading
from portal.core.uow import UnitOfWork
from portal.declarations import RecordKind
from portal.records.models import Record
from portal.records.queries import LISTED, RECORD, SITE
from portal.search.words import Term, as_tsquery
from portal.web.paging import PAGE_SIZE, Page, page, read_cursor

# Crockford's base 32, read as people write it down.
MISTAKEN = str.maketrans("OIL", "011")


@dataclass(frozen=True)
class Wanted:
    """What is asked for; None leaves a filter open. Without terms every record fits."""

    terms: tuple[Term, ...] = ()
    kind: str | None = None
    status: str | None = None
    site_id: UUID | None = None
    first_day: date | None = None
    last_day: date | None = None


def readable_kinds(uow: UnitOfWork) -> list[RecordKind]:
    """The kinds this organisation has on and this person may read."""
    plugins: Any = uow.plugins
    return [kind for kind in plugins.kinds if uow.may(kind.read)]


def found_page(uow: UnitOfWork, wanted: Wanted, cursor: str | None) -> Page:
    """One keyset page of records: the columns of a list, and `kind`."""
    kinds = [kind.key for kind in readable_kinds(uow) if wanted.kind in (None, kind.key)]
    if not kinds:
        return Page([], None)
    after_day, after_id = read_cursor(cursor) or (None, None)
    given = {
        "wanted": as_tsquery(wanted.terms) or None,
        "kinds": kinds,
        "status": wanted.status,
        "site": wanted.site_id,
        "first_day": wanted.first_day,
        "last_day": wanted.last_day,
        "after_day": after_day,
        "after_id": after_id,
        "most": PAGE_SIZE + 1,
    }
    uow.session.flush()  # the statement names tables, not classes, so the session would not by itself
    found = page(uow.session.execute(FOUND, given).all(), day="opened_on", row_id="id")
    for row in found.rows:
        note_reading(uow.session, row.id, row.compartment)
    return found


def record_of_reference(uow: UnitOfWork, question: str) -> Any:
    """The record (`id`, `kind`) whose whole reference the question is, however it is written; else None.

    `inc k7q4 m2xa` is INC-K7Q4-M2XA; the letters O, I and L are taken for the digits they look like.
    """
    kinds = readable_kinds(uow)
    references = [found for kind in kinds if (found := _as_reference(question, kind.prefix))]
    wanted = select(Record.id, Record.kind).where(
        Record.reference.in_(references), Record.kind.in_([kind.key for kind in kinds])
    )
    return uow.session.execute(wanted).first() if references else None


def texts_of_hits(uow: UnitOfWork, kind: RecordKind, ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """What is searched of these records, by record and column, without the title their line shows anyway."""
    names = [name for name in kind.search if name != "title"]
    if not names or not ids:
        return {}
    columns = [getattr(kind.model, name) for name in names]
    rows = uow.session.execute(select(kind.model.id, *columns).select_from(kind.model).where(kind.model.id.in_(ids)))
    return {row[0]: {name: row[place] or "" for place, name in enumerate(names, start=1)} for row in rows}


def _as_reference(question: str, prefix: str) -> str | None:
    squeezed = re.sub(r"[^A-Z0-9]", "", question.upper())
    code = squeezed.removeprefix(prefix).translate(MISTAKEN)
    if not squeezed.startswith(prefix) or len(code) != REFERENCE_LENGTH:
        return None
    return f"{prefix}-{code[:4]}-{code[4:]}"


def _found() -> Select[*tuple[Any, ...]]:
    ids = func.search.find(
        bindparam("wanted", type_=Text),
        bindparam("kinds", type_=ARRAY(Text)),
        bindparam("status", type_=Text),
        bindparam("site", type_=Uuid),
        bindparam("first_day", type_=Date),
        bindparam("last_day", type_=Date),
        bindparam("after_day", type_=Date),
        bindparam("after_id", type_=Uuid),
        bindparam("most", type_=Integer),
    ).table_valued(column("record_id", Uuid), name="found")
    joined = ids.join(RECORD, RECORD.c.id == ids.c.record_id).outerjoin(SITE, SITE.c.id == RECORD.c.site_id)
    newest = (RECORD.c.opened_on.desc(), RECORD.c.id.desc())
    return select(RECORD.c.kind, *LISTED).select_from(joined).order_by(*newest)


FOUND = _found()
