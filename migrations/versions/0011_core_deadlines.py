"""Core: clocks on records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations import tenancy

revision = "0011_core_deadlines"
down_revision = "0010_core_records"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "deadline",
        *tenancy.record_child_key(),
        sa.Column("subject_id", sa.Uuid),
        sa.Column("rule_code", sa.Text, nullable=False),
        sa.Column("rule_valid_from", sa.Date, nullable=False),
        sa.Column("binding", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_url", sa.Text, nullable=False),
        sa.Column("verified", sa.Boolean, nullable=False),
        sa.Column("nation", sa.Text, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("due_at", MOMENT),
        sa.Column("prompt_at", MOMENT),
        sa.Column("working_out", JSONB, nullable=False),
        sa.Column("met_at", MOMENT),
        sa.Column("within_time", sa.Boolean),
        sa.Column("waived_at", MOMENT),
        sa.Column("waived_by", sa.Uuid),
        sa.Column("waived_reason", sa.Text),
        sa.CheckConstraint("binding IN ('statute', 'guidance', 'local', 'promptness')", name="binding_is_known"),
        sa.CheckConstraint("binding <> 'promptness' OR due_at IS NULL", name="prompt_duties_have_no_date"),
        sa.CheckConstraint("waived_at IS NULL OR waived_reason IS NOT NULL", name="waived_with_a_reason"),
        schema="portal",
    )
    op.create_index("ix_deadline_record", "deadline", ["tenant_id", "record_id"], schema="portal")
    op.create_index(
        "ix_deadline_running",
        "deadline",
        ["tenant_id", "due_at"],
        schema="portal",
        postgresql_where=sa.text("met_at IS NULL AND waived_at IS NULL"),
    )
    tenancy.protect_record_v1("deadline", grants="SELECT, INSERT, UPDATE")


def downgrade() -> None:
    op.drop_table("deadline", schema="portal")
