"""Safeguarding: a copy tells what another organisation decided, and not who of them did."""

from __future__ import annotations

from alembic import op

revision = "0040_safeguarding_hear_decisions"
down_revision = "0039_core_admissions"
branch_labels = None
depends_on = None

TABLE, NAME = "portal.safeguarding_concern", "ck_safeguarding_concern_ck_safeguarding_concern_decided_c39b"
DATED = "decided_at IS NOT NULL AND decision_reason IS NOT NULL"


def upgrade() -> None:
    _replace(f"decision IS NULL OR ({DATED})")


def downgrade() -> None:
    _replace(f"decision IS NULL OR (decided_by IS NOT NULL AND {DATED})")


def _replace(condition: str) -> None:
    op.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT {NAME}")
    op.execute(f"ALTER TABLE {TABLE} ADD CONSTRAINT {NAME} CHECK ({condition})")
