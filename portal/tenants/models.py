"""Organisations, and the links that say who commissions, hosts or advocates for whom."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import JsonList, Model, TenantRow
from portal.core.personal import Personal


class Tenant(Model):
    """One organisation. Its row is visible to itself, and to the operator."""

    __tablename__ = "tenant"
    __tenancy__ = "itself"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]{1,48}$'", name="slug_is_plain"),
        CheckConstraint("kind IN ('commissioner', 'provider', 'advocacy')", name="kind_is_known"),
        CheckConstraint("nation IN ('england', 'wales', 'scotland', 'northern-ireland')", name="nation_is_known"),
        CheckConstraint("NOT keeps_register OR kind = 'commissioner'", name="only_commissioners_keep_the_register"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    nation: Mapped[str]
    authority_code: Mapped[str | None]
    created_on: Mapped[date]
    suspended_on: Mapped[date | None]
    # The register is everybody's: the operator says who of the organisations may load and settle it.
    keeps_register: Mapped[bool] = mapped_column(default=False, server_default=false())


class TenantPlugin(Model):
    """A plugin at one organisation: offered by the platform, then switched on by the organisation."""

    __tablename__ = "tenant_plugin"
    __tenancy__ = "plugin"
    __personal__ = Personal("Plugin", plain=("plugin",))

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("portal.tenant.id", ondelete="CASCADE"), primary_key=True)
    plugin: Mapped[str] = mapped_column(primary_key=True)
    offered: Mapped[bool]
    switched_on: Mapped[bool]


class Link(TenantRow, Model):
    """One side's row of a link between two organisations; the other side holds its own.

    `link_key` joins the two and is never shown. `our_part` says which end we are.
    """

    __tablename__ = "link"
    __tenancy__ = "link"
    __personal__ = Personal(
        "Link",
        columns={"end_reason": "Why it ended"},
        plain=("kind", "our_part", "peer_slug", "peer_name", "status", "standing"),
    )
    __table_args__ = (
        CheckConstraint("kind IN ('commissions', 'hosts', 'advocates_for')", name="kind_is_known"),
        CheckConstraint("our_part IN ('from', 'to')", name="part_is_known"),
        CheckConstraint("status IN ('proposed', 'agreed', 'declined', 'ended')", name="status_is_known"),
        CheckConstraint("status <> 'agreed' OR agreed_on IS NOT NULL", name="agreed_is_dated"),
        Index("uq_link_key", "tenant_id", "link_key", unique=True),
    )

    link_key: Mapped[UUID]
    kind: Mapped[str]
    our_part: Mapped[str]
    peer_slug: Mapped[str]
    peer_name: Mapped[str]
    status: Mapped[str]
    proposed_by_us: Mapped[bool]
    proposed_on: Mapped[date]
    agreed_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None]
    standing: Mapped[JsonList]

    @property
    def is_live(self) -> bool:
        return self.status == "agreed"
