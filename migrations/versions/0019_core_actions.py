"""Core: improvement actions, worked by one and verified by another."""

from __future__ import annotations

revision = "0019_core_actions"
down_revision = "0018_core_replies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
