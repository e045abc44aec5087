"""What the register holds about the sites and providers that a batch of rows names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from typing import cast as typing_cast
from uuid import UUID

from sqlalchemy import Connection, String, cast, func, select

from portal.directory.models import Provider, ProviderGroup, ProviderSource, Rating, Site, SiteSource
from portal.directory.services.settling import RatingKey, Source

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
    """`formats` are the layouts a source may be of, by their keys."""
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
        .where(Site.regulator == regulator, Site.regulator_id.in_(numbers))
    )
    found = {row["id"]: KnownSite(row, number, name) for row, number, name in connection.execute(chosen)}
    if not found:
        return {}
    ids = [UUID(one) for one in found]
    columns = (cast(SiteSource.site_id, String), SiteSource.format, cast(SiteSource.as_at, String), SiteSource.facts)
    for site_id, key, as_at, facts in connection.execute(select(*columns).where(SiteSource.site_id.in_(ids))):
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
        select(*rated).where(Rating.site_id.in_(ids))
    ):
        found[site_id].ratings[group, domain, day, rating] = is_current
    return {site.row["regulator_id"]: site for site in found.values()}


def _providers(
    connection: Connection, regulator: str, formats: Mapping[str, Format], numbers: list[str]
) -> dict[str, KnownProvider]:
    chosen = (
        select(func.to_jsonb(PROVIDER.table_valued()), ProviderGroup.source_id)
        .outerjoin(ProviderGroup, ProviderGroup.id == Provider.group_id)
        .where(Provider.regulator == regulator, Provider.regulator_id.in_(numbers))
    )
    found = {row["id"]: KnownProvider(row, group) for row, group in connection.execute(chosen)}
    if not found:
        return {}
    one = ProviderSource
    columns = (cast(one.provider_id, String), one.format, cast(one.as_at, String), one.facts)
    ids = [UUID(each) for each in found]
    for provider_id, key, as_at, facts in connection.execute(select(*columns).where(one.provider_id.in_(ids))):
        if key in formats:
            found[provider_id].sources[key] = Source(formats[key], as_at, facts)
    return {provider.row["regulator_id"]: provider for provider in found.values()}
