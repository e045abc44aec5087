"""Core: holidays an operator adds, closure days, pauses and extensions of clocks."""

from __future__ import annotations

revision = "0016_core_clocks"
down_revision = "0015_incidents_index_untold"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
