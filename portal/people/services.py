"""Record people, what they need, where they stand; choose a format they can use; say that two entries are one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, or_, select, text
from sqlalchemy.exc import IntegrityError

from portal.accounts.permissions import GENERAL
from portal.core.errors import PortalError, StaleRecordError
from portal.core.ids import new_id
from portal.core.uow import UnitOfWork
from portal.people.models import AccessLine, AccessPack, FormatChoice, Person, RecordPerson
from portal.people.queries import entries_of, entry_for
from portal.people.rules import FORMATS, ROLES, SHORTEST_NAME, conflict, folded
from portal.records.models import Record
from portal.trail.services import append_entry

LONGEST_NAME = 200


@dataclass(frozen=True)
class PersonDetails:
    """Who somebody is and how they are reached."""

    name: str
    other_names: Sequence[str] = ()
    our_reference: str | None = None
    date_of_birth: date | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class NeedsTold:
    """What somebody said they need, and the day they were asked; empty lists say that ordinary print and talk are fine.

    `formats`, `support` and `contact_method` are codes of `portal.people.rules`.
    """

    asked_on: date
    formats: Sequence[str] = ()
    support: Sequence[str] = ()
    contact_method: str | None = None
    language: str | None = None
    notes: str | None = None
    may_share: bool | None = None
    review_on: date | None = None


def record_person(
    uow: UnitOfWork,
    *,
    name: str,
    record: Record | None = None,
    compartment: str | None = None,
    details: PersonDetails | None = None,
    needs: NeedsTold | None = None,
) -> Person:
    """Write a new person down. Until they stand in a record, holders of the record's compartment see them.

    `details` and `needs` go with the first writing: whoever writes may not be able to read it again.
    Raises `PortalError` on `name` or a field of the others.
    """
    person = Person(
        tenant_id=uow.tenant.id,
        id=new_id(),
        compartment=compartment or (record.compartment if record else GENERAL),
        other_names=[],
        formats=[],
        support=[],
        created_at=uow.now,
        created_by=uow.actor.user_id,
        row_version=0,
    )
    _set_name(person, name)
    if details:
        _set_details(uow, person, details)
    if needs:
        _set_needs(uow, person, needs)
    _touch(uow, person)
    uow.session.add(person)
    append_entry(uow, "person.recorded", compartment=person.compartment, person=str(person.id))
    return person


def change_person(
    uow: UnitOfWork, person: Person, details: PersonDetails, *, expected_version: int | None = None
) -> Person:
    """Set who they are and how they are reached. Raises `PortalError` on a field, `StaleRecordError`."""
    _hold(uow, person, expected_version)
    _set_details(uow, person, details)
    _touch(uow, person)
    append_entry(uow, "person.changed", compartment=person.compartment, person=str(person.id))
    return person


def record_needs(uow: UnitOfWork, person: Person, needs: NeedsTold, *, expected_version: int | None = None) -> Person:
    """Write down what a person said they need, or that they need nothing. Raises `PortalError`, `StaleRecordError`.

    Source: DAPB1605, steps identify (`asked_on`), record, share (`may_share`) and review (`review_on`).
    """
    _hold(uow, person, expected_version)
    _set_needs(uow, person, needs)
    _touch(uow, person)
    append_entry(uow, "person.needs_recorded", compartment=person.compartment, person=str(person.id))
    return person


def choose_format(
    uow: UnitOfWork, person: Person, chosen: str, *, used_for: str, reason: str | None = None
) -> FormatChoice:
    """Write down in which format something is made for a person: `used_for` is its reference, no name.

    Raises `PortalError` on `reason` when they cannot use that format and nobody says why it is used all the same.
    Source: DAPB1605, step "meet".
    """
    if chosen not in {one.key for one in FORMATS.codes}:
        raise PortalError("Choose one of the formats", field="format")
    against = conflict(entry_for(uow, person).formats, chosen)
    said = (reason or "").strip() or None
    if against and not said:
        raise PortalError(f"{against} Say why it is used all the same", field="reason")
    choice = FormatChoice(
        tenant_id=uow.tenant.id,
        id=new_id(),
        person_id=person.id,
        format=chosen,
        used_for=used_for,
        met_needs=against is None,
        reason=said if against else None,
        chosen_at=uow.now,
        chosen_by=uow.actor.user_id,
    )
    uow.session.add(choice)
    return choice


def link_person(uow: UnitOfWork, record: Record, person: Person, *, role: str) -> RecordPerson:
    """Say that a person stands in a record, and as what. Said again, it changes nothing."""
    if role not in {one.key for one in ROLES.codes}:
        raise PortalError("Choose as what they stand in it", field="role")
    uow.session.flush()
    same = select(RecordPerson).where(
        RecordPerson.record_id == record.id, RecordPerson.person_id == person.id, RecordPerson.role == role
    )
    found = uow.session.scalars(same).one_or_none()
    if found is not None:
        return found
    link = RecordPerson(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=record.id,
        compartment=record.compartment,
        person_id=person.id,
        role=role,
        linked_at=uow.now,
        linked_by=uow.actor.user_id,
    )
    uow.session.add(link)
    append_entry(
        uow, "person.linked", record_id=record.id, compartment=record.compartment, person=str(person.id), as_what=role
    )
    return link


def unlink_person(uow: UnitOfWork, link: RecordPerson) -> None:
    """Say that they do not stand in this record after all."""
    uow.session.delete(link)
    append_entry(
        uow, "person.unlinked", record_id=link.record_id, compartment=link.compartment, person=str(link.person_id)
    )


def merge_people(uow: UnitOfWork, kept: Person, other: Person) -> Person:
    """Say that `other` is the same person as `kept`, which stands for both from now on. Nothing is moved.

    Raises `PortalError` when one of them was merged already, or others were merged into `other`.
    """
    if kept.id == other.id:
        raise PortalError("This is the same entry.")
    if kept.merged_into or other.merged_into:
        raise PortalError("One of these entries was merged already.")
    if len(entries_of(uow, other)) > 1:
        raise PortalError("Others were merged into that entry: open it, and merge this one into it.")
    other.merged_into, other.merged_at, other.merged_by = kept.id, uow.now, uow.actor.user_id
    append_entry(uow, "person.merged", compartment=kept.compartment, person=str(kept.id), other=str(other.id))
    return kept


def undo_merge(uow: UnitOfWork, other: Person) -> Person:
    """Say that a merged entry is somebody else after all; it stands for itself again."""
    if other.merged_into is None:
        raise PortalError("This entry was not merged.")
    append_entry(uow, "person.merge_undone", compartment=other.compartment, person=str(other.id))
    other.merged_into = other.merged_at = other.merged_by = None
    return other


def forget_people_of(uow: UnitOfWork, record_id: UUID) -> dict[str, int]:
    """Cut an erased record's links to people, and what was gathered from it or for it; how much of what went.

    Who then stands in no record, and is asked about nowhere, is forgotten.
    """
    links = uow.session.scalars(select(RecordPerson).where(RecordPerson.record_id == record_id)).all()
    people = {link.person_id for link in links}
    for link in links:
        uow.session.delete(link)
    gathered = or_(AccessLine.source_id == record_id, AccessLine.record_id == record_id)
    passages = uow.session.execute(delete(AccessLine).where(gathered)).rowcount  # type: ignore[attr-defined]
    packs = uow.session.execute(delete(AccessPack).where(AccessPack.record_id == record_id)).rowcount  # type: ignore[attr-defined]
    uow.session.flush()
    forgotten = sum(_forget_if_nowhere(uow, person_id) for person_id in sorted(people))
    counts = {
        "links to people": len(links),
        "people who stand nowhere else": forgotten,
        "passages of subject access packs": passages,
        "subject access packs": packs,
    }
    return {what: count for what, count in counts.items() if count}


def _forget_if_nowhere(uow: UnitOfWork, person_id: UUID) -> bool:
    """A foreign key keeps whoever a request or a merged entry still leads to, whether or not that may be seen here."""
    person = uow.session.get(Person, (uow.tenant.id, person_id))
    stands = text("SELECT ctx.stands_in_a_record(:person)")
    if person is None or uow.session.execute(stands, {"person": person_id}).scalar_one():
        return False
    with suppress(IntegrityError), uow.session.begin_nested():
        uow.session.execute(delete(FormatChoice).where(FormatChoice.person_id == person_id))
        uow.session.delete(person)
        uow.session.flush()
        return True
    return False


def _set_details(uow: UnitOfWork, person: Person, details: PersonDetails) -> None:
    if details.date_of_birth and details.date_of_birth > uow.today:
        raise PortalError("The date of birth cannot be in the future", field="date_of_birth")
    _set_name(person, details.name)
    person.other_names = list(dict.fromkeys(filter(None, (" ".join(one.split()) for one in details.other_names))))
    person.our_reference, person.date_of_birth = details.our_reference, details.date_of_birth
    person.email, person.phone, person.address = details.email, details.phone, details.address


def _set_needs(uow: UnitOfWork, person: Person, needs: NeedsTold) -> None:
    if needs.asked_on > uow.today:
        raise PortalError("The day they were asked has not come yet", field="asked_on")
    if needs.review_on and needs.review_on < uow.today:
        raise PortalError("Enter today or a later day", field="review_on")
    if "translation" in needs.formats and not needs.language:
        raise PortalError("Say which language", field="language")
    person.formats, person.support = list(needs.formats), list(needs.support)
    person.contact_method, person.language, person.needs_notes = needs.contact_method, needs.language, needs.notes
    person.needs_asked_on, person.needs_asked_by = needs.asked_on, uow.actor.user_id
    person.may_share_needs, person.needs_review_on = needs.may_share, needs.review_on


def _set_name(person: Person, name: str) -> None:
    plain = " ".join((name or "").split())
    if len(folded(plain)) < SHORTEST_NAME:
        raise PortalError("Enter a name", field="name")
    if len(plain) > LONGEST_NAME:
        raise PortalError(f"Shorten this to {LONGEST_NAME} characters or fewer", field="name")
    person.name, person.folded_name = plain, folded(plain)


def _touch(uow: UnitOfWork, person: Person) -> None:
    person.updated_at = uow.now
    person.row_version += 1


def _hold(uow: UnitOfWork, person: Person, expected_version: int | None) -> None:
    """Lock the entry; two people who change it take turns, and the second learns of the first."""
    uow.session.flush()
    uow.session.refresh(person, with_for_update=True)
    if expected_version is not None and expected_version != person.row_version:
        raise StaleRecordError
