"""Core: copies of evidence that travel."""

from __future__ import annotations

revision = "0032_core_copies"
down_revision = "0031_core_refresh"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
