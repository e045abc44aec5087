"""Take providers on, claim to be one, confirm a claim, log a contact."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from portal.core.errors import NotFoundError, PortalError
from portal.core.ids import new_id
from portal.core.uow import UnitOfWork
from portal.directory.models import Provider
from portal.oversight.models import Oversight, SiteContact
from portal.trail.services import append_entry

ORGANISATION = "organisation"
HOW = {"visit": "Visit", "call": "Call", "meeting": "Meeting", "message": "Message"}


def take_on_provider(uow: UnitOfWork, provider: Provider) -> Oversight:
    """Begin to oversee a provider of the register."""
    if _live(uow, provider.id):
        raise PortalError(f"{provider.name} is already among your providers.")
    oversight = Oversight(
        tenant_id=uow.tenant.id,
        id=new_id(),
        provider_id=provider.id,
        taken_on=uow.today,
        taken_by=uow.actor.user_id,
    )
    uow.session.add(oversight)
    append_entry(uow, "oversight.taken_on", compartment=ORGANISATION, provider=provider.regulator_id)
    return oversight


def let_provider_go(uow: UnitOfWork, provider: Provider) -> None:
    """Stop overseeing a provider; records about it stay."""
    live = _live(uow, provider.id)
    if live is None:
        raise NotFoundError
    live.ended_on = uow.today
    append_entry(uow, "oversight.let_go", compartment=ORGANISATION, provider=provider.regulator_id)


def claim_provider(uow: UnitOfWork, provider: Provider) -> None:
    """Say that this organisation is that legal entity; its commissioner or the operator confirms."""
    try:
        with uow.session.begin_nested():
            uow.session.execute(text("SELECT exchange.claim_provider(:provider)"), {"provider": provider.id})
    except IntegrityError:
        raise PortalError(f"You have already said that you are {provider.name}.") from None
    append_entry(uow, "oversight.claimed", act_class="P", compartment=ORGANISATION, provider=provider.regulator_id)


def decide_claim(uow: UnitOfWork, claim_id: UUID, *, agree: bool) -> None:
    """Confirm or refuse what the provider at the other end of one of our links claims to be."""
    decided = uow.session.execute(
        text("SELECT exchange.decide_claim_on_link(:claim, :agree)"), {"claim": claim_id, "agree": agree}
    ).scalar_one()
    if not decided:
        raise PortalError("That claim is no longer open, or another organisation has been confirmed as this provider.")
    append_entry(uow, "oversight.claim_decided", act_class="P", compartment=ORGANISATION, agreed=agree)


def log_contact(uow: UnitOfWork, *, site_id: UUID, on: date, how: str, note: str | None = None) -> SiteContact:
    """Record that somebody of ours was in touch with a site."""
    if on > uow.today:
        raise PortalError("When: this day has not come yet.", field="on")
    if how not in HOW:
        raise PortalError("Choose how you were in touch.", field="how")
    contact = SiteContact(
        tenant_id=uow.tenant.id,
        id=new_id(),
        site_id=site_id,
        on=on,
        how=how,
        note=note,
        recorded_by=uow.actor.user_id,
        recorded_at=uow.now,
    )
    uow.session.add(contact)
    append_entry(uow, "oversight.contact", how=how)
    return contact


def _live(uow: UnitOfWork, provider_id: UUID) -> Oversight | None:
    return uow.session.scalars(
        select(Oversight).where(Oversight.provider_id == provider_id, Oversight.ended_on.is_(None))
    ).one_or_none()
