"""Core: providers taken on, claims to be one, contacts with sites."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import tenancy

revision = "0013_core_oversight"
down_revision = "0012_core_exchange"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OPERATOR = "(SELECT ctx.holds_power('operator'))"


def upgrade() -> None:
    op.create_table(
        "oversight",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("provider_id", sa.Uuid, sa.ForeignKey("directory.provider.id"), nullable=False),
        sa.Column("taken_on", sa.Date, nullable=False),
        sa.Column("taken_by", sa.Uuid),
        sa.Column("ended_on", sa.Date),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        schema="portal",
    )
    op.create_index(
        "uq_oversight_live",
        "oversight",
        ["tenant_id", "provider_id"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    tenancy.protect_tenant_v1("oversight")
    op.create_table(
        "site_contact",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("site_id", sa.Uuid, sa.ForeignKey("directory.site.id"), nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("how", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("recorded_by", sa.Uuid),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.CheckConstraint("how IN ('visit', 'call', 'meeting', 'message')", name="how_is_known"),
        schema="portal",
    )
    op.create_index("ix_site_contact_site", "site_contact", ["tenant_id", "site_id", "on"], schema="portal")
    tenancy.protect_tenant_v1("site_contact", grants="SELECT, INSERT")
    _create_claims()


def _create_claims() -> None:
    op.create_table(
        "provider_claim",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("provider_id", sa.Uuid, sa.ForeignKey("directory.provider.id"), nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("claimed_at", MOMENT, nullable=False),
        sa.Column("claimed_by", sa.Uuid, nullable=False),
        sa.Column("decided_at", MOMENT),
        sa.Column("decided_by", sa.Text),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.CheckConstraint("status IN ('claimed', 'confirmed', 'refused')", name="status_is_known"),
        schema="portal",
    )
    op.create_index(
        "uq_provider_claim_live",
        "provider_claim",
        ["tenant_id", "provider_id"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("status <> 'refused'"),
    )
    tenancy.protect_tenant_v1("provider_claim", grants="SELECT")
    op.execute(
        "CREATE POLICY provider_claim_exchange ON portal.provider_claim TO portal_exchange"
        " USING (true) WITH CHECK (true)"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON portal.provider_claim TO portal_exchange")
    op.execute(
        "CREATE POLICY provider_claim_operator ON portal.provider_claim"
        f" FOR SELECT TO portal_platform USING ({OPERATOR})"
    )
    op.execute("GRANT SELECT ON portal.provider_claim TO portal_platform")
    tenancy.run_sql("0013_core_oversight.sql")


def downgrade() -> None:
    op.execute("SET ROLE portal_exchange")
    op.execute(
        "DROP FUNCTION exchange.claim_provider(uuid), exchange.decide_claim_on_link(uuid, boolean),"
        " exchange.decide_claim_as_operator(uuid, boolean), exchange.claim_on_link(uuid)"
    )
    op.execute("SET ROLE portal_owner")
    for table in ("provider_claim", "site_contact", "oversight"):
        op.drop_table(table, schema="portal")
