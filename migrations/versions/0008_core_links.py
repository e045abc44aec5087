"""Core: links between organisations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations import tenancy

revision = "0008_core_links"
down_revision = "0007_core_outbox"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "link",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("link_key", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("our_part", sa.Text, nullable=False),
        sa.Column("peer_slug", sa.Text, nullable=False),
        sa.Column("peer_name", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("proposed_by_us", sa.Boolean, nullable=False),
        sa.Column("proposed_on", sa.Date, nullable=False),
        sa.Column("agreed_on", sa.Date),
        sa.Column("ended_on", sa.Date),
        sa.Column("end_reason", sa.Text),
        sa.Column("standing", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.CheckConstraint("kind IN ('commissions', 'hosts', 'advocates_for')", name="kind_is_known"),
        sa.CheckConstraint("our_part IN ('from', 'to')", name="part_is_known"),
        sa.CheckConstraint("status IN ('proposed', 'agreed', 'declined', 'ended')", name="status_is_known"),
        sa.CheckConstraint("status <> 'agreed' OR agreed_on IS NOT NULL", name="agreed_is_dated"),
        schema="portal",
    )
    op.create_index("uq_link_key", "link", ["tenant_id", "link_key"], unique=True, schema="portal")
    tenancy.protect_tenant_v1("link", grants="SELECT")
    op.execute("CREATE POLICY link_exchange ON portal.link TO portal_exchange USING (true) WITH CHECK (true)")
    op.execute("GRANT SELECT, INSERT, UPDATE ON portal.link TO portal_exchange")
    tenancy.run_sql("0008_core_links.sql")


def downgrade() -> None:
    op.execute("SET ROLE portal_exchange")
    op.execute(
        "DROP FUNCTION exchange.propose_link(text, text, text, jsonb), exchange.answer_link(uuid, boolean),"
        " exchange.end_link(uuid, text), exchange.suits(text, text, text), exchange.require_power(text)"
    )
    op.execute("ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC")
    op.execute("SET ROLE portal_owner")
    op.execute("DROP TABLE exchange.link_pair")
    op.drop_table("link", schema="portal")
