"""Core: people and what they need."""

from __future__ import annotations

revision = "0021_core_people"
down_revision = "0020_core_diary"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
