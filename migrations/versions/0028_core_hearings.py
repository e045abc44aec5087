"""Core: more time to reply."""

from __future__ import annotations

revision = "0028_core_hearings"
down_revision = "0027_core_registers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
