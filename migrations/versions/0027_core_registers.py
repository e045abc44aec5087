"""Core: registers over time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from migrations import tenancy

revision = "0027_core_registers"
down_revision = "0026_core_reports"
branch_labels = None
depends_on = None

SCHEMA = "directory"
REGULATOR = "regulator IN ('cqc', 'care-inspectorate', 'ciw', 'rqia')"
NATION = "nation IN ('england', 'wales', 'scotland', 'northern-ireland')"
KINDS = "kind IN ('unreadable_row', 'same_place', 'unknown_authority', 'unknown_rating')"
READ_BY_ALL = ("site_source", "provider_source", "site_listing", "import_coverage", "import_mapping", "review_item")


def upgrade() -> None:
    _add_columns()
    _create_sources()
    _create_listings()
    _create_coverage()
    _create_mappings()
    _create_review()
    for table in READ_BY_ALL:
        tenancy.protect_reference_v1(table)
    _create_decisions()


def _add_columns() -> None:
    op.add_column("provider_group", sa.Column("last_seen_on", sa.Date), schema=SCHEMA)
    op.add_column("site", sa.Column("ended_on", sa.Date), schema=SCHEMA)
    op.add_column("site", sa.Column("is_adult_social_care", sa.Boolean), schema=SCHEMA)
    op.add_column("rating", sa.Column("inherited_from", sa.Text), schema=SCHEMA)
    op.add_column("site_lineage", sa.Column("linked_on", sa.Date), schema=SCHEMA)
    op.add_column("import_row", sa.Column("state", JSONB, nullable=False, server_default="{}"), schema=SCHEMA)
    op.add_column("import_row", sa.Column("row_count", sa.Integer, nullable=False, server_default="1"), schema=SCHEMA)
    op.create_index("ix_rating_newest", "rating", ["site_id", "published_on"], schema=SCHEMA)


def _create_sources() -> None:
    for table, owner in (("site_source", "site"), ("provider_source", "provider")):
        op.create_table(
            table,
            sa.Column(f"{owner}_id", sa.Uuid, nullable=False),
            sa.Column("format", sa.Text, nullable=False),
            sa.Column("as_at", sa.Date, nullable=False),
            sa.Column("facts", JSONB, nullable=False),
            sa.PrimaryKeyConstraint(f"{owner}_id", "format"),
            sa.ForeignKeyConstraint([f"{owner}_id"], [f"directory.{owner}.id"]),
            schema=SCHEMA,
        )


def _create_listings() -> None:
    op.create_table(
        "site_listing",
        sa.Column("site_id", sa.Uuid, nullable=False),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("first_seen_on", sa.Date, nullable=False),
        sa.Column("last_seen_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("site_id", "provider_id", "name"),
        sa.ForeignKeyConstraint(["site_id"], ["directory.site.id"]),
        sa.ForeignKeyConstraint(["provider_id"], ["directory.provider.id"]),
        sa.CheckConstraint("first_seen_on <= last_seen_on", name="seen_in_order"),
        schema=SCHEMA,
    )
    op.create_index("ix_site_listing_provider", "site_listing", ["provider_id"], schema=SCHEMA)


def _create_coverage() -> None:
    op.create_table(
        "import_coverage",
        sa.Column("run_id", sa.Uuid, nullable=False),
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("as_at", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "authority"),
        sa.ForeignKeyConstraint(["run_id"], ["directory.import_run.id"], ondelete="CASCADE"),
        schema=SCHEMA,
    )
    op.create_index("ix_import_coverage_day", "import_coverage", ["authority", "format", "as_at"], schema=SCHEMA)


def _create_mappings() -> None:
    op.create_table(
        "import_mapping",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("regulator", sa.Text, nullable=False),
        sa.Column("nation", sa.Text, nullable=False),
        sa.Column("headers", ARRAY(sa.Text), nullable=False),
        sa.Column("columns", JSONB, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(REGULATOR, name="regulator_is_known"),
        sa.CheckConstraint(NATION, name="nation_is_known"),
        schema=SCHEMA,
    )


def _create_review() -> None:
    op.create_table(
        "review_item",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("run_id", sa.Uuid, nullable=False),
        sa.Column("row_number", sa.Integer),
        sa.Column("regulator_id", sa.Text),
        sa.Column("name", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("site_id", sa.Uuid),
        sa.Column("other_site_id", sa.Uuid),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("note", sa.Text),
        sa.UniqueConstraint("kind", "subject"),
        sa.ForeignKeyConstraint(["run_id"], ["directory.import_run.id"]),
        sa.ForeignKeyConstraint(["site_id"], ["directory.site.id"]),
        sa.ForeignKeyConstraint(["other_site_id"], ["directory.site.id"]),
        sa.CheckConstraint(KINDS, name="kind_is_known"),
        sa.CheckConstraint("status IN ('open', 'accepted', 'dismissed', 'settled')", name="status_is_known"),
        sa.CheckConstraint("(status = 'open') = (decided_at IS NULL)", name="decided_is_dated"),
        sa.CheckConstraint("kind <> 'same_place' OR other_site_id IS NOT NULL", name="same_place_names_two"),
        schema=SCHEMA,
    )
    op.create_index("ix_review_item_open", "review_item", ["status", "kind", "id"], schema=SCHEMA)


def _create_decisions() -> None:
    """Who decided is the importer's and the operator's knowledge, as who began a run is."""
    op.create_table(
        "review_decision",
        sa.Column("item_id", sa.Uuid, primary_key=True),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("decided_in", sa.Uuid),
        sa.ForeignKeyConstraint(["item_id"], ["directory.review_item.id"], ondelete="CASCADE"),
        schema=SCHEMA,
    )
    name = f"{SCHEMA}.review_decision"
    operator = "(SELECT ctx.holds_power('operator'))"
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY review_decision_keep ON {name} TO portal_importer USING (true) WITH CHECK (true)")
    op.execute(f"CREATE POLICY review_decision_operator ON {name} FOR SELECT TO portal_platform USING ({operator})")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO portal_importer")
    op.execute(f"GRANT SELECT ON {name} TO portal_platform")


def downgrade() -> None:
    for table in ("review_decision", *reversed(READ_BY_ALL)):
        op.drop_table(table, schema=SCHEMA)
    op.drop_index("ix_rating_newest", "rating", schema=SCHEMA)
    for table, column in (
        ("import_row", "row_count"),
        ("import_row", "state"),
        ("site_lineage", "linked_on"),
        ("rating", "inherited_from"),
        ("site", "is_adult_social_care"),
        ("site", "ended_on"),
        ("provider_group", "last_seen_on"),
    ):
        op.drop_column(table, column, schema=SCHEMA)
