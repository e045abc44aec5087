"""Sites at a glance: rating, what is open, what is late, last contact, and why to ring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from portal.core.corner import corner
from portal.core.log import log
from portal.core.uow import UnitOfWork
from portal.declarations import Indicator, SiteFact
from portal.directory.models import Site
from portal.oversight.queries import last_contacts

UNSEEN_MONTHS = 12
UNSEEN_WEIGHT = 20
# A rating alone is a reason to ring where it is the worst there is; a poor one adds to other reasons.
RATING_WEIGHTS = {"inadequate": 40, "requires-improvement": 15}
ENOUGH_TO_RING = 30
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class SiteAtAGlance:
    """One site's line. `counts` are by indicator key; `facts` are sentences, most pressing first."""

    site: Site
    rating: Any
    counts: Mapping[str, int]
    last_contact_on: date | None
    last_visit_on: date | None
    facts: list[str]
    weight: int


def site_line(glance: SiteAtAGlance, indicators: Sequence[Indicator]) -> tuple[Any, ...]:
    """One site as a row of a file, with a cell for each indicator."""
    site = glance.site
    counts = [glance.counts.get(one.key, 0) for one in indicators]
    rating = glance.rating.words if glance.rating else ""
    return (site.name, site.regulator_id, site.postcode, rating, *counts, glance.last_contact_on)


def indicators_of(uow: UnitOfWork) -> list[Indicator]:
    """The indicators this person may see."""
    plugins: Any = uow.plugins
    return [one for one in plugins.indicators if uow.may(one.permission)]


def sites_at_a_glance(uow: UnitOfWork, sites: Sequence[Site], ratings: Mapping[UUID, Any]) -> list[SiteAtAGlance]:
    """These sites, in their order. `ratings` are the current ones by site."""
    indicators = indicators_of(uow)
    counts = {one.key: _asked(uow, one.key, one.counts, {}) for one in indicators}
    facts = _facts_by_site(uow, indicators)
    contacts = last_contacts(uow)
    return [_glance(uow, site, ratings.get(site.id), counts, facts, contacts) for site in sites]


def whom_to_ring(glances: Sequence[SiteAtAGlance], *, most: int = 8) -> list[SiteAtAGlance]:
    """Sites with a reason to ring, the most pressing first."""
    return sorted((one for one in glances if one.facts), key=lambda one: (-one.weight, one.site.name_key))[:most]


def longest_unseen(glances: Sequence[SiteAtAGlance], *, most: int = 5) -> list[SiteAtAGlance]:
    """The sites nobody has visited for longest; never visited comes first."""
    return sorted(glances, key=lambda one: (one.last_visit_on or date.min, one.site.name_key))[:most]


def _glance(
    uow: UnitOfWork,
    site: Site,
    rating: Any,
    counts: Mapping[str, Mapping[UUID, int]],
    facts: Mapping[UUID, list[SiteFact]],
    contacts: Mapping[UUID, Any],
) -> SiteAtAGlance:
    contact = contacts.get(site.id)
    visited_on = contact.visited_on if contact else None
    reasons = sorted(
        [*facts.get(site.id, []), *_rated(site, rating), *_unseen(site, uow.today, visited_on)],
        key=lambda one: -one.weight,
    )
    weight = sum(one.weight for one in reasons)
    return SiteAtAGlance(
        site=site,
        rating=rating,
        counts={key: by_site.get(site.id, 0) for key, by_site in counts.items()},
        last_contact_on=contact.on if contact else None,
        last_visit_on=visited_on,
        facts=[one.sentence for one in reasons] if weight >= ENOUGH_TO_RING else [],
        weight=weight,
    )


def _rated(site: Site, rating: Any) -> list[SiteFact]:
    weight = RATING_WEIGHTS.get(rating.rating, 0) if rating else 0
    return [SiteFact(site.id, f"rated {rating.words}", weight)] if weight else []


def _unseen(site: Site, today: date, visited_on: date | None) -> list[SiteFact]:
    months = _whole_months(visited_on, today) if visited_on else None
    if months is not None and months < UNSEEN_MONTHS:
        return []
    sentence = "no visit on record" if months is None else f"not visited for {months} months"
    return [SiteFact(site.id, sentence, UNSEEN_WEIGHT)]


def _whole_months(since: date, until: date) -> int:
    """Full calendar months: from 4 March 2025 to 4 March 2026 it is twelve."""
    months = (until.year - since.year) * MONTHS_A_YEAR + until.month - since.month
    return months - (until.day < since.day)


def _facts_by_site(uow: UnitOfWork, indicators: Sequence[Indicator]) -> Mapping[UUID, list[SiteFact]]:
    found: dict[UUID, list[SiteFact]] = defaultdict(list)
    for indicator in indicators:
        for fact in _asked(uow, indicator.key, indicator.facts, []):
            found[fact.site_id].append(fact)
    return found


def _asked(uow: UnitOfWork, key: str, question: Any, otherwise: Any) -> Any:
    """A plugin's answer, in a savepoint: one that fails leaves its own column empty and the page whole."""
    try:
        with corner(uow.session):
            return question(uow)
    except Exception as error:  # noqa: BLE001 - whatever a plugin raises must not take the page with it
        log.error("indicator failed", indicator=key, error=type(error).__name__)
        return otherwise
