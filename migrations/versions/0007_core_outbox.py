"""Core: the mail outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import tenancy

revision = "0007_core_outbox"
down_revision = "0006_core_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox_mail",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("to_user_id", sa.Uuid),
        sa.Column("to_address", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_error", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.CheckConstraint("status IN ('waiting', 'sent', 'failed', 'held', 'gathered')", name="status_is_known"),
        schema="portal",
    )
    op.create_index(
        "ix_outbox_mail_waiting",
        "outbox_mail",
        ["tenant_id", "created_at"],
        schema="portal",
        postgresql_where=sa.text("status = 'waiting'"),
    )
    tenancy.protect_tenant_v1("outbox_mail", grants="SELECT, INSERT, UPDATE")
    # A mail may hold a link that works once: requests write mails, only the worker and the operator read them.
    op.execute("REVOKE SELECT, UPDATE ON portal.outbox_mail FROM portal_app")
    # `portal outbox`, run on the server, shows what waits where no mail server is set.
    op.execute("CREATE POLICY outbox_mail_gate ON portal.outbox_mail FOR SELECT TO portal_gate USING (true)")
    op.execute("GRANT SELECT ON portal.outbox_mail TO portal_gate")


def downgrade() -> None:
    op.drop_table("outbox_mail", schema="portal")
