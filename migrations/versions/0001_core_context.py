"""Core: schemas and the signed transaction context."""

from __future__ import annotations

from alembic import op

from migrations import tenancy

revision = "0001_core_context"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    tenancy.run_sql("0001_core_context.sql")


def downgrade() -> None:
    op.execute("DROP SCHEMA ctx, auth, directory, exchange, jobs CASCADE")
    op.execute("ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC")
