"""Safeguarding: what an organisation was told about somebody in a position of trust."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import tenancy

revision = "0047_safeguarding_notices"
down_revision = "0046_core_narrower_sight"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pipot_notice",
        *tenancy.record_detail_key(),
        sa.Column("told", sa.Text),
        sa.Column("legal_basis", sa.Text),
        sa.Column("person_told_first", sa.Boolean),
        schema="portal",
    )
    tenancy.protect_record_v2("pipot_notice", key="id")


def downgrade() -> None:
    op.drop_table("pipot_notice", schema="portal")
