"""Core: one record opened from another."""

from __future__ import annotations

revision = "0034_core_referrals"
down_revision = "0033_core_proof"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
