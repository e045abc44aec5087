"""Core: clocks the other organisation has to meet, and requests for more time to reply."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import tenancy

revision = "0028_core_hearings"
down_revision = "0027_core_registers"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLE = "notice_time_request"
# What links carry goes out too when a job is what changed the record; anything else still needs a person's right.
SENDING = (
    "exchange.open_room(uuid, uuid),"
    " exchange.disclose(uuid, text, text, text, jsonb, text, text, text, text, text, uuid, boolean)"
)


def upgrade() -> None:
    op.add_column("deadline", sa.Column("owed_by", sa.Text), schema="portal")
    _create_request()
    tenancy.protect_record_v1(TABLE)
    _as_exchange(f"GRANT EXECUTE ON FUNCTION {SENDING} TO portal_job")


def downgrade() -> None:
    _as_exchange(f"REVOKE EXECUTE ON FUNCTION {SENDING} FROM portal_job")
    op.drop_table(TABLE, schema="portal")
    op.drop_column("deadline", "owed_by", schema="portal")


def _as_exchange(statement: str) -> None:
    """As the owner of these functions."""
    op.execute("SET ROLE portal_exchange")
    op.execute(statement)
    op.execute("SET ROLE portal_owner")


def _create_request() -> None:
    op.create_table(
        TABLE,
        *tenancy.record_child_key(),
        sa.Column("notice_id", sa.Uuid, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asked_by", sa.Uuid),
        sa.Column("answered_at", MOMENT),
        sa.Column("answered_by", sa.Uuid),
        sa.Column("granted_until", sa.Date),
        sa.Column("answer", sa.Text),
        sa.ForeignKeyConstraint(
            ["tenant_id", "notice_id"],
            ["portal.notice.tenant_id", "portal.notice.id"],
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name="answered_with_a_reason"),
        sa.CheckConstraint("granted_until IS NULL OR answered_at IS NOT NULL", name="granted_is_answered"),
        schema="portal",
    )
    op.create_index(
        "uq_notice_time_request_open",
        TABLE,
        ["tenant_id", "notice_id"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_index("ix_notice_time_request_notice", TABLE, ["tenant_id", "notice_id"], schema="portal")
