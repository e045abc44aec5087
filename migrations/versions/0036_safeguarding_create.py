"""Safeguarding: concerns, enquiries and people in positions of trust."""

from __future__ import annotations

revision = "0036_safeguarding_create"
down_revision = "0035_complaints_create"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
