"""Core: the audit trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations import tenancy

revision = "0005_core_trail"
down_revision = "0004_core_forms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trail_entry",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("seq", sa.Integer),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("act_class", sa.Text, nullable=False),
        sa.Column("objects", sa.Integer, nullable=False),
        sa.Column("record_id", sa.Uuid),
        sa.Column("compartment", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Uuid),
        sa.Column("payload", JSONB),
        sa.Column("salt", sa.LargeBinary),
        sa.Column("commitment", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        schema="portal",
    )
    op.create_index("ix_trail_entry_record", "trail_entry", ["tenant_id", "record_id", "at"], schema="portal")
    op.create_index(
        "ix_trail_entry_unsequenced",
        "trail_entry",
        ["tenant_id", "id"],
        schema="portal",
        postgresql_where=sa.text("seq IS NULL"),
    )
    _protect()


def _protect() -> None:
    """Read by compartment, append for the tenant, and nobody changes or removes."""
    kept_in = tenancy.NOT_EXCLUDED.format(key="record_id")
    mine = f"{tenancy.TENANT} AND {tenancy.COMPARTMENT} AND (record_id IS NULL OR {kept_in})"
    op.execute("ALTER TABLE portal.trail_entry ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE portal.trail_entry FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY trail_entry_read ON portal.trail_entry FOR SELECT USING ({mine})")
    op.execute(f"CREATE POLICY trail_entry_add ON portal.trail_entry FOR INSERT WITH CHECK ({tenancy.TENANT})")
    op.execute("GRANT SELECT, INSERT ON portal.trail_entry TO portal_app, portal_job")


def downgrade() -> None:
    op.drop_table("trail_entry", schema="portal")
