"""Core: holidays an operator adds, closure days, pauses and extensions of clocks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import tenancy

revision = "0016_core_clocks"
down_revision = "0015_incidents_index_untold"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("deadline", sa.Column("has_time", sa.Boolean, nullable=False), schema="portal")
    op.add_column("deadline", sa.Column("stopped_at", MOMENT), schema="portal")
    op.create_check_constraint(
        "stopped_ones_have_no_date", "deadline", "stopped_at IS NULL OR due_at IS NULL", schema="portal"
    )
    _create_changes()
    _create_days_off()
    tenancy.run_sql("0016_core_clocks.sql")


def downgrade() -> None:
    op.execute("SET ROLE portal_gate")
    op.execute(
        "DROP FUNCTION jobs.recount_everywhere(jsonb), jobs.recount_here(jsonb), jobs.queue_recount(uuid, jsonb)"
    )
    op.execute("SET ROLE portal_owner")
    op.drop_table("closure_day", schema="portal")
    op.drop_table("bank_holiday", schema="directory")
    for table in ("deadline_recount", "deadline_extension", "deadline_pause"):
        op.drop_table(table, schema="portal")
    op.drop_column("deadline", "stopped_at", schema="portal")  # takes its check with it
    op.drop_column("deadline", "has_time", schema="portal")


def _create_changes() -> None:
    op.create_table(
        "deadline_pause",
        *_clock_child_key("deadline_pause"),
        sa.Column("stopped_at", MOMENT, nullable=False),
        sa.Column("stopped_by", sa.Uuid),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("resumed_at", MOMENT),
        sa.Column("resumed_by", sa.Uuid),
        sa.Column("resumed_reason", sa.Text),
        sa.CheckConstraint("resumed_at >= stopped_at", name="resumed_after_stopped"),
        schema="portal",
    )
    op.create_table(
        "deadline_extension",
        *_clock_child_key("deadline_extension"),
        sa.Column("old_due_on", sa.Date, nullable=False),
        sa.Column("old_due_at", MOMENT, nullable=False),
        sa.Column("new_due_on", sa.Date, nullable=False),
        sa.Column("new_due_at", MOMENT, nullable=False),
        sa.Column("agreed_with", sa.Text, nullable=False),
        sa.Column("agreed_on", sa.Date, nullable=False),
        sa.Column("after_expiry", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.Uuid),
        sa.CheckConstraint("new_due_at > old_due_at", name="extended_to_later"),
        sa.CheckConstraint("after_expiry = (agreed_on > old_due_on)", name="after_expiry_is_so"),
        schema="portal",
    )
    op.create_table(
        "deadline_recount",
        *_clock_child_key("deadline_recount"),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("old_due_on", sa.Date, nullable=False),
        sa.Column("new_due_on", sa.Date, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        schema="portal",
    )
    op.create_index("ix_deadline_recount_at", "deadline_recount", ["tenant_id", sa.text("at DESC")], schema="portal")
    for table in ("deadline_pause", "deadline_extension", "deadline_recount"):
        op.create_index(f"ix_{table}_deadline", table, ["tenant_id", "deadline_id"], schema="portal")
    tenancy.protect_record_v1("deadline_pause", grants="SELECT, INSERT, UPDATE")
    tenancy.protect_record_v1("deadline_extension", grants="SELECT, INSERT")
    tenancy.protect_record_v1("deadline_recount", grants="SELECT, INSERT")


def _clock_child_key(table: str) -> list[sa.Column[object] | sa.Constraint]:
    return [
        *tenancy.record_child_key(),
        sa.Column("deadline_id", sa.Uuid, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "deadline_id"],
            ["portal.deadline.tenant_id", "portal.deadline.id"],
            name=f"fk_{table}_deadline",
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
    ]


def _create_days_off() -> None:
    op.create_table(
        "bank_holiday",
        sa.Column("nation", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("added_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("nation", "day"),
        sa.CheckConstraint("nation IN ('england', 'wales', 'scotland', 'northern-ireland')", name="nation_is_known"),
        sa.CheckConstraint("extract(isodow FROM day) < 6", name="on_a_weekday"),
        schema="directory",
    )
    op.create_table(
        "closure_day",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("added_by", sa.Uuid),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "day"),
        sa.CheckConstraint("extract(isodow FROM day) < 6", name="on_a_weekday"),
        schema="portal",
    )
    tenancy.protect_tenant_v1("closure_day", grants="SELECT, INSERT, UPDATE, DELETE")
    tenancy.protect_operator_v1("bank_holiday")
