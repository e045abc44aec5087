"""Core: work that happens by the clock, once for each slot; notices gathered into digests."""

from __future__ import annotations

revision = "0017_core_schedules"
down_revision = "0016_core_clocks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
