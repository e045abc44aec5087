"""What the register says: sites, providers, ratings. Lists are plain rows, a page of fifty at a time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, any_, func, literal, select, tuple_
from sqlalchemy.orm import aliased

from portal.directory.formats.ratings import GRADES, OVERALL, is_grade, rating_label
from portal.directory.keys import after_prefix, name_key, postcode_key
from portal.directory.models import ImportRun, Provider, ProviderGroup, Rating, Site
from portal.web.paging import PAGE_AND_ONE, PAGE_SIZE, Page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

REGISTRATION = re.compile(r"\d-\d{3,}|(?:CS|SP)\d{6,}", re.IGNORECASE)
NO_GRADE = "no-grade"
BY_SERVICE = "by-service"
GRADE_CODES = tuple(one.code for one in GRADES)


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


def find_sites(  # noqa: PLR0913 - one for each filter of the page
    session: Session,
    text: str | None = None,
    *,
    postcode: str | None = None,
    authority: str | None = None,
    service_type: str | None = None,
    rating: str | None = None,
    nation: str | None = None,
    include_gone: bool = False,
    cursor: str | None = None,
) -> Page:
    """Sites by name: `id, name, regulator_id, postcode, host_authority, service_types, provider_name, …`.

    `text` is the beginning of a name, accents and punctuation aside, or a whole registration number; when no
    name begins so, the first page of those with a word that does. `postcode` is the beginning of one.
    `authority` is a usual name, `rating` a code or `no-grade`.
    """
    statement = select(
        Site.id,
        Site.name,
        Site.name_key,
        Site.regulator_id,
        Site.postcode,
        Site.host_authority,
        Site.service_types,
        Site.beds,
        Site.is_care_home,
        Site.listed,
        Site.no_longer_listed_on,
        Site.provider_id,
        Provider.name.label("provider_name"),
    ).join(Provider, Provider.id == Site.provider_id)
    equals = {Site.host_authority: authority, Site.nation: nation}
    statement = statement.where(*(column == value for column, value in equals.items() if value))
    if postcode:
        statement = statement.where(_begins(Site.postcode_key, postcode_key(postcode)))
    if service_type:
        statement = statement.where(literal(service_type) == any_(Site.service_types))
    if rating:
        statement = statement.where(_is_rated(rating))
    if not include_gone:
        statement = statement.where(Site.listed)
    return _named(session, statement, Site, text, cursor)


def find_providers(
    session: Session, text: str | None = None, *, nation: str | None = None, cursor: str | None = None
) -> Page:
    """Providers by name, found as sites are: `id, name, regulator_id, postcode, nation, listed, …`."""
    statement = select(
        Provider.id,
        Provider.name,
        Provider.name_key,
        Provider.regulator,
        Provider.regulator_id,
        Provider.postcode,
        Provider.nation,
        Provider.listed,
    )
    if nation:
        statement = statement.where(Provider.nation == nation)
    return _named(session, statement, Provider, text, cursor)


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


def latest_as_at(session: Session) -> date | None:
    """The day the newest register loaded is of; None while none is."""
    return session.execute(select(func.max(ImportRun.as_at)).where(ImportRun.status == "applied")).scalar()


def listed_authorities(session: Session) -> Sequence[str]:
    """The authorities that host any site, by name.

    From each name to the next one by the index: a plain DISTINCT reads every site, 40 ms for 60,000.
    """
    later = aliased(Site)
    names = select(func.min(Site.host_authority).label("name")).cte("names", recursive=True)
    following = select(func.min(later.host_authority)).where(later.host_authority > names.c.name)
    names = names.union_all(select(following.scalar_subquery()).where(names.c.name.is_not(None)))
    found = session.execute(select(names.c.name).where(names.c.name.is_not(None))).scalars()
    return [name for name in found if name]


def _named(session: Session, statement: Any, model: Any, text: str | None, cursor: str | None) -> Page:
    """The page of `statement` whose names begin with `text`, or hold a word that does when none begins so."""
    ordered = statement.order_by(model.name_key, model.id).limit(PAGE_AND_ONE)
    if not text or not text.strip():
        return _page(session.execute(_from(ordered, model, cursor)).all())
    if REGISTRATION.fullmatch(text.strip()):
        return _page(session.execute(ordered.where(model.regulator_id == text.strip().upper())).all())
    key = name_key(text)
    found = _page(session.execute(_from(ordered, model, cursor).where(_begins(model.name_key, key))).all())
    if found.rows or cursor or not key:
        return found
    within = func.strpos(model.name_key, f" {key}") > 0
    return Page(session.execute(ordered.where(within)).all()[:PAGE_SIZE], None)


def _begins(column: Any, prefix: str) -> ColumnElement[bool]:
    """A range instead of LIKE: it uses the index under row security."""
    return and_(column >= prefix, column < after_prefix(prefix))


def _is_rated(rating: str) -> ColumnElement[bool]:
    """Whether the site, or one of its services, has this grade now; `no-grade`: whether none has any.

    A scalar subquery, which PostgreSQL leaves where it is: of EXISTS it makes a join of the whole tables, and
    just after a load, before their statistics are known, that ran into the time limit.
    """
    wanted = GRADE_CODES if rating == NO_GRADE else (rating,)
    found = (
        select(literal(1))
        .where(Rating.site_id == Site.id, Rating.domain == OVERALL, Rating.is_current, Rating.rating.in_(wanted))
        .limit(1)
        .scalar_subquery()
    )
    return found.is_(None) if rating == NO_GRADE else found.is_not(None)


def _from(statement: Any, model: Any, cursor: str | None) -> Any:
    """From just after the cursor (`<id>_<name key>`); a malformed one starts again at the top."""
    row_id, _, key = (cursor or "").partition("_")
    try:
        return statement.where(tuple_(model.name_key, model.id) > tuple_(literal(key), UUID(row_id)))
    except ValueError:
        return statement


def _page(rows: Sequence[Any]) -> Page:
    if len(rows) <= PAGE_SIZE:
        return Page(rows, None)
    last = rows[PAGE_SIZE - 1]
    return Page(rows[:PAGE_SIZE], f"{last.id}_{last.name_key}")


def _published(rows: Iterable[Any]) -> list[date]:
    return [row.published_on for row in rows if row.published_on is not None]
