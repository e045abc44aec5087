"""Core: documents, their versions, what they are put to, and tickets that fetch one once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import tenancy

revision = "0022_core_documents"
down_revision = "0021_core_people"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
# Whoever was given an action sees its evidence without holding its compartment.
OF_ACTION = (
    "EXISTS (SELECT FROM portal.improvement_action a"
    " WHERE a.tenant_id = document_link.tenant_id AND a.id = document_link.action_id)"
)
LINK_SEEN = (
    f"{tenancy.TENANT} AND (record_id IS NULL OR {tenancy.NOT_EXCLUDED.format(key='record_id')})"
    f" AND ({tenancy.COMPARTMENT} OR {OF_ACTION})"
)
# A document is seen by whoever sees something it is put to. The portal's own work sees one put to nothing, too.
DOCUMENT_SEEN = (
    f"{tenancy.TENANT} AND EXISTS (SELECT FROM portal.document_link l"
    " WHERE l.tenant_id = document.tenant_id AND l.document_id = document.id)"
)
DOCUMENT_SWEPT = f"{tenancy.TENANT} AND (SELECT ctx.user_id()) IS NULL"
VERSION_SEEN = (
    f"{tenancy.TENANT} AND EXISTS (SELECT FROM portal.document d"
    " WHERE d.tenant_id = document_version.tenant_id AND d.id = document_version.document_id)"
)


def upgrade() -> None:
    _create_document()
    _create_version()
    _create_link()
    _create_ticket()
    op.create_table(
        "stored_file",
        *_key(),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("stored_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        schema="portal",
    )
    _protect()


def _create_document() -> None:
    op.create_table(
        "document",
        *_key(),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("about_on", sa.Date, nullable=False),
        sa.Column("expires_on", sa.Date),
        sa.Column("newest", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.CheckConstraint("expires_on >= about_on", name="expires_after_about"),
        schema="portal",
    )
    op.create_index(
        "ix_document_list",
        "document",
        ["tenant_id", sa.text("created_at DESC"), sa.text("id DESC")],
        schema="portal",
    )


def _create_version() -> None:
    op.create_table(
        "document_version",
        *_key(),
        sa.Column("document_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("received_sha256", sa.Text, nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("scanned_at", MOMENT),
        sa.Column("contents", sa.dialects.postgresql.JSONB),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        sa.Column("uploaded_by", sa.Uuid),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "document_id", "number"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["portal.document.tenant_id", "portal.document.id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("number > 0", name="number_is_positive"),
        sa.CheckConstraint("size_bytes > 0", name="size_is_positive"),
        sa.CheckConstraint("state IN ('kept', 'waiting', 'infected', 'lost')", name="state_is_known"),
        schema="portal",
    )
    op.create_index(
        "ix_document_version_waiting",
        "document_version",
        ["tenant_id", "uploaded_at"],
        schema="portal",
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _create_link() -> None:
    op.create_table(
        "document_link",
        *_key(),
        sa.Column("document_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("compartment", sa.Text, nullable=False),
        sa.Column("record_id", sa.Uuid),
        sa.Column("action_id", sa.Uuid),
        sa.Column("subject_id", sa.Uuid),
        sa.Column("version_number", sa.Integer, nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.Column("linked_by", sa.Uuid),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        # No cascade: a document goes with its last link, whoever can see the others.
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_id"],
            ["portal.document.tenant_id", "portal.document.id"],
            name="fk_document_link_document",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "record_id", "compartment"],
            ["portal.record.tenant_id", "portal.record.id", "portal.record.compartment"],
            name="fk_document_link_record",
            onupdate="CASCADE",
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "action_id"],
            ["portal.improvement_action.tenant_id", "portal.improvement_action.id"],
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("record_id IS NOT NULL OR action_id IS NOT NULL", name="put_to_something"),
        schema="portal",
    )
    for name in ("document", "record", "action"):
        op.create_index(f"ix_document_link_{name}", "document_link", ["tenant_id", f"{name}_id"], schema="portal")


def _create_ticket() -> None:
    op.create_table(
        "document_ticket",
        *_key(),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("version_id", sa.Uuid, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "version_id"],
            ["portal.document_version.tenant_id", "portal.document_version.id"],
            ondelete="CASCADE",
        ),
        schema="portal",
    )
    op.create_index("ix_document_ticket_version", "document_ticket", ["tenant_id", "version_id"], schema="portal")


def _key() -> list[sa.Column[object]]:
    return [sa.Column("tenant_id", sa.Uuid, nullable=False), sa.Column("id", sa.Uuid, nullable=False)]


def _protect() -> None:
    _shape("document", DOCUMENT_SEEN, grants="SELECT, INSERT, UPDATE, DELETE")
    op.execute(f"CREATE POLICY document_sweep ON portal.document FOR SELECT TO portal_job USING ({DOCUMENT_SWEPT})")
    _shape("document_version", VERSION_SEEN, grants="SELECT, INSERT, UPDATE")
    _shape("document_link", LINK_SEEN, grants="SELECT, INSERT, DELETE")
    tenancy.protect_own_v1("document_ticket")
    tenancy.protect_tenant_v1("stored_file", grants="SELECT, INSERT, UPDATE, DELETE")


def _shape(table: str, seen: str, *, grants: str) -> None:
    name = f"portal.{table}"
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {table}_read ON {name} FOR SELECT USING ({seen})")
    op.execute(f"CREATE POLICY {table}_add ON {name} FOR INSERT WITH CHECK ({tenancy.TENANT})")
    if "UPDATE" in grants:
        op.execute(
            f"CREATE POLICY {table}_change ON {name} FOR UPDATE USING ({tenancy.TENANT}) WITH CHECK ({tenancy.TENANT})"
        )
    if "DELETE" in grants:
        op.execute(f"CREATE POLICY {table}_remove ON {name} FOR DELETE USING ({tenancy.TENANT})")
    op.execute(f"GRANT {grants} ON {name} TO portal_app, portal_job")


def downgrade() -> None:
    for table in ("document_version", "document"):
        op.execute(f"DROP POLICY {table}_read ON portal.{table}")
    for table in ("document_ticket", "document_link", "document_version", "document", "stored_file"):
        op.drop_table(table, schema="portal")
