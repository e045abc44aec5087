"""A day's contacts with sites, for the demonstration world."""

from __future__ import annotations

from random import Random

from portal.core.uow import UnitOfWork
from portal.declarations import TenantKind
from portal.oversight.permissions import LOG_CONTACT
from portal.oversight.queries import sites_in_view
from portal.oversight.services import log_contact

CHANCE_OF_CONTACT = 0.12
UNSEEN_SHARE = 5
NOTES = {
    "visit": "Walked round with the deputy; spoke with four people who live there.",
    "call": "Rang about last week's incidents.",
    "meeting": "Contract review.",
}


def keep_in_touch(uow: UnitOfWork, random: Random) -> None:
    """Now and then a visit, a call or a meeting; one site in five is never visited, as happens."""
    if uow.tenant.kind == TenantKind.PROVIDER or not uow.may(LOG_CONTACT):
        return
    sites = sites_in_view(uow)
    if not sites or random.random() > CHANCE_OF_CONTACT:
        return
    position = random.randrange(len(sites))
    how = random.choice(("call", "meeting")) if position % UNSEEN_SHARE == 1 else random.choice(tuple(NOTES))
    log_contact(uow, site_id=sites[position].id, on=uow.today, how=how, note=NOTES[how])
