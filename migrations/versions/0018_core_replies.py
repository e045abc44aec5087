"""Core: notices with numbered points, answered point by point."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations import tenancy

revision = "0018_core_replies"
down_revision = "0017_core_schedules"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = ("second_reading", "notice_withholding", "notice_point", "notice")


def upgrade() -> None:
    _create_notice()
    _create_point()
    _create_withholding()
    _create_second_reading()
    for table in reversed(TABLES):
        tenancy.protect_record_v1(table)
    tenancy.run_sql("0018_core_replies.sql")


def downgrade() -> None:
    op.execute("DROP TRIGGER took_no_part ON portal.second_reading")
    op.execute("DROP FUNCTION portal.second_reader_took_no_part()")
    for table in TABLES:
        op.drop_table(table, schema="portal")


def _create_notice() -> None:
    op.create_table(
        "notice",
        *tenancy.record_child_key(),
        sa.Column("notice_key", sa.Uuid, nullable=False),
        sa.Column("link_id", sa.Uuid, nullable=False),
        sa.Column("room_id", sa.Uuid),
        sa.Column("peer_name", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("opening", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("sent_at", MOMENT),
        sa.Column("reply_by", sa.Date),
        sa.Column("acknowledged_at", MOMENT),
        sa.Column("replied_at", MOMENT),
        sa.Column("is_late", sa.Boolean, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("outcome_words", sa.Text),
        sa.Column("closed_at", MOMENT),
        sa.ForeignKeyConstraint(["tenant_id", "link_id"], ["portal.link.tenant_id", "portal.link.id"]),
        sa.UniqueConstraint("tenant_id", "notice_key"),
        sa.CheckConstraint("side IN ('given', 'received')", name="side_is_known"),
        sa.CheckConstraint("about IN ('concern', 'audit', 'rating', 'decision')", name="about_is_known"),
        sa.CheckConstraint(
            "status IN ('draft', 'withheld', 'sent', 'acknowledged', 'replied', 'closed')", name="status_is_known"
        ),
        sa.CheckConstraint("outcome IN ('stands', 'changed', 'withdrawn')", name="outcome_is_known"),
        sa.CheckConstraint("(sent_at IS NULL) = (status IN ('draft', 'withheld'))", name="sent_is_dated"),
        schema="portal",
    )
    op.create_index("ix_notice_record", "notice", ["tenant_id", "record_id"], schema="portal")
    op.create_index(
        "ix_notice_open",
        "notice",
        ["tenant_id", "reply_by"],
        schema="portal",
        postgresql_where=sa.text("status <> 'closed'"),
    )


def _create_point() -> None:
    op.create_table(
        "notice_point",
        *tenancy.record_child_key(),
        sa.Column("notice_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text),
        sa.Column("evidence_on", sa.Date),
        sa.Column("stance", sa.Text),
        sa.Column("reply_words", sa.Text),
        sa.Column("reply_evidence", sa.Text),
        sa.Column("reply_evidence_on", sa.Date),
        sa.Column("replied_by", sa.Uuid),
        sa.Column("verdict", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("corrected_words", sa.Text),
        sa.Column("answered_by", sa.Uuid),
        sa.Column("row_version", sa.Integer, nullable=False),
        _to_notice(),
        sa.UniqueConstraint("tenant_id", "notice_id", "number"),
        sa.CheckConstraint("number > 0", name="number_is_positive"),
        sa.CheckConstraint("stance IN ('agree', 'dispute', 'correct')", name="stance_is_known"),
        sa.CheckConstraint("verdict IN ('upheld', 'changed', 'withdrawn')", name="verdict_is_known"),
        schema="portal",
    )


def _create_withholding() -> None:
    op.create_table(
        "notice_withholding",
        *tenancy.record_child_key(),
        sa.Column("notice_id", sa.Uuid, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("requested_by", sa.Uuid, nullable=False),
        sa.Column("requested_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("decided_at", MOMENT),
        sa.Column("is_authorised", sa.Boolean),
        _to_notice(),
        sa.CheckConstraint("reason IN ('risk_to_adults', 'police')", name="reason_is_known"),
        sa.CheckConstraint("decided_by <> requested_by", name="decided_by_somebody_else"),
        sa.CheckConstraint("(decided_at IS NULL) = (is_authorised IS NULL)", name="decided_is_dated"),
        schema="portal",
    )
    op.create_index("ix_notice_withholding_notice", "notice_withholding", ["tenant_id", "notice_id"], schema="portal")


def _create_second_reading() -> None:
    op.create_table(
        "second_reading",
        *tenancy.record_child_key(),
        sa.Column("notice_id", sa.Uuid, nullable=False),
        sa.Column("asked_by", sa.Uuid, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("reader_id", sa.Uuid, nullable=False),
        sa.Column("read_at", MOMENT),
        sa.Column("answers", JSONB, nullable=False),
        sa.Column("is_sound", sa.Boolean),
        _to_notice(),
        sa.CheckConstraint("reader_id <> asked_by", name="read_by_somebody_else"),
        sa.CheckConstraint("(read_at IS NULL) = (is_sound IS NULL)", name="read_is_dated"),
        schema="portal",
    )
    op.create_index("ix_second_reading_notice", "second_reading", ["tenant_id", "notice_id"], schema="portal")
    op.create_index(
        "ix_second_reading_reader",
        "second_reading",
        ["tenant_id", "reader_id"],
        schema="portal",
        postgresql_where=sa.text("read_at IS NULL"),
    )


def _to_notice() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "notice_id"],
        ["portal.notice.tenant_id", "portal.notice.id"],
        ondelete="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    )
