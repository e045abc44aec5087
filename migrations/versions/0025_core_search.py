"""Core: search."""

from __future__ import annotations

revision = "0025_core_search"
down_revision = "0024_core_retention"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
