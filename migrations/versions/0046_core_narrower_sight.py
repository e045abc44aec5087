"""Core: nobody lends a sight they do not have; an action goes back when its record is out of sight."""

from __future__ import annotations

from migrations import tenancy

revision = "0046_core_narrower_sight"
down_revision = "0045_safeguarding_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    tenancy.run_sql("0046_core_narrower_sight.sql")


def downgrade() -> None:
    tenancy.run_sql("0046_core_narrower_sight_down.sql")
