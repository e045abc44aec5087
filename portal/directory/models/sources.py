"""What each published layout last said, and what a site was called and whose it was over the years."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import JsonObject, Model
from portal.directory.models.providers import SCHEMA


class SiteSource(Model):
    """The newest row of one layout about a site. A site is what its sources say together, in whatever order
    they were loaded (`portal.directory.services.settling`)."""

    __tablename__ = "site_source"
    __tenancy__ = "reference"
    __table_args__ = ({"schema": SCHEMA},)

    site_id: Mapped[UUID] = mapped_column(ForeignKey("directory.site.id"), primary_key=True)
    format: Mapped[str] = mapped_column(primary_key=True)
    as_at: Mapped[date]
    facts: Mapped[JsonObject]


class ProviderSource(Model):
    """The newest word of one layout about a provider."""

    __tablename__ = "provider_source"
    __tenancy__ = "reference"
    __table_args__ = ({"schema": SCHEMA},)

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("directory.provider.id"), primary_key=True)
    format: Mapped[str] = mapped_column(primary_key=True)
    as_at: Mapped[date]
    facts: Mapped[JsonObject]


class SiteListing(Model):
    """A site as it was listed: under this name (single spaces), of this provider, seen from and to these days.

    A site that moved between providers has a row for each legal entity, so its history stays with the old one.
    """

    __tablename__ = "site_listing"
    __tenancy__ = "reference"
    __table_args__ = (
        CheckConstraint("first_seen_on <= last_seen_on", name="seen_in_order"),
        Index("ix_site_listing_provider", "provider_id"),
        {"schema": SCHEMA},
    )

    site_id: Mapped[UUID] = mapped_column(ForeignKey("directory.site.id"), primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("directory.provider.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    first_seen_on: Mapped[date]
    last_seen_on: Mapped[date]
