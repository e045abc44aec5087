"""Complaints: complaints, compliments and feedback."""

from __future__ import annotations

revision = "0035_complaints_create"
down_revision = "0034_core_referrals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
