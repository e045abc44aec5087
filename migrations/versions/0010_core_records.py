"""Core: records, notes beside them, and what people sent in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations import tenancy

revision = "0010_core_records"
down_revision = "0009_core_directory"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_record()
    _create_children()
    # The trail follows a record into another compartment, and outlives it.
    op.execute(
        "ALTER TABLE portal.trail_entry ADD CONSTRAINT fk_trail_entry_record"
        " FOREIGN KEY (tenant_id, record_id, compartment) REFERENCES portal.record (tenant_id, id, compartment)"
        " ON UPDATE CASCADE ON DELETE SET NULL (record_id) DEFERRABLE INITIALLY DEFERRED"
    )


def _create_record() -> None:
    op.create_table(
        "record",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("severity", sa.Text),
        sa.Column("nation", sa.Text, nullable=False),
        sa.Column("site_id", sa.Uuid),
        sa.Column("provider_id", sa.Uuid),
        sa.Column("compartment", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("closed_on", sa.Date),
        sa.Column("next_due_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.Column("receipt_id", sa.Uuid),
        sa.Column("received_version", sa.Integer),
        sa.Column("peer_name", sa.Text),
        sa.Column("peer_reference", sa.Text),
        sa.Column("handling", sa.Text),
        sa.Column("first_opened_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "reference"),
        sa.UniqueConstraint("tenant_id", "id", "compartment"),
        sa.ForeignKeyConstraint(["site_id"], ["directory.site.id"]),
        sa.ForeignKeyConstraint(["provider_id"], ["directory.provider.id"]),
        sa.CheckConstraint("origin IN ('own', 'received')", name="origin_is_known"),
        sa.CheckConstraint("(origin = 'received') = (receipt_id IS NOT NULL)", name="received_has_a_receipt"),
        schema="portal",
    )
    _index_record()
    tenancy.protect_record_v1("record", key="id")


def _index_record() -> None:
    op.create_index(
        "ix_record_list",
        "record",
        ["tenant_id", "kind", sa.text("opened_on DESC"), sa.text("id DESC")],
        schema="portal",
    )
    op.create_index("ix_record_site", "record", ["tenant_id", "site_id", sa.text("opened_on DESC")], schema="portal")
    op.create_index(
        "ix_record_open",
        "record",
        ["tenant_id", "site_id", "kind", "status", "next_due_at"],
        schema="portal",
        postgresql_include=["compartment", "id", "severity", "opened_on"],
        postgresql_where=sa.text("closed_on IS NULL"),
    )


def _create_children() -> None:
    op.create_table(
        "record_note",
        *tenancy.record_child_key(),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Uuid, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        schema="portal",
    )
    op.create_index("ix_record_note_record", "record_note", ["tenant_id", "record_id"], schema="portal")
    tenancy.protect_record_v1("record_note", grants="SELECT, INSERT")
    op.create_table(
        "submission",
        *tenancy.record_child_key(),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("submitted_by", sa.Uuid, nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", JSONB, nullable=False),
        sa.Column("answer_by", sa.Date),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("answered_by", sa.Uuid),
        sa.Column("answer", sa.Text),
        schema="portal",
    )
    op.create_index(
        "ix_submission_sender",
        "submission",
        ["tenant_id", "submitted_by", sa.text("submitted_at DESC")],
        schema="portal",
    )
    op.create_index("ix_submission_record", "submission", ["tenant_id", "record_id"], schema="portal")
    _protect_submission()


def _protect_submission() -> None:
    """As a record's rows, and besides: its sender reads what they sent and what was answered."""
    kept_in = tenancy.NOT_EXCLUDED.format(key="record_id")
    mine = f"{tenancy.TENANT} AND {tenancy.COMPARTMENT} AND {kept_in}"
    sent = "submitted_by = (SELECT ctx.user_id())"
    read = f"{tenancy.TENANT} AND ({sent} OR ({tenancy.COMPARTMENT} AND {kept_in}))"
    op.execute("ALTER TABLE portal.submission ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE portal.submission FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY submission_read ON portal.submission FOR SELECT USING ({read})")
    op.execute(f"CREATE POLICY submission_add ON portal.submission FOR INSERT WITH CHECK ({tenancy.TENANT} AND {sent})")
    op.execute(
        f"CREATE POLICY submission_change ON portal.submission FOR UPDATE USING ({mine}) WITH CHECK ({tenancy.TENANT})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON portal.submission TO portal_app, portal_job")


def downgrade() -> None:
    op.execute("ALTER TABLE portal.trail_entry DROP CONSTRAINT fk_trail_entry_record")
    for table in ("submission", "record_note", "record"):
        op.drop_table(table, schema="portal")
