"""Core: work that happens by the clock, once for each slot; notices gathered into digests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import tenancy

revision = "0017_core_schedules"
down_revision = "0016_core_clocks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_choice",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("how", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "user_id"),
        sa.CheckConstraint("how IN ('at_once', 'daily')", name="how_is_known"),
        schema="portal",
    )
    tenancy.protect_choice_v1("notice_choice")
    tenancy.run_sql("0017_core_schedules.sql")


def downgrade() -> None:
    op.execute("SET ROLE portal_gate")
    op.execute(
        "DROP FUNCTION jobs.queue_slot(text, timestamptz), jobs.queue_waiting_mails(), jobs.mails_to_watch(),"
        " jobs.health_of_tenant(), jobs.mail_health()"
    )
    op.execute("SET ROLE portal_owner")
    op.drop_table("notice_choice", schema="portal")
    op.execute("DROP TABLE jobs.schedule_slot")
