"""Core: registers that are watched for changes, and what organisations are told of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import tenancy

revision = "0031_core_refresh"
down_revision = "0030_core_targets"
branch_labels = None
depends_on = None

SCHEMA = "directory"
MOMENT = sa.DateTime(timezone=True)
OPERATOR = "(SELECT ctx.holds_power('operator'))"


def upgrade() -> None:
    _create_watched_files()
    _create_managers()
    _create_aliases()
    _create_news()


def _create_watched_files() -> None:
    op.create_table(
        "watched_file",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("file_hash", sa.Text, nullable=False),
        sa.Column("file_size", sa.BigInteger, nullable=False),
        sa.Column("file_changed_at", MOMENT, nullable=False),
        sa.Column("run_id", sa.Uuid, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("approved_at", MOMENT),
        sa.Column("approved_by", sa.Uuid),
        sa.Column("accept_shrink", sa.Boolean, nullable=False, server_default="false"),
        sa.ForeignKeyConstraint(["run_id"], ["directory.import_run.id"], ondelete="CASCADE"),
        sa.UniqueConstraint("file_name", "file_hash"),
        sa.CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", name="approved_by_somebody"),
        schema=SCHEMA,
    )
    op.create_index("ix_watched_file_run", "watched_file", ["run_id"], schema=SCHEMA)
    _protect_importer("watched_file")


def _create_managers() -> None:
    """Names of registered managers, kept only where the installation asks for them, and not for long."""
    op.add_column("import_row", sa.Column("manager", sa.Text), schema=SCHEMA)
    named = sa.text("manager IS NOT NULL")
    op.create_index("ix_import_row_manager", "import_row", ["run_id"], schema=SCHEMA, postgresql_where=named)
    op.create_table(
        "site_manager",
        sa.Column("site_id", sa.Uuid, nullable=False),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("as_at", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("site_id", "format"),
        sa.ForeignKeyConstraint(["site_id"], ["directory.site.id"], ondelete="CASCADE"),
        schema=SCHEMA,
    )
    tenancy.protect_reference_v1("site_manager")


def _create_aliases() -> None:
    op.create_table(
        "authority_alias",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        schema=SCHEMA,
    )
    tenancy.protect_reference_v1("authority_alias")


def _create_news() -> None:
    op.create_table(
        "register_news",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("run_id", sa.Uuid, nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.Column("site_count", sa.Integer, nullable=False),
        sa.Column("read_at", MOMENT),
        sa.Column("read_by", sa.Uuid),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "run_id"),
        sa.ForeignKeyConstraint(["run_id"], ["directory.import_run.id"], ondelete="CASCADE"),
        sa.CheckConstraint("site_count > 0", name="something_changed"),
        schema="portal",
    )
    tenancy.protect_tenant_v1("register_news", grants="SELECT, INSERT, UPDATE")


def _protect_importer(table: str) -> None:
    """The importer's own, which the operator reads."""
    name = f"{SCHEMA}.{table}"
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {table}_keep ON {name} TO portal_importer USING (true) WITH CHECK (true)")
    op.execute(f"CREATE POLICY {table}_operator ON {name} FOR SELECT TO portal_platform USING ({OPERATOR})")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO portal_importer")
    op.execute(f"GRANT SELECT ON {name} TO portal_platform")


def downgrade() -> None:
    op.drop_table("register_news", schema="portal")
    for table in ("authority_alias", "site_manager", "watched_file"):
        op.drop_table(table, schema=SCHEMA)
    op.drop_index("ix_import_row_manager", "import_row", schema=SCHEMA)
    op.drop_column("import_row", "manager", schema=SCHEMA)
