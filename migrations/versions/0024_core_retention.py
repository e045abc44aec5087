"""Core: schedules, holds, certificates."""

from __future__ import annotations

revision = "0024_core_retention"
down_revision = "0023_core_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
