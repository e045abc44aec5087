"""Core: registers that are watched for changes."""

from __future__ import annotations

revision = "0031_core_refresh"
down_revision = "0030_core_targets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
