"""Core: schedules, holds, certificates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations import tenancy

revision = "0024_core_retention"
down_revision = "0023_core_audit"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = ("retention_date", "retention_item", "retention_hold", "retention_period")
# What was written once and is blanked by the worker alone, when the record it is about is erased.
WRITTEN_ONCE = {
    "record_note": "words",
    "action_entry": "words",
    "deadline_extension": "agreed_with, reason, evidence",
    "disclosure": "snapshot, purpose, consent, state_reason",
    "receipt": "snapshot, purpose",
    "message": "body, payload",
}


def upgrade() -> None:
    op.add_column("record", sa.Column("erased_on", sa.Date), schema="portal")
    op.add_column("disclosure", sa.Column("held_until", sa.Date), schema="portal")
    op.add_column("disclosure", sa.Column("gone_on", sa.Date), schema="portal")
    _create_period()
    _create_hold()
    _create_item()
    _create_date()
    _let_the_worker_blank()
    tenancy.run_sql("0024_core_retention.sql")


def _create_period() -> None:
    op.create_table(
        "retention_period",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("rule_code", sa.Text, nullable=False),
        sa.Column("force", sa.Text, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("proposed_by", sa.Uuid, nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("confirmed_by", sa.Uuid),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.CheckConstraint("n > 0", name="n_is_positive"),
        sa.CheckConstraint("unit IN ('days', 'months', 'years')", name="unit_is_known"),
        sa.CheckConstraint("force IN ('policy', 'contract')", name="force_is_known"),
        sa.CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed_is_dated"),
        sa.CheckConstraint("confirmed_by <> proposed_by", name="confirmed_by_somebody_else"),
        schema="portal",
    )
    op.create_index(
        "uq_retention_period_live",
        "retention_period",
        ["tenant_id", "rule_code", "force"],
        schema="portal",
        unique=True,
        postgresql_where=sa.text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
    )
    tenancy.protect_tenant_v1("retention_period", grants="SELECT, INSERT, UPDATE")


def _create_hold() -> None:
    op.create_table(
        "retention_hold",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("record_id", sa.Uuid),
        sa.Column("compartment", sa.Text, nullable=False),
        sa.Column("provider_id", sa.Uuid),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("review_on", sa.Date, nullable=False),
        sa.Column("placed_by", sa.Uuid, nullable=False),
        sa.Column("placed_at", MOMENT, nullable=False),
        sa.Column("released_by", sa.Uuid),
        sa.Column("released_at", MOMENT),
        sa.Column("released_reason", sa.Text),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "record_id", "compartment"],
            ["portal.record.tenant_id", "portal.record.id", "portal.record.compartment"],
            onupdate="CASCADE",
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(["provider_id"], ["directory.provider.id"]),
        sa.CheckConstraint("(record_id IS NULL) <> (provider_id IS NULL)", name="on_one_thing"),
        sa.CheckConstraint("(released_at IS NULL) = (released_by IS NULL)", name="released_by_somebody"),
        sa.CheckConstraint("(released_at IS NULL) = (released_reason IS NULL)", name="released_with_a_reason"),
        schema="portal",
    )
    op.create_index("ix_retention_hold_record", "retention_hold", ["tenant_id", "record_id"], schema="portal")
    op.create_index(
        "ix_retention_hold_live",
        "retention_hold",
        ["tenant_id", "review_on"],
        schema="portal",
        postgresql_where=sa.text("released_at IS NULL"),
    )
    _protect_hold()


def _protect_hold() -> None:
    """As a record's rows; one on a whole provider is about no record."""
    hold = "portal.retention_hold"
    kept_in = tenancy.NOT_EXCLUDED.format(key="record_id")
    mine = f"{tenancy.TENANT} AND {tenancy.COMPARTMENT} AND (record_id IS NULL OR {kept_in})"
    op.execute(f"ALTER TABLE {hold} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {hold} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY retention_hold_read ON {hold} FOR SELECT USING ({mine})")
    op.execute(f"CREATE POLICY retention_hold_add ON {hold} FOR INSERT WITH CHECK ({tenancy.TENANT})")
    op.execute(f"CREATE POLICY retention_hold_change ON {hold} FOR UPDATE USING ({mine}) WITH CHECK ({tenancy.TENANT})")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON {hold} TO portal_app, portal_job")


def _create_item() -> None:
    op.create_table("retention_item", *tenancy.record_child_key(), *_item_columns(), *_item_checks(), schema="portal")
    op.create_index("ix_retention_item_record", "retention_item", ["tenant_id", "record_id"], schema="portal")
    op.create_index(
        "uq_retention_item_waiting",
        "retention_item",
        ["tenant_id", "record_id"],
        schema="portal",
        unique=True,
        postgresql_where=sa.text("status IN ('proposed', 'approved')"),
    )
    op.create_index(
        "ix_retention_item_list", "retention_item", ["tenant_id", "status", "keep_until", "id"], schema="portal"
    )
    tenancy.protect_record_v1("retention_item", grants="SELECT, INSERT, UPDATE")


def _item_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("counted_from", sa.Date, nullable=False),
        sa.Column("keep_until", sa.Date, nullable=False),
        sa.Column("rule_code", sa.Text, nullable=False),
        sa.Column("rule_words", sa.Text, nullable=False),
        sa.Column("working_out", JSONB, nullable=False),
        sa.Column("last_added_at", MOMENT, nullable=False),
        sa.Column("opened_by", sa.Uuid),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("approved_by", sa.Uuid),
        sa.Column("approved_at", MOMENT),
        sa.Column("reason", sa.Text),
        sa.Column("kept_until", sa.Date),
        sa.Column("withdrawn_why", sa.Text),
        sa.Column("erased_at", MOMENT),
        sa.Column("removed", JSONB),
    ]


def _item_checks() -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint("status IN ('proposed', 'approved', 'kept', 'withdrawn', 'erased')", name="status_is_known"),
        sa.CheckConstraint(
            "status NOT IN ('approved', 'erased') OR approved_by IS NOT NULL AND approved_at IS NOT NULL",
            name="approved_by_somebody",
        ),
        sa.CheckConstraint("approved_by <> opened_by", name="approved_by_somebody_else"),
        sa.CheckConstraint("(status = 'erased') = (erased_at IS NOT NULL)", name="erased_is_dated"),
        sa.CheckConstraint(
            "status <> 'kept' OR kept_until IS NOT NULL AND reason IS NOT NULL", name="kept_with_a_reason"
        ),
    ]


def _create_date() -> None:
    op.create_table(
        "retention_date",
        *tenancy.record_child_key(),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("closed_on", sa.Date),
        sa.Column("keep_until", sa.Date),
        sa.Column("rule_code", sa.Text),
        schema="portal",
    )
    op.create_index("ix_retention_date_record", "retention_date", ["tenant_id", "record_id", "at"], schema="portal")
    tenancy.protect_record_v1("retention_date", grants="SELECT, INSERT")


def _let_the_worker_blank() -> None:
    for table, columns in WRITTEN_ONCE.items():
        op.execute(f"GRANT UPDATE ({columns}) ON portal.{table} TO portal_job")
    seen = (
        "EXISTS (SELECT FROM portal.improvement_action a"
        " WHERE a.tenant_id = action_entry.tenant_id AND a.id = action_entry.action_id)"
    )
    op.execute(
        "CREATE POLICY action_entry_job ON portal.action_entry FOR UPDATE TO portal_job"
        f" USING ({tenancy.TENANT} AND {seen}) WITH CHECK ({tenancy.TENANT})"
    )


def downgrade() -> None:
    op.execute("SET ROLE portal_gate")
    op.execute("DROP FUNCTION jobs.erase_here(uuid), jobs.forget_drafts(uuid)")
    op.execute("SET ROLE portal_exchange")
    op.execute("DROP FUNCTION exchange.tell_kept(uuid, date, date)")
    op.execute("SET ROLE portal_owner")
    op.execute("DROP POLICY draft_gate ON portal.draft")
    op.execute("REVOKE SELECT, DELETE ON portal.draft FROM portal_gate")
    op.execute("DROP TRIGGER held ON portal.retention_item")
    op.execute("DROP FUNCTION portal.refuse_while_held()")
    op.execute("DROP POLICY action_entry_job ON portal.action_entry")
    for table, columns in WRITTEN_ONCE.items():
        op.execute(f"REVOKE UPDATE ({columns}) ON portal.{table} FROM portal_job")
    for table in TABLES:
        op.drop_table(table, schema="portal")
    for name in ("gone_on", "held_until"):
        op.drop_column("disclosure", name, schema="portal")
    op.drop_column("record", "erased_on", schema="portal")
