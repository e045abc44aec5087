"""Providers a commissioner has taken on, a provider's claim to be one in the register, and contacts with sites."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model, TenantRow
from portal.core.personal import Personal


class Oversight(TenantRow, Model):
    """A provider this organisation oversees (a commissioner) or works with (an advocacy organisation)."""

    __tablename__ = "oversight"
    __tenancy__ = "tenant"
    __personal__ = Personal("Provider taken on")
    __table_args__ = (
        Index("uq_oversight_live", "tenant_id", "provider_id", unique=True, postgresql_where="ended_on IS NULL"),
    )

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("directory.provider.id"))
    taken_on: Mapped[date]
    taken_by: Mapped[UUID | None]
    ended_on: Mapped[date | None]


class ProviderClaim(TenantRow, Model):
    """A provider organisation's claim to be a legal entity of the register, and who confirmed it.

    Written through functions: what is confirmed decides whose sites one may report about.
    """

    __tablename__ = "provider_claim"
    __tenancy__ = "claim"
    __personal__ = Personal("Claim", plain=("status", "decided_by"))
    __table_args__ = (
        CheckConstraint("status IN ('claimed', 'confirmed', 'refused')", name="status_is_known"),
        Index(
            "uq_provider_claim_live",
            "tenant_id",
            "provider_id",
            unique=True,
            postgresql_where="status <> 'refused'",
        ),
    )

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("directory.provider.id"))
    status: Mapped[str]
    claimed_at: Mapped[datetime]
    claimed_by: Mapped[UUID]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]


class SiteContact(TenantRow, Model):
    """That somebody of ours was in touch with a site: a visit, a call, a meeting."""

    __tablename__ = "site_contact"
    __tenancy__ = "tenant"
    __personal__ = Personal("Contact with a site", columns={"note": "Note"}, plain=("how",))
    __table_args__ = (
        CheckConstraint("how IN ('visit', 'call', 'meeting', 'message')", name="how_is_known"),
        Index("ix_site_contact_site", "tenant_id", "site_id", "on"),
    )

    site_id: Mapped[UUID] = mapped_column(ForeignKey("directory.site.id"))
    on: Mapped[date]
    how: Mapped[str]
    note: Mapped[str | None]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime]


class RegisterNews(TenantRow, Model):
    """That a newer register changed something for this organisation's sites: how many, and who has read it."""

    __tablename__ = "register_news"
    __tenancy__ = "tenant"
    __personal__ = Personal("News of the register")
    __table_args__ = (
        UniqueConstraint("tenant_id", "run_id"),
        CheckConstraint("site_count > 0", name="something_changed"),
    )

    run_id: Mapped[UUID] = mapped_column(ForeignKey("directory.import_run.id", ondelete="CASCADE"))
    told_at: Mapped[datetime]
    site_count: Mapped[int]
    read_at: Mapped[datetime | None]
    read_by: Mapped[UUID | None]
