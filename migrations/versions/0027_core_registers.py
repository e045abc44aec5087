"""Core: registers over time."""

from __future__ import annotations

revision = "0027_core_registers"
down_revision = "0026_core_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
