"""Core: who was let into one record, besides those whose role shows them all of its kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import tenancy

revision = "0039_core_admissions"
down_revision = "0038_core_urgent"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_admission",
        *tenancy.record_child_key(),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("added_by", sa.Uuid, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("tenant_id", "user_id", "record_id"),
        schema="portal",
    )
    op.create_index("ix_record_admission_record", "record_admission", ["tenant_id", "record_id"], schema="portal")
    tenancy.run_sql("0039_core_admissions.sql")


def downgrade() -> None:
    tenancy.run_sql("0039_core_admissions_down.sql")
    op.drop_table("record_admission", schema="portal")
