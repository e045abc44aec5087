"""Toy: visits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.plugin.migrations import protect_record_v2, record_detail_key

revision = "0001_toy_create"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "toy_visit",
        *record_detail_key(),
        sa.Column("visited_on", sa.Date, nullable=False),
        sa.Column("findings", sa.Text, nullable=False),
        schema="plugin_toy",
    )
    protect_record_v2("toy_visit", key="id", schema="plugin_toy")


def downgrade() -> None:
    op.drop_table("toy_visit", schema="plugin_toy")
