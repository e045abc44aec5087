"""Keep the list of whom to ring, each entry with the day somebody last made sure."""

from __future__ import annotations

from plugins.safeguarding.models import LocalContact
from portal.plugin import PortalError, UnitOfWork
from portal.plugin.services import append_entry, new_id


def keep_contact(
    uow: UnitOfWork,
    *,
    authority: str,
    team: str,
    phone: str | None,
    out_of_hours: str | None,
    email: str | None,
    web: str | None,
    contact: LocalContact | None = None,
) -> LocalContact:
    """Add an entry or change one; either way somebody has made sure of it today."""
    if not (phone or email or web):
        raise PortalError("Enter a telephone number, an e-mail address or a website.", field="phone")
    kept = contact or LocalContact(tenant_id=uow.tenant.id, id=new_id())
    kept.authority, kept.team, kept.phone, kept.out_of_hours = authority, team, phone, out_of_hours
    kept.email, kept.web = email, web
    uow.session.add(kept)
    return verify_contact(uow, kept)


def verify_contact(uow: UnitOfWork, contact: LocalContact) -> LocalContact:
    """Say that an entry is right today."""
    contact.verified_on, contact.verified_by = uow.today, uow.actor.user_id
    append_entry(uow, "safeguarding.contact_verified", compartment="organisation")
    return contact
