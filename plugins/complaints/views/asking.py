"""What the steps have in common: answers as values, people and links to choose from, letters to finish."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from plugins.complaints.models import Complaint
from plugins.complaints.services import letters
from portal.plugin.services import Addressee, live_links, members, people_to_write_to, sites_in_view
from portal.plugin.web import LetterForm, Option, PortalForm, YesNoField, addressee_options, uow

OF_THE_LETTER = frozenset({"person", "addressee", "address", "format", "reason", "body"})


def answers(form: PortalForm) -> dict[str, Any]:
    """The answers by name: yes and no as truth, ids as ids, the letter's own left out."""
    left_out = OF_THE_LETTER if isinstance(form, LetterForm) else frozenset()
    return {name: _value(form[name], value) for name, value in form.values().items() if name not in left_out}


def _value(field: Any, value: Any) -> Any:
    if isinstance(field, YesNoField):
        return field.answer
    return UUID(value) if value and field.name.endswith(("_id", "arranged_by")) else value


def offer_members(field: Any) -> None:
    """Everybody who belongs to the organisation, by name."""
    field.offer(Option(str(one.user_id), one.name) for one in members(uow))


def offer_sites(field: Any) -> None:
    field.offer(Option(str(one.id), one.name) for one in sites_in_view(uow))


def offer_links(field: Any) -> None:
    """The organisations that are told of complaints about care they arranged."""
    field.offer(Option(str(one.id), one.peer_name) for one in live_links(uow))


def offer_addressees(form: LetterForm, complaint: Complaint) -> None:
    form.person.offer(addressee_options(people_to_write_to(uow, complaint)))


def finished(form: LetterForm, complaint: Complaint) -> letters.Finished:
    """The letter as somebody finished it on the page."""
    chosen = people_to_write_to(uow, complaint).get(form.person.data)
    return letters.Finished(
        addressee=Addressee.of(chosen.person if chosen else None, form.addressee.text, form.address.data),
        letter_format=form.format.data,
        format_reason=form.reason.data,
        words=form.body.text if "body" in form else "",
    )
