"""Keep templates in versions; fill one in for a record; finish a letter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from portal.core.clock import london_day
from portal.core.errors import PortalError
from portal.core.ids import new_id
from portal.core.uow import UnitOfWork
from portal.declarations import ContactStop
from portal.directory.models import Site
from portal.letters.formats import FORMATS
from portal.letters.models import Letter, LetterTemplate
from portal.letters.queries import Template, versions_of
from portal.letters.rules import check_words, filled, unfinished, without_empty
from portal.people.models import Person
from portal.people.services import choose_format
from portal.records.models import Record
from portal.trail.services import append_entry
from portal.web.filters import day

ORGANISATION = "organisation"
LONGEST_KEY = 40


@dataclass(frozen=True)
class Addressee:
    """Who a letter is to, and how it reaches them."""

    name: str
    address: str | None = None
    person: Person | None = None

    @classmethod
    def of(cls, person: Person | None, name: str, address: str | None) -> Addressee:
        """A person who is written down, or whoever was typed in; what was typed comes before what is written down."""
        if person is None:
            return cls(name, address)
        return cls(name or person.name, address or person.address, person)


def save_template(uow: UnitOfWork, key: str, *, name: str, body: str) -> LetterTemplate:
    """Add a version of a template; those before stay. Raises `PortalError` on `body` for a field nobody knows."""
    words = _plain(body)
    newest = next(iter(versions_of(uow, key)), None)
    check_words(words, newest.fields if newest else (), newest.keeps if newest else frozenset())
    if newest and (newest.name, newest.body) == (name, words):
        raise PortalError("Nothing has changed.", field="body")
    version = LetterTemplate(
        tenant_id=uow.tenant.id,
        id=new_id(),
        key=key,
        version=newest.version + 1 if newest else 1,
        name=name,
        body=words,
        saved_at=uow.now,
        saved_by=uow.actor.user_id,
    )
    uow.session.add(version)
    append_entry(uow, "letter.template_saved", compartment=ORGANISATION, template=key, version=version.version)
    return version


def add_template(uow: UnitOfWork, *, name: str, body: str) -> LetterTemplate:
    """Begin a template of the organisation's own; its key is made from its name.

    Raises `PortalError` on `name` when there is one like it.
    """
    key = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:LONGEST_KEY] or str(new_id())
    if versions_of(uow, key):
        raise PortalError("There is a letter with this name already.", field="name")
    return save_template(uow, key, name=name, body=body)


def first_words(
    uow: UnitOfWork,
    template: Template,
    record: Record,
    *,
    kind: str,
    addressee: str = "",
    own: Mapping[str, str] | None = None,
) -> str:
    """The template filled in for a record, to be finished by a person. Who it is to may come with the finishing.

    `own` are the values of the fields the letter has beside the portal's; empty for what there is nothing to say of.
    """
    site = uow.session.get(Site, record.site_id) if record.site_id else None
    values = {
        "addressee": addressee or "{{addressee}}",
        "today": day(uow.today),
        "our_organisation": uow.tenant.name,
        "our_reference": record.reference,
        "kind": kind.lower(),
        "site": site.name if site else "",
        "opened_on": day(record.opened_on),
        "next_date": day_to_promise(uow, london_day(record.next_due_at) if record.next_due_at else None),
        "writer": uow.actor.name,
        "writer_role": uow.actor.role_label,
        "writer_email": uow.actor.email,
        **(own or {}),
    }
    return filled(without_empty(template.body, own or {}), values)


def day_to_promise(uow: UnitOfWork, due_on: date | None) -> str:
    """A day somebody is told to expect an answer by. One that has passed promises nothing: the writer says another."""
    if due_on is None:
        return ""
    return day(due_on) if due_on >= uow.today else f"[say a day you can keep: it was due on {day(due_on)}]"


def contact_stop(uow: UnitOfWork, record: Record) -> ContactStop | None:
    """Whom nobody may write to about this record for now; None where nobody asked for that."""
    plugins: Any = uow.plugins
    kind = plugins.kind(record.kind)
    return kind.contact_stop(uow, record) if kind and kind.contact_stop else None


def finish_letter(
    uow: UnitOfWork,
    record: Record,
    template: Template,
    *,
    addressee: Addressee,
    letter_format: str,
    body: str,
    format_reason: str | None = None,
) -> Letter:
    """Keep a letter as it goes out. In a format its reader cannot use only with a reason.

    Raises `PortalError` on `reason` without one, on `body` while something in it is still to be filled in, on
    `addressee` for somebody who must not be contacted now.
    """
    words = _final_words(body, addressee)
    _refuse_stopped(uow, record, addressee)
    format_reason = _reason_for_format(uow, record, addressee, letter_format, format_reason)
    letter = Letter(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=record.id,
        compartment=record.compartment,
        template_key=template.key,
        template_version=template.version,
        name=template.name,
        person_id=addressee.person.id if addressee.person else None,
        addressee=addressee.name,
        address=addressee.address,
        format=letter_format,
        format_reason=format_reason,
        body=words,
        finished_at=uow.now,
        finished_by=uow.actor.user_id,
    )
    uow.session.add(letter)
    append_entry(
        uow,
        "letter.finished",
        record_id=record.id,
        compartment=record.compartment,
        template=template.key,
        format=letter_format,
    )
    return letter


def _reason_for_format(
    uow: UnitOfWork, record: Record, addressee: Addressee, letter_format: str, reason: str | None
) -> str | None:
    if letter_format not in FORMATS:
        raise PortalError("Choose one of the formats", field="format")
    if addressee.person is None:
        return reason
    used_for = f"Letter, {record.reference}"
    return choose_format(uow, addressee.person, letter_format, used_for=used_for, reason=reason).reason


def _refuse_stopped(uow: UnitOfWork, record: Record, addressee: Addressee) -> None:
    stop = contact_stop(uow, record)
    names = {addressee.name, addressee.person.name if addressee.person else addressee.name}
    if stop and any(stop.covers(one) for one in names):
        raise PortalError(f"No letter goes to them for now. {stop.words}", field="addressee")


def _final_words(body: str, addressee: Addressee) -> str:
    if not addressee.name:
        raise PortalError("Enter who the letter is to", field="addressee")
    words = filled(_plain(body), {"addressee": addressee.name})
    left = unfinished(words)
    if left:
        raise PortalError(f"Replace {left} with what the letter should say, or take it out.", field="body")
    return words


def erase_letters(uow: UnitOfWork, record_id: UUID) -> dict[str, int]:
    """Remove the letters about a record."""
    gone = uow.session.execute(delete(Letter).where(Letter.record_id == record_id)).rowcount  # type: ignore[attr-defined]
    return {"letters": gone}


def _plain(words: str) -> str:
    """As they were typed, with the line ends of one kind."""
    return words.replace("\r\n", "\n").replace("\r", "\n").strip()
