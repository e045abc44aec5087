"""Core: letters and reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import tenancy

revision = "0026_core_reports"
down_revision = "0025_core_search"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NOBODY_ACTS = f"{tenancy.TENANT} AND (SELECT ctx.user_id()) IS NULL"


def upgrade() -> None:
    _create_made_report()
    _create_letter_template()
    _create_letter()


def _create_letter_template() -> None:
    op.create_table(
        "letter_template",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("saved_by", sa.Uuid),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "key", "version"),
        sa.CheckConstraint("version > 0", name="version_0_is_shipped"),
        schema="portal",
    )
    tenancy.protect_tenant_v1("letter_template", grants="SELECT, INSERT")


def _create_letter() -> None:
    op.create_table(
        "letter",
        *tenancy.record_child_key(),
        sa.Column("template_key", sa.Text, nullable=False),
        sa.Column("template_version", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("addressee", sa.Text, nullable=False),
        sa.Column("address", sa.Text),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("format_reason", sa.Text),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=False),
        sa.Column("finished_by", sa.Uuid),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["portal.person.tenant_id", "portal.person.id"],
            ondelete="SET NULL (person_id)",
        ),
        schema="portal",
    )
    op.create_index("ix_letter_record", "letter", ["tenant_id", "record_id", "finished_at"], schema="portal")
    tenancy.protect_record_v1("letter")


def _create_made_report() -> None:
    op.create_table(
        "made_report",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("choices", sa.dialects.postgresql.JSONB, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT),
        sa.Column("pages", sa.Integer),
        sa.Column("pdf", sa.LargeBinary),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.CheckConstraint("status IN ('waiting', 'ready', 'failed')", name="status_is_known"),
        sa.CheckConstraint("(status = 'ready') = (pdf IS NOT NULL)", name="ready_with_a_pdf"),
        schema="portal",
    )
    op.create_index(
        "ix_made_report_user", "made_report", ["tenant_id", "user_id", sa.text("asked_at DESC")], schema="portal"
    )
    tenancy.protect_own_v1("made_report")
    # Nobody's own work but the portal's: to forget what has been kept long enough.
    op.execute(
        f"CREATE POLICY made_report_tidy ON portal.made_report TO portal_job"
        f" USING ({NOBODY_ACTS}) WITH CHECK ({NOBODY_ACTS})"
    )


def downgrade() -> None:
    for table in ("letter", "letter_template", "made_report"):
        op.drop_table(table, schema="portal")
