"""Core: the trail as a tree of commitments, sealed by signed checkpoints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import tenancy

revision = "0023_core_audit"
down_revision = "0022_core_documents"
branch_labels = None
depends_on = None

# The platform's own log has no organisation: its entries stand under this id.
PLATFORM = "tenant_id = '00000000-0000-0000-0000-000000000000'::uuid"
OPERATOR = f"{PLATFORM} AND (SELECT ctx.holds_power('operator'))"


def upgrade() -> None:
    op.add_column("trail_entry", sa.Column("leaf", sa.LargeBinary), schema="portal")
    op.create_index(
        "uq_trail_entry_seq",
        "trail_entry",
        ["tenant_id", "seq"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("seq IS NOT NULL"),
    )
    # What stands in a header is written the same by every hand that hashes it.
    op.execute(
        "ALTER TABLE portal.trail_entry"
        " ADD CONSTRAINT ck_trail_entry_act_is_a_code CHECK (act ~ '^[a-z0-9_.-]+$'),"
        " ADD CONSTRAINT ck_trail_entry_act_class_is_known CHECK (act_class ~ '^[ACRDPXES]$')"
    )
    op.create_table(
        "trail_checkpoint",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.Column("frontier", sa.LargeBinary, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "size"),
        schema="portal",
    )
    _protect()
    tenancy.run_sql("0023_core_audit.sql")


def _protect() -> None:
    op.execute("GRANT USAGE ON SCHEMA portal, ctx TO portal_sealer")
    op.execute("ALTER TABLE portal.trail_checkpoint ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE portal.trail_checkpoint FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY trail_checkpoint_read ON portal.trail_checkpoint FOR SELECT USING ({tenancy.TENANT})")
    for table in ("trail_entry", "trail_checkpoint"):
        name = f"portal.{table}"
        op.execute(f"CREATE POLICY {table}_sealer ON {name} TO portal_sealer USING (true) WITH CHECK (true)")
        op.execute(
            f"CREATE POLICY {table}_operator ON {name} TO portal_platform USING ({OPERATOR}) WITH CHECK ({OPERATOR})"
        )
    op.execute("GRANT SELECT, UPDATE (seq, leaf, payload, salt, actor_id) ON portal.trail_entry TO portal_sealer")
    op.execute("GRANT SELECT, INSERT ON portal.trail_checkpoint TO portal_sealer")
    op.execute("GRANT SELECT, INSERT ON portal.trail_entry TO portal_platform")
    op.execute("GRANT SELECT ON portal.trail_checkpoint TO portal_app, portal_job, portal_platform")


def downgrade() -> None:
    op.execute("SET ROLE portal_sealer")
    op.execute(
        "DROP FUNCTION trail.due(interval), trail.latest(uuid), trail.number(uuid, integer), trail.leaves(),"
        " trail.keep_checkpoint(uuid, integer, bytea, bytea, bytea, text, timestamptz), trail.erase(uuid),"
        " trail.leaf(text, bytea, text, integer, integer, timestamptz)"
    )
    op.execute("ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC")
    op.execute("SET ROLE portal_owner")
    op.execute("DROP SCHEMA trail")
    op.drop_table("trail_checkpoint", schema="portal")
    for policy in ("trail_entry_sealer", "trail_entry_operator"):
        op.execute(f"DROP POLICY {policy} ON portal.trail_entry")
    op.execute("REVOKE SELECT, INSERT ON portal.trail_entry FROM portal_platform")
    op.execute("REVOKE SELECT, UPDATE (seq, leaf, payload, salt, actor_id) ON portal.trail_entry FROM portal_sealer")
    op.execute("REVOKE USAGE ON SCHEMA portal, ctx FROM portal_sealer")
    for check in ("ck_trail_entry_act_is_a_code", "ck_trail_entry_act_class_is_known"):
        op.execute(f"ALTER TABLE portal.trail_entry DROP CONSTRAINT {check}")
    op.drop_index("uq_trail_entry_seq", "trail_entry", schema="portal")
    op.drop_column("trail_entry", "leaf", schema="portal")
