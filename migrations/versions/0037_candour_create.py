"""Candour: the duty after an incident."""

from __future__ import annotations

revision = "0037_candour_create"
down_revision = "0036_safeguarding_create"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
