"""Core: one record opened from another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import tenancy

revision = "0034_core_referrals"
down_revision = "0033_core_proof"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "referral",
        *tenancy.record_child_key(),
        sa.Column("from_record_id", sa.Uuid, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("referred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("referred_by", sa.Uuid),
        sa.UniqueConstraint("tenant_id", "record_id", "from_record_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "from_record_id"],
            ["portal.record.tenant_id", "portal.record.id"],
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        schema="portal",
    )
    op.create_index("ix_referral_from", "referral", ["tenant_id", "from_record_id"], schema="portal")
    tenancy.protect_record_v1("referral", grants="SELECT, INSERT, UPDATE")


def downgrade() -> None:
    op.drop_table("referral", schema="portal")
