"""Core: what is seen by letting in, or in an emergency, is that one record and for that long."""

from __future__ import annotations

from migrations import tenancy

revision = "0042_core_one_record"
down_revision = "0041_core_other_names"
branch_labels = None
depends_on = None


def upgrade() -> None:
    tenancy.run_sql("0042_core_one_record.sql")


def downgrade() -> None:
    tenancy.run_sql("0042_core_one_record_down.sql")
