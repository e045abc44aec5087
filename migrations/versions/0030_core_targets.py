"""Core: what organisations set for themselves in place of a default."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import tenancy

revision = "0030_core_targets"
down_revision = "0029_core_groups"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_target",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("rule_code", sa.Text, nullable=False),
        sa.Column("number", sa.Integer),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.CheckConstraint("number > 0", name="number_is_positive"),
        schema="portal",
    )
    tenancy.protect_tenant_v1("own_target", grants="SELECT, INSERT")
    op.add_column("deadline", sa.Column("own_number", sa.Integer), schema="portal")


def downgrade() -> None:
    op.drop_column("deadline", "own_number", schema="portal")
    op.drop_table("own_target", schema="portal")
