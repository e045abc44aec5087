"""What the register holds about the sites and providers that a batch of rows names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from typing import cast as typing_cast
from uuid import UUID

from sqlalchemy import ARRAY, Connection, String, Text, Uuid, any_, cast, func, literal, select

from portal.directory.models import Provider, ProviderGroup, ProviderSource, Rating, Site, SiteSource
from portal.directory.services.settling import EARLIER, PROVIDER_FACTS, SITE_COLUMNS, RatingKey, Source

if TYPE_CHECKING:
    from sqlalchemy import Table

    from portal.directory.formats.layouts import Format

SITE = typing_cast("Table", Site.__table__)
PROVIDER = typing_cast("Table", Provider.__table__)


@dataclass(slots=True)
class KnownProvider:
    """A provider's row as JSON, the number of its group and its sources by layout."""

    row: Mapping[str, Any]
    group_id: str | None
    sources: dict[str, Source] = field(default_factory=dict)


@dataclass(slots=True)
class KnownSite:
    """A site's row as JSON, its provider, its sources by layout, and its ratings: whether each is current."""

    row: Mapping[str, Any]
    provider_regulator_id: str
    provider_name: str
    sources: dict[str, Source] = field(default_factory=dict)
    ratings: dict[RatingKey, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownThings:
    """By their numbers."""

    sites: Mapping[str, KnownSite]
    providers: Mapping[str, KnownProvider]


def read_known(
    connection: Connection,
    regulator: str,
    formats: Mapping[str, Format],
    *,
    sites: Iterable[str],
    providers: Iterable[str],
) -> KnownThings:
    """`formats` are the layouts a source may be of, by their keys.

    The numbers go as one list each: thousands of bound values take longer to write down than to look up.
    """
    return KnownThings(
        _sites(connection, regulator, formats, list(sites)),
        _providers(connection, regulator, formats, list(providers)),
    )


def _sites(
    connection: Connection, regulator: str, formats: Mapping[str, Format], numbers: list[str]
) -> dict[str, KnownSite]:
    chosen = (
        select(func.to_jsonb(SITE.table_valued()), Provider.regulator_id, Provider.name)
        .join(Provider, Provider.id == Site.provider_id)
        .where(Site.regulator == regulator, Site.regulator_id == any_(literal(numbers, ARRAY(Text))))
    )
    found = {row["id"]: KnownSite(row, number, name) for row, number, name in connection.execute(chosen)}
    if not found:
        return {}
    ids = any_(literal([UUID(one) for one in found], ARRAY(Uuid)))
    columns = (cast(SiteSource.site_id, String), SiteSource.format, cast(SiteSource.as_at, String), SiteSource.facts)
    for site_id, key, as_at, facts in connection.execute(select(*columns).where(SiteSource.site_id == ids)):
        if key in formats:
            found[site_id].sources[key] = Source(formats[key], as_at, facts)
    rated = (
        cast(Rating.site_id, String),
        Rating.service_group,
        Rating.domain,
        cast(Rating.published_on, String),
        Rating.rating,
        Rating.is_current,
    )
    for site_id, group, domain, day, rating, is_current in connection.execute(
        select(*rated).where(Rating.site_id == ids)
    ):
        found[site_id].ratings[group, domain, day, rating] = is_current
    for site in found.values():
        if not site.sources:
            site.sources[EARLIER.key] = _of_site(site)
    return {site.row["regulator_id"]: site for site in found.values()}


def _providers(
    connection: Connection, regulator: str, formats: Mapping[str, Format], numbers: list[str]
) -> dict[str, KnownProvider]:
    chosen = (
        select(func.to_jsonb(PROVIDER.table_valued()), ProviderGroup.source_id)
        .outerjoin(ProviderGroup, ProviderGroup.id == Provider.group_id)
        .where(Provider.regulator == regulator, Provider.regulator_id == any_(literal(numbers, ARRAY(Text))))
    )
    found = {row["id"]: KnownProvider(row, group) for row, group in connection.execute(chosen)}
    if not found:
        return {}
    one = ProviderSource
    columns = (cast(one.provider_id, String), one.format, cast(one.as_at, String), one.facts)
    ids = any_(literal([UUID(each) for each in found], ARRAY(Uuid)))
    for provider_id, key, as_at, facts in connection.execute(select(*columns).where(one.provider_id == ids)):
        if key in formats:
            found[provider_id].sources[key] = Source(formats[key], as_at, facts)
    for provider in found.values():
        if not provider.sources:
            provider.sources[EARLIER.key] = _of_provider(provider)
    return {provider.row["regulator_id"]: provider for provider in found.values()}


def _of_site(site: KnownSite) -> Source:
    """The register's own row in the place of the rows it was made of, which nobody kept."""
    row = site.row
    facts = {name: row[name] for name in ("name", "seen_in", *SITE_COLUMNS) if row[name] not in (None, [])}
    facts["provider_regulator_id"] = site.provider_regulator_id
    facts["ratings"] = [
        {"service_group": group, "domain": domain, "published_on": day, "rating": rating, "is_history": False}
        for (group, domain, day, rating), is_current in site.ratings.items()
        if is_current
    ]
    return Source(EARLIER, row["last_seen_on"], facts)


def _of_provider(provider: KnownProvider) -> Source:
    row = provider.row
    facts = {name: row[name] for name in PROVIDER_FACTS if row[name] is not None}
    if row["name"] != row["regulator_id"]:
        facts["name"] = row["name"]
    if provider.group_id:
        facts["group_id"] = provider.group_id
    return Source(EARLIER, row["last_seen_on"], facts)
