"""What the register says of one site or provider, and how they are rated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, select

from portal.directory.formats.ratings import OVERALL, is_grade, rating_label
from portal.directory.models import ImportRun, Provider, ProviderGroup, Rating, Site, SiteManager

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

BY_SERVICE = "by-service"


@dataclass(frozen=True)
class SiteRating:
    """How a site stands. `rating` is a code, or `by-service` when only its services are graded.

    `services` are the current ratings of single service groups: rows with `service_group`, `rating`, `words`,
    `published_on`, `is_inherited`.
    """

    rating: str
    words: str
    published_on: date | None
    is_inherited: bool
    services: Sequence[Any] = ()


def provider_with_sites(session: Session, provider_id: UUID) -> tuple[Any, Sequence[Any]] | None:
    """The provider (all its columns and `group_name`) and its sites, those still listed first."""
    chosen = select(Provider.__table__, ProviderGroup.name.label("group_name"))
    joined = chosen.outerjoin(ProviderGroup, ProviderGroup.id == Provider.group_id)
    provider = session.execute(joined.where(Provider.id == provider_id)).one_or_none()
    if provider is None:
        return None
    columns = (
        Site.id,
        Site.name,
        Site.regulator_id,
        Site.postcode,
        Site.host_authority,
        Site.service_types,
        Site.beds,
        Site.listed,
        Site.no_longer_listed_on,
    )
    sites = select(*columns).where(Site.provider_id == provider_id).order_by(Site.listed.desc(), Site.name_key, Site.id)
    return provider, session.execute(sites).all()


def site_with_provider(session: Session, site_id: UUID) -> Any:
    """The site (all its columns) with `provider_name` and `provider_regulator_id`."""
    chosen = select(
        Site.__table__,
        Provider.name.label("provider_name"),
        Provider.regulator_id.label("provider_regulator_id"),
    )
    return session.execute(
        chosen.join(Provider, Provider.id == Site.provider_id).where(Site.id == site_id)
    ).one_or_none()


def current_ratings(session: Session, site_ids: Iterable[UUID]) -> Mapping[UUID, SiteRating]:
    """How each of these sites stands now; sites about which no file gave a rating are not in it."""
    chosen = select(
        Rating.site_id,
        Rating.service_group,
        Rating.domain,
        Rating.rating,
        Rating.words,
        Rating.published_on,
        Rating.is_inherited,
    ).where(Rating.site_id.in_(list(site_ids)), Rating.domain == OVERALL, Rating.is_current)
    by_site: dict[UUID, list[Any]] = defaultdict(list)
    for row in session.execute(chosen.order_by(Rating.service_group)):
        by_site[row.site_id].append(row)
    found = ((site_id, rating_of(rows)) for site_id, rows in by_site.items())
    return {site_id: rating for site_id, rating in found if rating is not None}


def rating_of(rows: Sequence[Any]) -> SiteRating | None:
    """One site's standing from its current ratings of the domain `overall`.

    The grade of the whole location where there is one. Otherwise the grades of its services: since 2024 the
    regulator rates some sites service by service, and such a site must not pass for unrated.
    """
    whole = next((row for row in rows if row.service_group == OVERALL), None)
    services = tuple(row for row in rows if row.service_group != OVERALL)
    graded = [row for row in services if is_grade(row.rating)]
    if graded and (whole is None or not is_grade(whole.rating)):
        words = "; ".join(f"{row.service_group}: {rating_label(row.rating, row.words)}" for row in graded)
        is_inherited = all(row.is_inherited for row in graded)
        return SiteRating(BY_SERVICE, words, max(_published(graded), default=None), is_inherited, services)
    if whole is None:
        return None
    words = rating_label(whole.rating, whole.words)
    return SiteRating(whole.rating, words, whole.published_on, whole.is_inherited, services)


def question_history(session: Session, site_id: UUID) -> Sequence[Any]:
    """Every rating ever seen of a single question its regulator asks (safe, caring, …), the newest first."""
    columns = (
        Rating.service_group,
        Rating.domain,
        Rating.rating,
        Rating.words,
        Rating.published_on,
        Rating.is_inherited,
        Rating.is_current,
    )
    newest = (Rating.published_on.desc().nulls_last(), Rating.first_seen_on.desc(), Rating.service_group, Rating.domain)
    asked = select(*columns).where(Rating.site_id == site_id, Rating.domain != OVERALL)
    return session.execute(asked.order_by(*newest)).all()


def managers_of(session: Session, site_id: UUID) -> Sequence[Any]:
    """Whom the newest register names as registered manager, where names are kept: no row, or `name, as_at, format`."""
    named = select(SiteManager.name, SiteManager.as_at, SiteManager.format).where(SiteManager.site_id == site_id)
    return session.execute(named.order_by(SiteManager.as_at.desc(), SiteManager.format).limit(1)).all()


def latest_as_at(session: Session) -> date | None:
    """The day the newest register loaded is of; None while none is."""
    return session.execute(select(func.max(ImportRun.as_at)).where(ImportRun.status == "applied")).scalar()


def _published(rows: Iterable[Any]) -> list[date]:
    return [row.published_on for row in rows if row.published_on is not None]
