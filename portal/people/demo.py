"""A day's work with people, for the demonstration world: who was affected is written down, and asked what they need."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from portal.core.uow import UnitOfWork
from portal.people.access import order_pack
from portal.people.models import AccessRequest, Person, RecordPerson
from portal.people.permissions import WORK, WRITE
from portal.people.services import NeedsTold, PersonDetails, change_person, link_person, record_needs, record_person
from portal.records.models import Record

CHANCE_TO_LINK, CHANCE_TO_KNOW_THEM, CHANCE_TO_ASK, CHANCE_OF_YES = 0.3, 0.4, 0.5, 0.7
NEW = timedelta(days=60)
NAMES = (
    "Joan Whitcombe", "Arthur Pell", "Maureen O'Neill", "Łucja Nowak", "Winston Clarke", "Edith Marsh", "Harjit Gill",
    "Dorothy Kane", "Frank Abbott", "Nia Rhys", "Ivy Thornton", "Sidney Brook",
)  # fmt: skip
NEEDS: tuple[dict[str, Any], ...] = (
    {"formats": (), "support": ()},
    {"formats": ("large_print",), "support": (), "contact_method": "letter", "notes": "Cream paper reads better."},
    {"formats": ("easy_read",), "support": ("communication_tool", "more_time"), "notes": "Mornings are best."},
    {"formats": ("bsl_video",), "support": ("bsl_interpreter",), "contact_method": "video_relay"},
    {"formats": ("audio", "braille"), "support": (), "contact_method": "telephone"},
    {"formats": ("translation",), "support": ("language_interpreter",), "language": "Polish"},
    {"formats": (), "support": ("hearing_loop", "lipspeaker"), "contact_method": "text_message"},
)


def get_to_know_people(uow: UnitOfWork, random: Random) -> None:
    """Link who was affected by one of the newest records; ask somebody what they need; take on a request."""
    if uow.may(WRITE):
        if random.random() < CHANCE_TO_LINK:
            _link_somebody(uow, random)
        if random.random() < CHANCE_TO_ASK:
            _ask_somebody(uow, random)
    if uow.may(WORK):
        _take_on_a_request(uow)


def _link_somebody(uow: UnitOfWork, random: Random) -> None:
    kinds = [one.key for one in _kinds(uow) if "affected" in one.people]
    linked = select(RecordPerson.record_id)
    newest = (
        select(Record)
        .where(
            Record.kind.in_(kinds),
            Record.origin == "own",
            Record.id.not_in(linked),
            Record.opened_on > uow.today - NEW,
        )
        .order_by(Record.created_at.desc())
        .limit(1)
    )
    record = uow.session.scalars(newest).one_or_none()
    if record is not None:
        link_person(uow, record, _somebody(uow, record, random), role="affected")


def _somebody(uow: UnitOfWork, record: Record, random: Random) -> Person:
    known = uow.session.scalars(select(Person).order_by(Person.created_at, Person.id)).all()
    if known and random.random() < CHANCE_TO_KNOW_THEM:
        return random.choice(known)
    person = record_person(uow, name=random.choice(NAMES), record=record)
    born = uow.today - timedelta(days=random.randrange(60 * 365, 95 * 365))
    reference = f"R-{random.randrange(100, 999)}"
    return change_person(uow, person, PersonDetails(person.name, our_reference=reference, date_of_birth=born))


def _ask_somebody(uow: UnitOfWork, random: Random) -> None:
    wanted = select(Person).where(Person.needs_asked_on.is_(None)).order_by(Person.created_at, Person.id).limit(1)
    person = uow.session.scalars(wanted).one_or_none()
    if person is not None:
        told = NeedsTold(asked_on=uow.today, may_share=random.random() < CHANCE_OF_YES, **random.choice(NEEDS))
        record_needs(uow, person, told)


def _take_on_a_request(uow: UnitOfWork) -> None:
    """One is enough to show how it goes."""
    if uow.session.scalars(select(AccessRequest.id).limit(1)).one_or_none() is not None:
        return
    person = uow.session.scalars(select(Person).order_by(Person.created_at, Person.id).limit(1)).one_or_none()
    if person is not None:
        order_pack(uow, person, received_on=uow.today, asked_for="Everything you have written about my falls.")


def _kinds(uow: UnitOfWork) -> Any:
    plugins: Any = uow.plugins
    return plugins.kinds
