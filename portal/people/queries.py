"""Who stands where: the people of a record, the records of a person, those of a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from portal.core.errors import NotFoundError
from portal.core.uow import UnitOfWork
from portal.people.models import FormatChoice, Person, RecordPerson
from portal.people.rules import folded
from portal.records.models import Record

MOST_FOUND = 50
MOST_SHOWN = 200


def load_person(uow: UnitOfWork, person_id: UUID) -> Person:
    """The person. Another organisation's, an absent and a hidden one are not found alike."""
    found = uow.session.get(Person, (uow.tenant.id, person_id))
    if found is None:
        raise NotFoundError
    return found


def entry_for(uow: UnitOfWork, person: Person) -> Person:
    """The entry that stands for this one: itself, or what it was merged into where that may be seen."""
    if person.merged_into is None:
        return person
    return uow.session.get(Person, (uow.tenant.id, person.merged_into)) or person


def entries_of(uow: UnitOfWork, person: Person) -> Sequence[Person]:
    """The person's own entry, and those merged into it."""
    merged = select(Person).where(Person.merged_into == person.id).order_by(Person.created_at)
    return [person, *uow.session.scalars(merged)]


def find_people(uow: UnitOfWork, words: str) -> Sequence[Person]:
    """People in whose name, other names or reference every one of these words stands, by name; at most fifty."""
    names = func.array_to_string(Person.other_names, " ", type_=Person.name.type)
    haystack = func.concat_ws(" ", Person.folded_name, names, Person.our_reference)
    wanted = select(Person).where(_stands_for_itself())
    for word in folded(words).split():
        wanted = wanted.where(haystack.icontains(word, autoescape=True))
    return uow.session.scalars(wanted.order_by(Person.folded_name, Person.id).limit(MOST_FOUND)).all()


def perhaps_the_same(uow: UnitOfWork, person: Person) -> Sequence[Person]:
    """Other entries of the same name, or of the same day of birth and the same last name."""
    last = person.folded_name.split()[-1]
    alike = [Person.folded_name == person.folded_name]
    if person.date_of_birth:
        alike.append(
            (Person.date_of_birth == person.date_of_birth) & Person.folded_name.endswith(last, autoescape=True)
        )
    wanted = select(Person).where(or_(*alike), Person.id != person.id, Person.merged_into.is_(None))
    return uow.session.scalars(wanted.order_by(Person.created_at).limit(MOST_FOUND)).all()


def people_of(uow: UnitOfWork, record_id: UUID) -> Sequence[Any]:
    """The people of a record: each link with the person; of those merged, the entry that stands for them."""
    kept = aliased(Person)
    rows = uow.session.execute(
        select(RecordPerson, Person, kept)
        .join(Person, (Person.tenant_id == RecordPerson.tenant_id) & (Person.id == RecordPerson.person_id))
        .outerjoin(kept, (kept.tenant_id == Person.tenant_id) & (kept.id == Person.merged_into))
        .where(RecordPerson.record_id == record_id)
        .order_by(RecordPerson.linked_at, RecordPerson.id)
    )
    return [(link, _standing_for(person, merged)) for link, person, merged in rows]


def records_of(uow: UnitOfWork, person: Person) -> Sequence[Any]:
    """Where a person is named, as far as the acting person may see: `role`, and the columns of each record."""
    ids = [one.id for one in entries_of(uow, person)]
    return uow.session.execute(
        select(
            RecordPerson.role, Record.id, Record.kind, Record.reference, Record.status, Record.opened_on,
            Record.compartment,
        )
        .join(Record, (Record.tenant_id == RecordPerson.tenant_id) & (Record.id == RecordPerson.record_id))
        .where(RecordPerson.person_id.in_(ids))
        .order_by(Record.opened_on.desc(), Record.id.desc())
        .limit(MOST_SHOWN)
    ).all()  # fmt: skip


def link_of(uow: UnitOfWork, link_id: UUID) -> RecordPerson:
    """That somebody stands in a record; anything else is not found."""
    found = uow.session.get(RecordPerson, (uow.tenant.id, link_id))
    if found is None:
        raise NotFoundError
    return found


def formats_chosen(uow: UnitOfWork, person: Person) -> Sequence[FormatChoice]:
    """In which formats things were made for a person, newest first."""
    return uow.session.scalars(
        select(FormatChoice)
        .where(FormatChoice.person_id.in_([one.id for one in entries_of(uow, person)]))
        .order_by(FormatChoice.chosen_at.desc(), FormatChoice.id.desc())
        .limit(MOST_SHOWN)
    ).all()


def _standing_for(person: Person, merged: Person | None) -> Person:
    return person if merged is None else merged


def _stands_for_itself() -> Any:
    """Not merged, or merged into an entry that the acting person may not see."""
    kept = aliased(Person)
    seen = select(kept.id).where(kept.tenant_id == Person.tenant_id, kept.id == Person.merged_into)
    return or_(Person.merged_into.is_(None), ~seen.exists())
