"""Find every passage about a person: along the records they stand in, and by their names wherever people are named."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, Text, and_, any_, cast, func, inspect, literal, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from portal.core.clock import LONDON
from portal.core.db import SCHEMA, Model
from portal.core.personal import Personal, declared_personal
from portal.core.uow import UnitOfWork
from portal.people.models import Person, RecordPerson
from portal.people.queries import entries_of
from portal.people.rules import CONTACT_METHODS, FORMATS, SUPPORT, WHOLE_RECORD, NameFinder
from portal.records.models import Record
from portal.records.present import shown_value
from portal.records.queries import any_record

# What somebody says in trust about wrongdoing never enters a pack by itself: its recipients decide on advice.
NEVER_GATHERED = ("speak_up",)
RECORD, PERSON = f"{SCHEMA}.record", f"{SCHEMA}.person"
CODES = {"formats": FORMATS, "support": SUPPORT, "contact_method": CONTACT_METHODS}
BY_LINK, BY_NAME = "link", "name"
NFKC: Any = text("NFKC")
WRITTEN_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d))?")
KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Passage:
    """One text that is about the person: where it stands, in whose words for a reader, and how it was found."""

    place: str
    row_key: str
    column: str
    source_id: UUID | None
    label: str
    words: str
    found_by: str


@dataclass(frozen=True)
class Sought:
    """Whom to look for: the entries that are this person, the records that are about them, and their names."""

    people: tuple[UUID, ...]
    records: tuple[UUID, ...]
    finder: NameFinder


def sought(uow: UnitOfWork, person: Person, more_words: Iterable[str] = ()) -> Sought:
    """The person with all their names, and the records that are about them as a whole."""
    entries = entries_of(uow, person)
    ids = tuple(one.id for one in entries)
    about = select(RecordPerson.record_id).where(
        RecordPerson.person_id.in_(ids),
        RecordPerson.role.in_(WHOLE_RECORD),
        RecordPerson.compartment.not_in(NEVER_GATHERED),
    )
    names = [word for one in entries for word in (one.name, *one.other_names, one.our_reference, one.email, one.phone)]
    records = tuple(sorted(set(uow.session.scalars(about))))
    return Sought(ids, records, NameFinder.of([*names, *more_words]))


def passages_about(uow: UnitOfWork, wanted: Sought) -> Iterator[Passage]:
    """Every passage, table by table. Row security decides what is there to be found."""
    said = _declared(uow)
    for name in sorted(said):
        if said[name].columns and not said[name].not_gathered:
            yield from _passages_of(uow, Model.metadata.tables[name], said, wanted)


def readable(value: Any) -> str:
    """A stored value as words: what is kept as JSON becomes lines of `name: value`."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, str) and value[:1] in "{[":
        try:
            return "\n".join(_lines(json.loads(value))) or value
        except ValueError:
            return value
    return "\n".join(_lines(value))


def _declared(uow: UnitOfWork) -> dict[str, Personal]:
    """What each table says, the kinds' own tables by their fields: whether their plugin is on or off."""
    said = {name: one for name, one in declared_personal().items() if one is not None}
    plugins: Any = uow.plugins
    for owned in plugins.registry.kinds.values():
        kind = owned.item
        fields = [*(one for group in kind.groups for one in group.fields), *kind.internal]
        table: Any = inspect(kind.model).local_table
        said[table.fullname] = Personal(
            kind.label, {one.key: one.label for one in fields if one.personal and one.key in table.c}, along="id"
        )
    return said


def _passages_of(uow: UnitOfWork, table: Table, said: Mapping[str, Personal], wanted: Sought) -> Iterator[Passage]:
    told = said[table.fullname]
    linked = _linked(table, told, said, wanted)
    record = _record_column(table)
    keys = [one for one in table.primary_key if one.name != "tenant_id"]
    columns = [table.c[name] for name in told.columns]
    statement = (
        select(*keys, record.label("about_record"), linked.label("is_linked"), *columns)
        .where(or_(linked, _named(columns, wanted.finder)))
        .order_by(*keys)
    )
    if "compartment" in table.c:
        statement = statement.where(table.c.compartment.not_in(NEVER_GATHERED))
    for row in uow.session.execute(statement):
        found = row._mapping  # noqa: SLF001 - a column may be called like one of the row's own methods
        key = ",".join(str(found[one]) for one in keys)
        for name, label in told.columns.items():
            words = readable(_labelled(table, name, found[table.c[name]]))
            by = BY_LINK if found["is_linked"] else BY_NAME
            if words and (by == BY_LINK or wanted.finder.found_in(words)):
                about = found["about_record"]
                yield Passage(table.fullname, key, name, about, f"{told.label}: {label}", words, by)


def _linked(table: Table, told: Personal, said: Mapping[str, Personal], wanted: Sought) -> ColumnElement[bool]:
    """Whether a row leads to the person: to a record that is about them, or to an entry that is them."""
    if told.through is not None:
        child = Model.metadata.tables[told.through]
        return table.c.id.in_(select(key_to(child, table)).where(_linked(child, said[told.through], said, wanted)))
    if told.along is None:
        return literal(value=False)
    column = table.c[told.along]
    if told.along == "person_id" or table.fullname == PERSON:
        return column.in_(wanted.people)
    if told.along == "record_id" or table.fullname == RECORD or _is_detail(table):
        return func.coalesce(column.in_(wanted.records), literal(value=False))
    (key,) = (one for one in table.foreign_key_constraints if told.along in one.column_keys)
    parent = key.referred_table
    leads = _linked(parent, said[parent.fullname], said, wanted)
    return column.in_(select(parent.c.id).where(leads))


def _labelled(table: Table, column: str, value: Any) -> Any:
    """Codes of what a person needs in the words of their lists."""
    codes = CODES.get(column) if table.fullname == PERSON else None
    if codes is None or value is None:
        return value
    return codes.label_of(value) if isinstance(value, str) else [codes.label_of(one) for one in value]


def key_to(child: Table, table: Table) -> ColumnElement[Any]:
    """The column by which the child's rows name those of the table."""
    (key,) = (one for one in child.foreign_key_constraints if one.referred_table is table)
    return next(child.c[name] for name in key.column_keys if name != "tenant_id")


def _is_detail(table: Table) -> bool:
    return any(
        one.referred_table.fullname == RECORD and "id" in one.column_keys for one in table.foreign_key_constraints
    )


def _record_column(table: Table) -> ColumnElement[Any]:
    if "record_id" in table.c:
        return table.c.record_id
    return table.c.id if table.fullname == RECORD or _is_detail(table) else literal(None)


def _named(columns: Sequence[Any], finder: NameFinder) -> ColumnElement[bool]:
    """A first look by the database; `NameFinder.found_in` then decides."""
    if not finder.names:
        return literal(value=False)
    patterns = any_(literal(finder.like_patterns, ARRAY(Text)))
    return or_(*(func.normalize(cast(one, Text), NFKC).ilike(patterns) for one in columns))


def _lines(value: Any, name: str = "") -> Iterator[str]:
    head = f"{name.replace('_', ' ').capitalize()}: " if name else ""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _lines(inner, str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _lines(inner, name)
    elif value not in (None, "") and not _is_key(value):
        yield head + _plain(value)


def _is_key(value: Any) -> bool:
    """Whether it is only a number by which rows are tied together: it tells a reader nothing."""
    return isinstance(value, UUID) or (isinstance(value, str) and bool(KEY.fullmatch(value)))


def _plain(value: Any) -> str:
    value = _moment(value) if isinstance(value, str) else value
    if isinstance(value, datetime):
        return f"{value.astimezone(LONDON):%-d %B %Y at %H:%M}"
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    return {True: "Yes", False: "No"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _moment(text: str) -> Any:
    """A moment or a day that was kept as text; any other text as it is."""
    if not WRITTEN_MOMENT.fullmatch(text):
        return text
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return text


def facts_of(uow: UnitOfWork, wanted: Sought) -> Iterator[Passage]:
    """What is noted by code and date of each record that is about the person."""
    plugins: Any = uow.plugins
    for record_id in wanted.records:
        record = any_record(uow, record_id)
        kind = plugins.installed_kind(record.kind)
        whole = uow.session.get(kind.model, (uow.tenant.id, record_id))
        fields = (one for group in kind.groups for one in group.fields if not one.personal)
        told = [(one.label, shown_value(uow, one, getattr(whole, one.key)).striptags()) for one in fields]
        lines = [f"Opened: {_plain(record.opened_on)}", *(f"{label}: {value}" for label, value in told if value)]
        yield Passage(RECORD, str(record_id), "facts", record_id, f"{kind.label}: In short", "\n".join(lines), BY_LINK)


def records_seen(uow: UnitOfWork, ids: Iterable[UUID]) -> Mapping[UUID | None, Any]:
    """Kind and reference of records, as far as they may be seen."""
    rows = uow.session.execute(select(Record.id, Record.kind, Record.reference).where(Record.id.in_(set(ids))))
    return {row.id: row for row in rows}


def others_in(uow: UnitOfWork, wanted: Sought, records: Iterable[UUID]) -> Mapping[UUID | None, list[str]]:
    """By record, the names of the other people who stand in it."""
    rows = uow.session.execute(
        select(RecordPerson.record_id, Person.name, Person.other_names)
        .join(Person, and_(Person.tenant_id == RecordPerson.tenant_id, Person.id == RecordPerson.person_id))
        .where(Person.id.not_in(wanted.people), RecordPerson.record_id.in_(set(records)))
        .order_by(Person.folded_name)
    )
    found: dict[UUID | None, list[str]] = {}
    for record_id, name, other_names in rows:
        found.setdefault(record_id, []).extend([name, *other_names])
    return found
