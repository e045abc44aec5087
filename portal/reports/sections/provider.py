"""Who a provider is, how its sites stand, and when somebody was last in touch with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.core.uow import UnitOfWork
from portal.declarations import ReportScope, ReportSection, Subject
from portal.directory.models import Provider, Site
from portal.directory.queries import current_ratings
from portal.oversight.models import SiteContact
from portal.oversight.permissions import READ
from portal.oversight.queries import last_contacts
from portal.oversight.services import HOW

MOST_CONTACTS = 100


@dataclass(frozen=True)
class SiteLine:
    """One site: its standing with the regulator and the last contact with it."""

    site: Site
    rating: str
    rated_on: Any
    contact: Any


@dataclass(frozen=True)
class About:
    """A provider and its sites that are still listed."""

    provider: Provider
    sites: Sequence[SiteLine]


def about_provider(uow: UnitOfWork, scope: ReportScope) -> About:
    provider = uow.session.get_one(Provider, scope.provider_id)
    sites = uow.session.scalars(
        select(Site).where(Site.provider_id == provider.id, Site.listed).order_by(Site.name_key, Site.id)
    ).all()
    ratings, contacts = current_ratings(uow.session, [one.id for one in sites]), last_contacts(uow)
    return About(
        provider,
        [
            SiteLine(
                one,
                ratings[one.id].words if one.id in ratings else "",
                ratings[one.id].published_on if one.id in ratings else None,
                contacts.get(one.id),
            )
            for one in sites
        ],
    )


def contacts_in_period(uow: UnitOfWork, scope: ReportScope) -> Sequence[Any]:
    """Visits, calls and meetings, newest first; what was said in them stays with the organisation."""
    rows = uow.session.execute(
        select(SiteContact.on, SiteContact.how, Site.name)
        .join(Site, Site.id == SiteContact.site_id)
        .where(Site.provider_id == scope.provider_id, SiteContact.on.between(scope.first, scope.last))
        .order_by(SiteContact.on.desc(), SiteContact.id)
        .limit(MOST_CONTACTS)
    )
    return [(row.on, HOW.get(row.how, row.how), row.name) for row in rows]


ABOUT_PROVIDER = frozenset({Subject.PROVIDER})
PROVIDER = (
    ReportSection(
        "provider.about", "The provider and its sites", ABOUT_PROVIDER, "reports/_provider.html", about_provider, READ,
        weight=10,
    ),
    ReportSection(
        "provider.contacts", "Visits, calls and meetings", ABOUT_PROVIDER, "reports/_contacts.html",
        contacts_in_period, READ, weight=60,
    ),
)  # fmt: skip
