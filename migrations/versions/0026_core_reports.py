"""Core: letters and reports."""

from __future__ import annotations

revision = "0026_core_reports"
down_revision = "0025_core_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
