"""Core: groups of providers and finding them."""

from __future__ import annotations

revision = "0029_core_groups"
down_revision = "0028_core_hearings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
