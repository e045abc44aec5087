"""Core: the trail as a tree of commitments."""

from __future__ import annotations

revision = "0023_core_audit"
down_revision = "0022_core_documents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
