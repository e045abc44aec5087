"""Core: documents and their versions."""

from __future__ import annotations

revision = "0022_core_documents"
down_revision = "0021_core_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
