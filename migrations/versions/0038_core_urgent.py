"""Core: a hidden record opened in an emergency, by somebody whose reason is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import tenancy

revision = "0038_core_urgent"
down_revision = "0037_candour_create"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "urgent_reading",
        *tenancy.record_child_key(),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_by", sa.Uuid, nullable=False),
        schema="portal",
    )
    op.create_index("ix_urgent_reading_record", "urgent_reading", ["tenant_id", "record_id"], schema="portal")
    # No login adds or takes away a row: the function that opens the record writes it. Erasing blanks the reason.
    tenancy.protect_record_v1("urgent_reading", grants="SELECT")
    op.execute("GRANT UPDATE (reason) ON portal.urgent_reading TO portal_job")
    tenancy.run_sql("0038_core_urgent.sql")


def downgrade() -> None:
    tenancy.run_sql("0038_core_urgent_down.sql")
    op.drop_table("urgent_reading", schema="portal")
