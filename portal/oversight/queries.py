"""Which providers and sites an organisation has in view: its own, or those it oversees."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, func, select

from portal.core.errors import NotFoundError
from portal.core.uow import UnitOfWork
from portal.declarations import TenantKind
from portal.directory.models import Provider, Site
from portal.oversight.models import Oversight, ProviderClaim, SiteContact


def providers_in_view(uow: UnitOfWork) -> Select[*tuple[Any, ...]]:
    """The ids of this organisation's providers: confirmed claims of a provider, oversight of anybody else."""
    return _in_view(uow.tenant.kind)


def sites_in_view(uow: UnitOfWork) -> Sequence[Site]:
    """The sites of those providers that are still listed, by name."""
    return uow.session.scalars(
        select(Site).where(Site.provider_id.in_(providers_in_view(uow)), Site.listed).order_by(Site.name_key, Site.id)
    ).all()


def site_choices(uow: UnitOfWork) -> Sequence[Any]:
    """The same sites as a list offers them: `id` and `name` alone."""
    return uow.session.execute(_choices(uow.tenant.kind)).all()


def site_of(uow: UnitOfWork, site_id: UUID) -> Site:
    """One site in view; any other is not found."""
    found = uow.session.scalars(
        select(Site).where(Site.id == site_id, Site.provider_id.in_(providers_in_view(uow)))
    ).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def overseen_providers(uow: UnitOfWork) -> Sequence[Provider]:
    """The providers in view, by name."""
    return uow.session.scalars(
        select(Provider).where(Provider.id.in_(providers_in_view(uow))).order_by(Provider.name_key, Provider.id)
    ).all()


def provider_in_view(uow: UnitOfWork, provider_id: UUID) -> Provider:
    found = uow.session.scalars(
        select(Provider).where(Provider.id == provider_id, Provider.id.in_(providers_in_view(uow)))
    ).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def last_contacts(uow: UnitOfWork) -> dict[UUID, Any]:
    """By site: the day of the last contact of any kind, and of the last visit."""
    visit = func.max(SiteContact.on).filter(SiteContact.how == "visit")
    rows = uow.session.execute(
        select(SiteContact.site_id, func.max(SiteContact.on).label("on"), visit.label("visited_on")).group_by(
            SiteContact.site_id
        )
    )
    return {row.site_id: row for row in rows}


def contacts_at(uow: UnitOfWork, site_id: UUID) -> Sequence[SiteContact]:
    """Contacts with one site, newest first."""
    return uow.session.scalars(
        select(SiteContact)
        .where(SiteContact.site_id == site_id)
        .order_by(SiteContact.on.desc(), SiteContact.id)
        .limit(20)
    ).all()


def claims(uow: UnitOfWork) -> Sequence[Any]:
    """What this provider organisation claims to be, with the register's names."""
    return uow.session.execute(
        select(
            ProviderClaim.id,
            ProviderClaim.status,
            ProviderClaim.decided_by,
            Provider.name,
            Provider.regulator_id,
        )
        .join(Provider, Provider.id == ProviderClaim.provider_id)
        .order_by(ProviderClaim.claimed_at)
    ).all()


@lru_cache
def _in_view(tenant_kind: str) -> Select[*tuple[Any, ...]]:
    if tenant_kind == TenantKind.PROVIDER:
        return select(ProviderClaim.provider_id).where(ProviderClaim.status == "confirmed")
    return select(Oversight.provider_id).where(Oversight.ended_on.is_(None))


@lru_cache
def _choices(tenant_kind: str) -> Select[*tuple[Any, ...]]:
    """Made once: every list offers its sites."""
    site = cast("Table", Site.__table__).c
    in_view = site.provider_id.in_(_in_view(tenant_kind))
    return select(site.id, site.name).where(in_view, site.listed).order_by(site.name_key, site.id)
