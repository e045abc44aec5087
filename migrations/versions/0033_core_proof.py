"""Core: proofs and measures."""

from __future__ import annotations

revision = "0033_core_proof"
down_revision = "0032_core_copies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
