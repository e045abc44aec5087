"""Core: feeds of a person's dates, and reminders sent."""

from __future__ import annotations

revision = "0020_core_diary"
down_revision = "0019_core_actions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
