"""Which providers belong together: what the register says of it, and what a person confirmed.

A group stands for one piece of evidence that several providers share: a brand, a company's or a charity's number, or
a name under which more than one registration stands. The register offers it, a person confirms it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, case, func, select, text, true
from sqlalchemy.dialects.postgresql import aggregate_order_by

from portal.directory.formats.ratings import OVERALL
from portal.directory.models import REGULATORS, GroupMember, Provider, ProviderGroup, Rating, Site, SiteListing
from portal.web.paging import PAGE_SIZE, Page

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

COMPANY, CHARITY, NAME = "companies-house", "charity", "provider-name"
CONFIRMED, LEFT_OUT = "confirmed", "left_out"

# Numbers lose their leading zeros and gain spaces on their way through spreadsheets.
SHARED = f"""
WITH numbered AS MATERIALIZED (
    SELECT p.id, p.name_key, p.group_id,
        CASE WHEN raw.company ~ '^[0-9]{{1,8}}$' THEN lpad(raw.company, 8, '0') ELSE raw.company END AS company,
        raw.charity
    FROM directory.provider p
    CROSS JOIN LATERAL (
        SELECT upper(regexp_replace(coalesce(p.companies_house, ''), '[^0-9A-Za-z]', '', 'g')) AS company,
            upper(regexp_replace(coalesce(p.charity_number, ''), '[^0-9A-Za-z]', '', 'g')) AS charity
    ) raw
), shared AS (
    SELECT g.source, g.source_id, n.id, n.name_key, n.company, n.group_id
    FROM numbered n JOIN directory.provider_group g ON g.id = n.group_id
    UNION ALL SELECT '{COMPANY}', n.company, n.id, n.name_key, n.company, n.group_id
    FROM numbered n WHERE n.company ~ '[1-9]'
    UNION ALL SELECT '{CHARITY}', n.charity, n.id, n.name_key, n.company, n.group_id
    FROM numbered n WHERE n.charity ~ '[1-9]'
    UNION ALL SELECT '{NAME}', n.name_key, n.id, n.name_key, n.company, n.group_id
    FROM numbered n WHERE n.name_key <> ''
)
"""  # noqa: S608 - constants of this module
# A name alone is worth a question only where no company's number and no brand asks it already.
OFFERS = f"""{SHARED}
SELECT s.source, s.source_id, (array_agg(s.id ORDER BY s.name_key, s.id))[1] AS provider_id, count(*) AS providers,
    count(*) FILTER (WHERE m.provider_id IS NULL) AS undecided
FROM shared s
LEFT JOIN directory.provider_group g ON (g.source, g.source_id) = (s.source, s.source_id)
LEFT JOIN directory.group_member m ON m.group_id = g.id AND m.provider_id = s.id
WHERE CAST(:source AS text) IS NULL OR (s.source, s.source_id) > (:source, :source_id)
GROUP BY s.source, s.source_id
HAVING count(*) > 1 AND count(*) FILTER (WHERE m.provider_id IS NULL) > 0
    AND (s.source <> '{NAME}' OR NOT (
        (bool_and(s.company <> '') AND count(DISTINCT s.company) = 1)
        OR (bool_and(s.group_id IS NOT NULL) AND count(DISTINCT s.group_id) = 1)))
ORDER BY s.source, s.source_id LIMIT {PAGE_SIZE + 1}
"""  # noqa: S608
EVIDENCE_OF = f"{SHARED} SELECT s.source_id FROM shared s WHERE s.id = :provider AND s.source = :source"  # noqa: S608
WHO_SHARES = f"{SHARED} SELECT s.id FROM shared s WHERE (s.source, s.source_id) = (:source, :source_id)"  # noqa: S608


def open_offers(session: Session, cursor: str | None = None) -> Page:
    """Evidence of which somebody has to say still whether it makes a group.

    Rows: `source, source_id, provider_id, providers, undecided, name`. `provider_id` is the first by name of those
    that share it, `name` the brand's or else that provider's. The cursor names the last row by its source and provider.
    """
    source, _, anchor = (cursor or "").partition("_")
    after = evidence_of(session, source, _uuid(anchor)) if cursor else None
    said = {"source": source if after else None, "source_id": after}
    rows = session.execute(text(OFFERS), said).all()
    shown = rows[:PAGE_SIZE]
    last = f"{shown[-1].source}_{shown[-1].provider_id}" if len(rows) > PAGE_SIZE else None
    names = _names(session, shown)
    return Page([{**row._mapping, "name": names[row.source, row.source_id]} for row in shown], last)  # noqa: SLF001


def evidence_of(session: Session | Connection, source: str, provider_id: UUID | None) -> str | None:
    """The value of this sort of evidence that a provider has; None where it has none."""
    return session.execute(text(EVIDENCE_OF), {"provider": provider_id, "source": source}).scalars().first()


def who_shares(session: Session | Connection, source: str, source_id: str) -> list[UUID]:
    """The providers of which the register says this now."""
    return list(session.execute(text(WHO_SHARES), {"source": source, "source_id": source_id}).scalars())


def group_with_this(session: Session, source: str, source_id: str) -> Any:
    """The group that stands for this evidence: all its columns; None while nobody confirmed one."""
    chosen = select(ProviderGroup.__table__).where(ProviderGroup.source == source, ProviderGroup.source_id == source_id)
    return session.execute(chosen).one_or_none()


def group_of(session: Session, group_id: UUID) -> Any:
    """A group with any provider confirmed in it or left out of it, by its id; None for any other."""
    decided = select(GroupMember.group_id).where(GroupMember.group_id == group_id)
    chosen = select(ProviderGroup.__table__).where(ProviderGroup.id == group_id, decided.exists())
    return session.execute(chosen).one_or_none()


def confirmed_groups(session: Session) -> Sequence[Any]:
    """Every confirmed group by name: `id, source, source_id, name, providers`."""
    columns = (ProviderGroup.id, ProviderGroup.source, ProviderGroup.source_id, ProviderGroup.name)
    counted = select(*columns, func.count().label("providers")).join(
        GroupMember, and_(GroupMember.group_id == ProviderGroup.id, GroupMember.status == CONFIRMED)
    )
    by_name = (ProviderGroup.name_key, ProviderGroup.id)
    return session.execute(counted.group_by(*columns, ProviderGroup.name_key).order_by(*by_name)).all()


def grouped_providers(session: Session) -> Sequence[Any]:
    """Every provider of every confirmed group: `group_name, source, source_id, name, regulator_id, nation`."""
    columns = (ProviderGroup.name.label("group_name"), ProviderGroup.source, ProviderGroup.source_id)
    chosen = (
        select(*columns, Provider.name, Provider.regulator_id, Provider.nation)
        .join(GroupMember, and_(GroupMember.group_id == ProviderGroup.id, GroupMember.status == CONFIRMED))
        .join(Provider, Provider.id == GroupMember.provider_id)
    )
    return session.execute(chosen.order_by(ProviderGroup.name_key, ProviderGroup.id, *BY_NAME)).all()


def groups_of_provider(session: Session, provider_id: UUID) -> Sequence[Any]:
    """The groups a person confirmed this provider in: `id, source, name`."""
    chosen = select(ProviderGroup.id, ProviderGroup.source, ProviderGroup.name).join(
        GroupMember, and_(GroupMember.group_id == ProviderGroup.id, GroupMember.status == CONFIRMED)
    )
    return session.execute(
        chosen.where(GroupMember.provider_id == provider_id).order_by(ProviderGroup.name_key, ProviderGroup.id)
    ).all()


def providers_decided(session: Session, group_id: UUID) -> Sequence[Any]:
    """The providers somebody decided about: `id, name, …, status, decided_at`."""
    chosen = select(*PROVIDER_COLUMNS, GroupMember.status, GroupMember.decided_at).join(
        GroupMember, GroupMember.provider_id == Provider.id
    )
    return session.execute(chosen.where(GroupMember.group_id == group_id).order_by(*BY_NAME)).all()


def providers_by_id(session: Session, provider_ids: Sequence[UUID]) -> Sequence[Any]:
    """These providers by name: `id, name, regulator_id, nation, postcode, listed, companies_house, charity_number`."""
    return session.execute(select(*PROVIDER_COLUMNS).where(Provider.id.in_(provider_ids)).order_by(*BY_NAME)).all()


def sites_left_behind(session: Session, provider_id: UUID) -> Sequence[Any]:
    """Services this provider was listed with and that another runs now, those it had last first.

    Rows: `site_id, name, first_seen_on, last_seen_on, now_id, now_name, rating, words`. The name and the rating are
    those of its time: the newest published by the day it was last seen there.
    """
    spans = (
        select(
            SiteListing.site_id,
            func.min(SiteListing.first_seen_on).label("first_seen_on"),
            func.max(SiteListing.last_seen_on).label("last_seen_on"),
            func.array_agg(_newest_first(SiteListing.name))[1].label("name"),
        )
        .where(SiteListing.provider_id == provider_id)
        .group_by(SiteListing.site_id)
        .subquery("spans")
    )
    then = func.coalesce(Rating.published_on, Rating.first_seen_on)
    newest = (
        select(Rating.rating, Rating.words)
        .where(Rating.site_id == spans.c.site_id, Rating.domain == OVERALL, then <= spans.c.last_seen_on)
        .order_by(case((Rating.service_group == OVERALL, 0), else_=1), then.desc(), Rating.rating)
        .limit(1)
        .lateral("newest")
    )
    chosen = (
        select(spans, Provider.id.label("now_id"), Provider.name.label("now_name"), newest.c.rating, newest.c.words)
        .join(Site, Site.id == spans.c.site_id)
        .join(Provider, Provider.id == Site.provider_id)
        .outerjoin(newest, true())
        .where(Site.provider_id != provider_id)
    )
    return session.execute(chosen.order_by(spans.c.last_seen_on.desc(), spans.c.name, spans.c.site_id)).all()


PROVIDER_COLUMNS = (
    *(Provider.id, Provider.name, Provider.regulator_id, Provider.nation, Provider.postcode, Provider.listed),
    *(Provider.companies_house, Provider.charity_number),
)
BY_NAME = (Provider.name_key, Provider.id)


def _newest_first(column: Any) -> Any:
    return aggregate_order_by(column, SiteListing.last_seen_on.desc(), column)


def _names(session: Session, rows: Sequence[Any]) -> Mapping[tuple[str, str], str]:
    """A brand's own name; for other evidence that of the provider named with it."""
    providers = select(Provider.id, Provider.name).where(Provider.id.in_([row.provider_id for row in rows]))
    by_id = {row.id: row.name for row in session.execute(providers)}
    kept = select(ProviderGroup.source, ProviderGroup.source_id, ProviderGroup.name).where(
        ProviderGroup.source.in_(REGULATORS), ProviderGroup.source_id.in_([row.source_id for row in rows])
    )
    brands = {(row.source, row.source_id): row.name for row in session.execute(kept)}
    keys = {(row.source, row.source_id): row.provider_id for row in rows}
    return {key: brands.get(key) or by_id[provider_id] for key, provider_id in keys.items()}


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None
