"""Core: accounts, sessions, memberships, invitations, and `ctx.begin`."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from migrations import tenancy

revision = "0003_core_accounts"
down_revision = "0002_core_tenants"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "membership",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("roles", ARRAY(sa.Text), nullable=False),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.PrimaryKeyConstraint("tenant_id", "user_id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["portal.tenant.id"], ondelete="CASCADE"),
        sa.CheckConstraint("cardinality(roles) > 0", name="has_a_role"),
        schema="portal",
    )
    tenancy.protect_tenant_v1("membership", grants="SELECT")
    op.execute("CREATE POLICY membership_gate ON portal.membership TO portal_gate USING (true) WITH CHECK (true)")
    op.execute("GRANT SELECT, INSERT, UPDATE ON portal.membership TO portal_gate")
    op.create_table(
        "record_exclusion",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("record_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("added_by", sa.Uuid, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", "record_id"),
        schema="portal",
    )
    _protect_exclusions()
    tenancy.run_sql("0003_core_accounts.sql")


def _protect_exclusions() -> None:
    """The person kept out must not learn of it from the table that keeps them out."""
    op.execute("ALTER TABLE portal.record_exclusion ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE portal.record_exclusion FORCE ROW LEVEL SECURITY")
    others = f"{tenancy.TENANT} AND user_id <> (SELECT ctx.user_id())"
    op.execute(
        f"CREATE POLICY record_exclusion_others ON portal.record_exclusion USING ({others}) WITH CHECK ({others})"
    )
    op.execute("CREATE POLICY record_exclusion_gate ON portal.record_exclusion FOR SELECT TO portal_gate USING (true)")
    op.execute("GRANT SELECT, INSERT, DELETE ON portal.record_exclusion TO portal_app, portal_job")
    op.execute("GRANT SELECT ON portal.record_exclusion TO portal_gate")


def downgrade() -> None:
    tenancy.run_sql("0003_core_accounts_down.sql")
    op.drop_table("record_exclusion", schema="portal")
    op.drop_table("membership", schema="portal")
