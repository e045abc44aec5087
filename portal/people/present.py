"""People as pages show them: what they need, in words; where they stand; the people of a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.uow import UnitOfWork
from portal.people.models import Person
from portal.people.permissions import READ
from portal.people.queries import people_of
from portal.people.rules import CONTACT_METHODS, FORMATS, ROLES, SUPPORT
from portal.web.filters import day


@dataclass(frozen=True)
class Needs:
    """What somebody needs, in words: `flag` is one line of it, empty where nothing is needed."""

    asked: str
    formats: str
    support: str
    contact: str
    flag: str
    is_review_due: bool


@dataclass(frozen=True)
class Place:
    """One record somebody stands in. `kind_key` is None where its page is not for the acting person."""

    role: str
    label: str
    reference: str
    state: str
    opened: str
    kind_key: str | None
    record_id: Any


@dataclass(frozen=True)
class Standing:
    """One person of a record."""

    link: Any
    person: Person
    role: str
    needs: Needs


def shown_needs(uow: UnitOfWork, person: Person) -> Needs:
    """What a person needs, as their page and the pages of their records say it."""
    formats, support = _labels(FORMATS, person.formats), _labels(SUPPORT, person.support)
    contact = CONTACT_METHODS.label_of(person.contact_method) if person.contact_method else ""
    asked = f"Asked on {day(person.needs_asked_on)}" if person.needs_asked_on else "Nobody has asked them yet"
    return Needs(
        asked=asked,
        formats=formats or ("Ordinary print" if person.needs_asked_on else ""),
        support=support,
        contact=contact,
        flag="; ".join(filter(None, (formats, support, person.language, contact))),
        is_review_due=bool(person.needs_review_on and person.needs_review_on <= uow.today),
    )


def place_lines(uow: UnitOfWork, rows: Iterable[Any]) -> list[Place]:
    """Where somebody stands, as `records_of` gives it."""
    return [_place(uow, row) for row in rows]


def standing_in(uow: UnitOfWork, record: Any) -> Sequence[Standing]:
    """The people of a record, for those who may know them."""
    if not uow.may(READ):
        return []
    return [
        Standing(link, person, ROLES.label_of(link.role), shown_needs(uow, person))
        for link, person in people_of(uow, record.id)
    ]


def _place(uow: UnitOfWork, row: Any) -> Place:
    plugins: Any = uow.plugins
    kind = plugins.installed_kind(row.kind)
    is_open = plugins.kind(row.kind) is not None and uow.may(kind.read)
    return Place(
        role=ROLES.label_of(row.role),
        label=kind.label,
        reference=row.reference,
        state=kind.lifecycle.state(row.status).label,
        opened=day(row.opened_on),
        kind_key=row.kind if is_open else None,
        record_id=row.id,
    )


def _labels(codes: Any, keys: Sequence[str]) -> str:
    return ", ".join(codes.label_of(one) for one in keys)
