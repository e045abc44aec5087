"""Core: groups of providers and finding them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

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


def downgrade() -> None:
    op.drop_index("ix_rating_standing", "rating", schema=SCHEMA)
    for column in ("longitude_degrees", "latitude_degrees"):
        op.drop_column("site", column, schema=SCHEMA)
    for table in ("provider", "site"):
        op.drop_index(f"ix_{table}_words", table, schema=SCHEMA)
