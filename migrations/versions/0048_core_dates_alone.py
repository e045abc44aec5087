"""Core: who looks after keeping and dates sees that a record is there, and no word of it."""

from __future__ import annotations

from migrations import tenancy

revision = "0048_core_dates_alone"
down_revision = "0047_safeguarding_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    tenancy.run_sql("0048_core_dates_alone.sql")


def downgrade() -> None:
    tenancy.run_sql("0048_core_dates_alone_down.sql")
