"""Core: notices with numbered points, answered point by point."""

from __future__ import annotations

revision = "0018_core_replies"
down_revision = "0017_core_schedules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
