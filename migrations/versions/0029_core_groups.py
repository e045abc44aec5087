"""Core: groups of providers and finding them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import tenancy

revision = "0029_core_groups"
down_revision = "0028_core_hearings"
branch_labels = None
depends_on = None

SCHEMA = "directory"
WORDS = "array_to_tsvector(string_to_array(rtrim(\"left\"(name_key, 400)), ' '))"
DEGREES = "CASE WHEN {0} ~ '^-?[0-9]{{1,3}}([.][0-9]{{1,20}})?$' THEN CAST({0} AS double precision) END"


def upgrade() -> None:
    _index_words()
    _add_degrees()
    _index_standing()
    _set_statuses("'reading', 'previewed', 'loading', 'applied', 'refused', 'discarded', 'failed'")
    _create_members()
    _create_decisions()


def _index_words() -> None:
    for table in ("site", "provider"):
        op.create_index(f"ix_{table}_words", table, [sa.text(WORDS)], schema=SCHEMA, postgresql_using="gin")


def _add_degrees() -> None:
    for column in ("latitude", "longitude"):
        computed = sa.Computed(DEGREES.format(column), persisted=True)
        op.add_column("site", sa.Column(f"{column}_degrees", sa.Double, computed), schema=SCHEMA)
    op.create_index("ix_site_latitude", "site", ["latitude_degrees", "longitude_degrees"], schema=SCHEMA)


def _index_standing() -> None:
    op.create_index(
        "ix_rating_standing",
        "rating",
        ["rating", "site_id"],
        schema=SCHEMA,
        postgresql_where=sa.text("is_current AND domain = 'overall'"),
    )


def _set_statuses(statuses: str) -> None:
    op.execute(f"ALTER TABLE {SCHEMA}.import_run DROP CONSTRAINT ck_import_run_status_is_known")
    op.execute(
        f"ALTER TABLE {SCHEMA}.import_run ADD CONSTRAINT ck_import_run_status_is_known CHECK (status IN ({statuses}))"
    )


def _create_members() -> None:
    op.create_table(
        "group_member",
        sa.Column("group_id", sa.Uuid, nullable=False),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("group_id", "provider_id"),
        sa.ForeignKeyConstraint(["group_id"], ["directory.provider_group.id"]),
        sa.ForeignKeyConstraint(["provider_id"], ["directory.provider.id"]),
        sa.CheckConstraint("status IN ('confirmed', 'left_out')", name="status_is_known"),
        schema=SCHEMA,
    )
    op.create_index("ix_group_member_provider", "group_member", ["provider_id"], schema=SCHEMA)
    tenancy.protect_reference_v1("group_member")


def _create_decisions() -> None:
    """Who decided is the importer's and the operator's knowledge, as who began a run is."""
    op.create_table(
        "group_decision",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("group_id", sa.Uuid, nullable=False),
        sa.Column("provider_id", sa.Uuid),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("decided_in", sa.Uuid),
        sa.ForeignKeyConstraint(["group_id"], ["directory.provider_group.id"], ondelete="CASCADE"),
        sa.CheckConstraint("decision IN ('confirmed', 'left_out', 'undone')", name="decision_is_known"),
        schema=SCHEMA,
    )
    name = f"{SCHEMA}.group_decision"
    operator = "(SELECT ctx.holds_power('operator'))"
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY group_decision_keep ON {name} TO portal_importer USING (true) WITH CHECK (true)")
    op.execute(f"CREATE POLICY group_decision_operator ON {name} FOR SELECT TO portal_platform USING ({operator})")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO portal_importer")
    op.execute(f"GRANT SELECT ON {name} TO portal_platform")


def downgrade() -> None:
    for table in ("group_decision", "group_member"):
        op.drop_table(table, schema=SCHEMA)
    op.execute(f"UPDATE {SCHEMA}.import_run SET status = 'previewed' WHERE status = 'loading'")
    _set_statuses("'reading', 'previewed', 'applied', 'refused', 'discarded', 'failed'")
    op.drop_index("ix_rating_standing", "rating", schema=SCHEMA)
    for column in ("longitude_degrees", "latitude_degrees"):
        op.drop_column("site", column, schema=SCHEMA)
    for table in ("provider", "site"):
        op.drop_index(f"ix_{table}_words", table, schema=SCHEMA)
