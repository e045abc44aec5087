"""Core: people to ask again, found by their day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033_core_proof"
down_revision = "0032_core_copies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_person_ask_again",
        "person",
        ["tenant_id", "needs_review_on"],
        schema="portal",
        postgresql_where=sa.text("needs_review_on IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_person_ask_again", "person", schema="portal")
