"""Core: search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from migrations import tenancy

revision = "0025_core_search"
down_revision = "0024_core_retention"
branch_labels = None
depends_on = None

BESIDE_THE_WORDS = "tenant_id, record_id, compartment, places, changed_at, made_by"


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("record_id", sa.Uuid, nullable=False),
        sa.Column("compartment", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("site_id", sa.Uuid),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("places", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("words", TSVECTOR, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "record_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "record_id", "compartment"],
            ["portal.record.tenant_id", "portal.record.id", "portal.record.compartment"],
            onupdate="CASCADE",
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        schema="portal",
    )
    op.create_index("ix_search_entry_words", "search_entry", ["words"], schema="portal", postgresql_using="gin")
    op.create_index(
        "ix_search_entry_newest",
        "search_entry",
        ["tenant_id", sa.text("opened_on DESC"), sa.text("record_id DESC")],
        schema="portal",
    )
    _protect()
    tenancy.run_sql("0025_core_search.sql")


def _protect() -> None:
    """As a record's rows, for whoever reads what stands beside the words; the words no login reads."""
    mine = f"{tenancy.TENANT} AND {tenancy.COMPARTMENT} AND {tenancy.NOT_EXCLUDED.format(key='record_id')}"
    op.execute("ALTER TABLE portal.search_entry ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE portal.search_entry FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY search_entry_read ON portal.search_entry FOR SELECT USING ({mine})")
    op.execute(
        "CREATE POLICY search_entry_searcher ON portal.search_entry TO portal_searcher USING (true) WITH CHECK (true)"
    )
    op.execute(f"GRANT SELECT ({BESIDE_THE_WORDS}) ON portal.search_entry TO portal_app, portal_job")


def downgrade() -> None:
    op.execute("SET ROLE portal_searcher")
    op.execute(
        "DROP FUNCTION search.find(text, text[], text, uuid, date, date, date, uuid, integer),"
        " search.put(uuid, text, text, text, uuid, date, text, timestamptz, text, text[]), search.drop(uuid),"
        " search.lexeme_of(uuid)"
    )
    op.execute("ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC")
    op.execute("SET ROLE portal_owner")
    op.execute("DROP SCHEMA search")
    op.drop_table("search_entry", schema="portal")
    op.execute(
        "REVOKE EXECUTE ON FUNCTION ctx.part(integer), ctx.tenant(), ctx.compartments(), ctx.excluded()"
        " FROM portal_searcher"
    )
    op.execute("REVOKE USAGE ON SCHEMA portal, ctx FROM portal_searcher")
