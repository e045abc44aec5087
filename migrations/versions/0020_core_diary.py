"""Core: feeds of a person's dates, and reminders sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import tenancy

revision = "0020_core_diary"
down_revision = "0019_core_actions"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "deadline_reminder",
        *tenancy.record_child_key(),
        sa.Column("deadline_id", sa.Uuid, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("acts_by", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "deadline_id"],
            ["portal.deadline.tenant_id", "portal.deadline.id"],
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.UniqueConstraint("tenant_id", "deadline_id", "step"),
        schema="portal",
    )
    tenancy.protect_record_v1("deadline_reminder", grants="SELECT, INSERT, UPDATE")
    tenancy.run_sql("0020_core_diary.sql")


def downgrade() -> None:
    tenancy.run_sql("0020_core_diary_down.sql")
    op.drop_table("deadline_reminder", schema="portal")
