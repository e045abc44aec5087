"""What the operator sees: organisations by name, claims to be a provider, whether the installation works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from portal.core import migrate
from portal.core.errors import NotFoundError
from portal.core.queue import LATE_AFTER_SECONDS
from portal.declarations import PluginInfo
from portal.directory.models import Provider
from portal.directory.models.imports import ImportRun
from portal.oversight.models import ProviderClaim
from portal.tenants.models import Tenant, TenantPlugin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Offer:
    """An installed plugin, and whether one organisation may switch it on."""

    info: PluginInfo
    offered: bool
    switched_on: bool


@dataclass(frozen=True)
class Health:
    """Whether the installation does its work. `imported_at` is None while no register was ever loaded."""

    expected_revision: str
    found_revision: str | None
    jobs_waiting: int
    oldest_job_seconds: int
    jobs_failed: int
    mails_waiting: int
    mails_failed: int
    imported: str | None
    imported_at: datetime | None

    @property
    def is_late(self) -> bool:
        return self.oldest_job_seconds > LATE_AFTER_SECONDS

    @property
    def is_migrated(self) -> bool:
        return self.found_revision == self.expected_revision


def tenants(session: Session) -> Sequence[Tenant]:
    return session.scalars(select(Tenant).order_by(Tenant.name, Tenant.id)).all()


def tenant(session: Session, slug: str) -> Tenant:
    found = session.scalars(select(Tenant).where(Tenant.slug == slug)).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def offers(session: Session, tenant_id: UUID, installed: Mapping[str, PluginInfo]) -> list[Offer]:
    """Every installed plugin by its label; without a row it is not offered."""
    rows = {row.plugin: row for row in session.scalars(select(TenantPlugin).where(TenantPlugin.tenant_id == tenant_id))}
    return [
        Offer(info, offered=bool(row and row.offered), switched_on=bool(row and row.switched_on))
        for info in sorted(installed.values(), key=lambda one: one.label)
        for row in [rows.get(info.name)]
    ]


def waiting_claims(session: Session) -> Sequence[Any]:
    """Claims nobody has decided, oldest first: `id`, `claimed_at`, `tenant`, `provider`, `regulator_id`."""
    return session.execute(
        select(
            ProviderClaim.id,
            ProviderClaim.claimed_at,
            Tenant.name.label("tenant"),
            Provider.name.label("provider"),
            Provider.regulator_id,
        )
        .join(Tenant, Tenant.id == ProviderClaim.tenant_id)
        .join(Provider, Provider.id == ProviderClaim.provider_id)
        .where(ProviderClaim.status == "claimed")
        .order_by(ProviderClaim.claimed_at)
    ).all()


def health(session: Session) -> Health:
    jobs = session.execute(text("SELECT jobs.health()")).scalar_one()
    mails = session.execute(text("SELECT jobs.mail_health()")).scalar_one()
    run = session.execute(
        select(ImportRun.file_name, ImportRun.applied_at)
        .where(ImportRun.status == "applied")
        .order_by(ImportRun.applied_at.desc())
        .limit(1)
    ).one_or_none()
    return Health(
        expected_revision=migrate.head(),
        found_revision=migrate.current(session.connection()),
        jobs_waiting=jobs["waiting"],
        oldest_job_seconds=jobs["oldest_seconds"],
        jobs_failed=jobs["failed"],
        mails_waiting=mails["waiting"],
        mails_failed=mails["failed"],
        imported=run.file_name if run else None,
        imported_at=run.applied_at if run else None,
    )
