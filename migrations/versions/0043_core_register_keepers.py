"""Core: the operator says which commissioners may load the public register."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043_core_register_keepers"
down_revision = "0042_core_one_record"
branch_labels = None
depends_on = None

CHECK = "only_commissioners_keep_the_register"


def upgrade() -> None:
    keeps = sa.Column("keeps_register", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("tenant", keeps, schema="portal")
    op.create_check_constraint(CHECK, "tenant", "NOT keeps_register OR kind = 'commissioner'", schema="portal")


def downgrade() -> None:
    op.drop_column("tenant", "keeps_register", schema="portal")
