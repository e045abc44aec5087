"""Who a letter about a record can be to: the people who stand in it, and anybody else by name."""

from __future__ import annotations

from dataclasses import dataclass

from portal.core.uow import UnitOfWork
from portal.people.models import Person
from portal.people.permissions import READ
from portal.people.queries import people_of
from portal.people.rules import FORMATS, ROLES
from portal.records.models import Record
from portal.web.fields import Option

SOMEBODY_ELSE = "somebody-else"


@dataclass(frozen=True)
class ToWriteTo:
    """A person of the record, as what they stand in it, and what they need."""

    person: Person
    role: str

    @property
    def needs(self) -> str:
        """In which formats they need what is written to them, in words."""
        if self.person.needs_asked_on is None:
            return "Nobody has asked them yet what they need."
        formats = " or ".join(FORMATS.label_of(one).lower() for one in self.person.formats)
        return f"Needs {formats}." if formats else "Ordinary print is fine for them."


def people_to_write_to(uow: UnitOfWork, record: Record) -> dict[str, ToWriteTo]:
    """The people of a record by the key of their choice; none for those who may not see people."""
    if not uow.may(READ):
        return {}
    return {str(person.id): ToWriteTo(person, ROLES.label_of(link.role)) for link, person in people_of(uow, record.id)}


def options(people: dict[str, ToWriteTo]) -> list[Option]:
    """As a form offers them, somebody else last."""
    known = [Option(key, f"{one.person.name} ({one.role.lower()})", one.needs) for key, one in people.items()]
    return [*known, Option(SOMEBODY_ELSE, "Somebody else", "What they need is not known here: ask them.")]
