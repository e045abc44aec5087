"""Core: the register of providers and sites, their ratings, and the importer's runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from migrations import tenancy

revision = "0009_core_directory"
down_revision = "0008_core_links"
branch_labels = None
depends_on = None

SCHEMA = "directory"
REGULATOR = "regulator IN ('cqc', 'care-inspectorate', 'ciw', 'rqia')"
NATION = "nation IN ('england', 'wales', 'scotland', 'northern-ireland')"
KEY = sa.Text(collation="C")


def upgrade() -> None:
    _create_providers()
    _create_sites()
    _create_runs()
    _create_rows()
    _create_ratings()
    _create_lineage()
    for table in ("provider_group", "provider", "site", "import_run", "import_row", "rating", "site_lineage"):
        tenancy.protect_reference_v1(table)
    _create_starts()


def _create_providers() -> None:
    op.create_table(
        "provider_group",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("first_seen_on", sa.Date, nullable=False),
        sa.UniqueConstraint("source", "source_id"),
        schema=SCHEMA,
    )
    op.create_table(
        "provider",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("regulator", sa.Text, nullable=False),
        sa.Column("regulator_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("group_id", sa.Uuid),
        sa.Column("companies_house", sa.Text),
        sa.Column("charity_number", sa.Text),
        sa.Column("ownership", sa.Text),
        sa.Column("nation", sa.Text, nullable=False),
        sa.Column("postcode", sa.Text),
        sa.Column("registered_on", sa.Date),
        sa.Column("listed", sa.Boolean, nullable=False),
        sa.Column("first_seen_on", sa.Date, nullable=False),
        sa.Column("last_seen_on", sa.Date, nullable=False),
        sa.Column("no_longer_listed_on", sa.Date),
        sa.UniqueConstraint("regulator", "regulator_id"),
        sa.ForeignKeyConstraint(["group_id"], ["directory.provider_group.id"]),
        sa.CheckConstraint(REGULATOR, name="regulator_is_known"),
        sa.CheckConstraint(NATION, name="nation_is_known"),
        schema=SCHEMA,
    )
    op.create_index("ix_provider_name", "provider", ["name_key", "id"], schema=SCHEMA)
    op.create_index("ix_provider_group", "provider", ["group_id"], schema=SCHEMA)


def _create_sites() -> None:
    op.create_table(
        "site",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("regulator", sa.Text, nullable=False),
        sa.Column("regulator_id", sa.Text, nullable=False),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("also_known_as", sa.Text),
        sa.Column("nation", sa.Text, nullable=False),
        sa.Column("host_authority", sa.Text),
        sa.Column("host_authority_code", sa.Text),
        sa.Column("region", sa.Text),
        sa.Column("address_lines", ARRAY(sa.Text), nullable=False),
        sa.Column("postcode", sa.Text),
        sa.Column("postcode_key", KEY),
        sa.Column("phone", sa.Text),
        sa.Column("website", sa.Text),
        sa.Column("beds", sa.Integer),
        sa.Column("is_care_home", sa.Boolean),
        sa.Column("is_dormant", sa.Boolean),
        sa.Column("service_types", ARRAY(sa.Text), nullable=False),
        sa.Column("regulated_activities", ARRAY(sa.Text), nullable=False),
        sa.Column("specialisms", ARRAY(sa.Text), nullable=False),
        sa.Column("sector", sa.Text),
        sa.Column("directorate", sa.Text),
        sa.Column("inspection_category", sa.Text),
        sa.Column("registered_on", sa.Date),
        sa.Column("last_checked_on", sa.Date),
        sa.Column("uprn", sa.Text),
        sa.Column("ods_code", sa.Text),
        sa.Column("latitude", sa.Text),
        sa.Column("longitude", sa.Text),
        sa.Column("page_url", sa.Text),
        sa.Column("details_from", sa.Text, nullable=False),
        sa.Column("seen_in", ARRAY(sa.Text), nullable=False),
        sa.Column("listed", sa.Boolean, nullable=False),
        sa.Column("first_seen_on", sa.Date, nullable=False),
        sa.Column("last_seen_on", sa.Date, nullable=False),
        sa.Column("no_longer_listed_on", sa.Date),
        sa.UniqueConstraint("regulator", "regulator_id"),
        sa.ForeignKeyConstraint(["provider_id"], ["directory.provider.id"]),
        sa.CheckConstraint(REGULATOR, name="regulator_is_known"),
        sa.CheckConstraint(NATION, name="nation_is_known"),
        sa.CheckConstraint("beds >= 0", name="beds_are_counted"),
        sa.CheckConstraint("listed = (no_longer_listed_on IS NULL)", name="gone_is_dated"),
        schema=SCHEMA,
    )
    _index_sites()


def _index_sites() -> None:
    op.create_index("ix_site_name", "site", ["name_key", "id"], schema=SCHEMA)
    op.create_index("ix_site_authority", "site", ["host_authority", "name_key", "id"], schema=SCHEMA)
    op.create_index("ix_site_postcode", "site", ["postcode_key"], schema=SCHEMA)
    op.create_index("ix_site_provider", "site", ["provider_id", "name_key"], schema=SCHEMA)


def _create_runs() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("format", sa.Text),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("file_hash", sa.Text, nullable=False),
        sa.Column("as_at", sa.Date),
        sa.Column("importer_version", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("counts", JSONB, nullable=False),
        sa.Column("report", JSONB, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "status IN ('reading', 'previewed', 'applied', 'refused', 'discarded', 'failed')",
            name="status_is_known",
        ),
        sa.CheckConstraint("(status = 'applied') = (applied_at IS NOT NULL)", name="applied_is_dated"),
        schema=SCHEMA,
    )
    op.create_index("ix_import_run_started", "import_run", ["started_at"], schema=SCHEMA)


def _create_rows() -> None:
    op.create_table(
        "import_row",
        sa.Column("run_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("row_number", sa.Integer),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("kinds", ARRAY(sa.Text), nullable=False),
        sa.Column("regulator_id", sa.Text),
        sa.Column("name", sa.Text),
        sa.Column("site_id", sa.Uuid),
        sa.Column("changes", JSONB, nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("reason", sa.Text),
        sa.PrimaryKeyConstraint("run_id", "position"),
        sa.ForeignKeyConstraint(["run_id"], ["directory.import_run.id"], ondelete="CASCADE"),
        sa.CheckConstraint("action IN ('new', 'update', 'unchanged', 'reported', 'gone')", name="action_is_known"),
        sa.CheckConstraint("action <> 'reported' OR reason IS NOT NULL", name="reported_has_a_reason"),
        schema=SCHEMA,
    )
    op.create_index("ix_import_row_site", "import_row", ["run_id", "regulator_id"], schema=SCHEMA)


def _create_ratings() -> None:
    op.create_table(
        "rating",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("site_id", sa.Uuid, nullable=False),
        sa.Column("service_group", sa.Text, nullable=False),
        sa.Column("domain", sa.Text, nullable=False),
        sa.Column("rating", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("published_on", sa.Date),
        sa.Column("is_inherited", sa.Boolean, nullable=False),
        sa.Column("is_current", sa.Boolean, nullable=False),
        sa.Column("import_run_id", sa.Uuid, nullable=False),
        sa.Column("first_seen_on", sa.Date, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["directory.site.id"]),
        sa.ForeignKeyConstraint(["import_run_id"], ["directory.import_run.id"]),
        schema=SCHEMA,
    )
    op.create_index(
        "uq_rating_published",
        "rating",
        ["site_id", "service_group", "domain", "published_on", "rating"],
        unique=True,
        schema=SCHEMA,
        postgresql_nulls_not_distinct=True,
    )
    op.create_index(
        "uq_rating_current",
        "rating",
        ["site_id", "service_group", "domain"],
        unique=True,
        schema=SCHEMA,
        postgresql_where=sa.text("is_current"),
    )


def _create_lineage() -> None:
    op.create_table(
        "site_lineage",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("site_id", sa.Uuid, nullable=False),
        sa.Column("predecessor_id", sa.Uuid),
        sa.Column("predecessor_regulator_id", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
        sa.UniqueConstraint("site_id", "predecessor_regulator_id"),
        sa.ForeignKeyConstraint(["site_id"], ["directory.site.id"]),
        sa.ForeignKeyConstraint(["predecessor_id"], ["directory.site.id"]),
        schema=SCHEMA,
    )
    op.create_index("ix_site_lineage_predecessor", "site_lineage", ["predecessor_id"], schema=SCHEMA)


def _create_starts() -> None:
    """Runs are read by every tenant; who began one is not."""
    op.create_table(
        "import_start",
        sa.Column("run_id", sa.Uuid, primary_key=True),
        sa.Column("started_by", sa.Uuid),
        sa.Column("started_in", sa.Uuid),
        sa.ForeignKeyConstraint(["run_id"], ["directory.import_run.id"], ondelete="CASCADE"),
        schema=SCHEMA,
    )
    name = f"{SCHEMA}.import_start"
    operator = "(SELECT ctx.holds_power('operator'))"
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY import_start_keep ON {name} TO portal_importer USING (true) WITH CHECK (true)")
    op.execute(f"CREATE POLICY import_start_operator ON {name} FOR SELECT TO portal_platform USING ({operator})")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO portal_importer")
    op.execute(f"GRANT SELECT ON {name} TO portal_platform")


def downgrade() -> None:
    for table in (
        "import_start",
        "site_lineage",
        "rating",
        "import_row",
        "import_run",
        "site",
        "provider",
        "provider_group",
    ):
        op.drop_table(table, schema=SCHEMA)
