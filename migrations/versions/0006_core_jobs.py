"""Core: the queue, and requests bound to the tenant and person that made them."""

from __future__ import annotations

from importlib.metadata import version
from typing import cast

import psycopg
from alembic import op
from procrastinate.schema import SchemaManager

from migrations import tenancy

revision = "0006_core_jobs"
down_revision = "0005_core_trail"
branch_labels = None
depends_on = None

QUEUE_VERSION = "3.10.0"  # a later one brings its own migrations, which then stand here as revisions


def upgrade() -> None:
    if version("procrastinate") != QUEUE_VERSION:
        raise RuntimeError(f"This migration installs the queue of procrastinate {QUEUE_VERSION}.")
    raw = cast("psycopg.Connection", op.get_bind().connection.dbapi_connection)
    with raw.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = jobs, pg_catalog")
        cursor.execute(SchemaManager.get_schema())
        cursor.execute("SET LOCAL search_path = pg_catalog")
    tenancy.run_sql("0006_core_jobs.sql")


def downgrade() -> None:
    op.execute("SET ROLE portal_gate")
    op.execute("DROP FUNCTION ctx.begin_job(uuid)")
    op.execute("SET ROLE portal_owner")
    op.execute("DROP SCHEMA jobs CASCADE")
    op.execute("CREATE SCHEMA jobs")
