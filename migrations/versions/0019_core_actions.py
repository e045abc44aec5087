"""Core: improvement actions, worked by one and verified by another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import tenancy

revision = "0019_core_actions"
down_revision = "0018_core_replies"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STILL_OPEN = "status IN ('proposed', 'open', 'reopened', 'in_progress', 'done')"
# Who was given an action sees it, compartment or not; who is kept out of the record does not.
MINE = (
    f"{tenancy.TENANT} AND ({tenancy.COMPARTMENT} OR owner_id = (SELECT ctx.user_id()))"
    f" AND (record_id IS NULL OR {tenancy.NOT_EXCLUDED.format(key='record_id')})"
)


def upgrade() -> None:
    op.create_table("improvement_action", *_columns(), *_keys(), *_checks(), schema="portal")
    for name, columns, where in (
        ("record", ["tenant_id", "record_id"], None),
        ("open", ["tenant_id", "due_on", "id"], STILL_OPEN),
        ("owner", ["tenant_id", "owner_id", "due_on"], STILL_OPEN),
        ("site", ["tenant_id", "site_id", "due_on"], None),
    ):
        op.create_index(
            f"ix_improvement_action_{name}",
            "improvement_action",
            columns,
            schema="portal",
            postgresql_where=sa.text(where) if where else None,
        )
    _create_entry()
    _protect()
    tenancy.run_sql("0019_core_actions.sql")


def _columns() -> list[sa.Column[object]]:
    return [
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("what", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("compartment", sa.Text, nullable=False),
        sa.Column("record_id", sa.Uuid),
        sa.Column("source_kind", sa.Text),
        sa.Column("source_id", sa.Text),
        sa.Column("site_id", sa.Uuid),
        sa.Column("owner_id", sa.Uuid),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("first_due_on", sa.Date, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("action_key", sa.Uuid, nullable=False),
        sa.Column("link_id", sa.Uuid),
        sa.Column("room_id", sa.Uuid),
        sa.Column("peer_name", sa.Text),
        sa.Column("evidence", sa.Text),
        sa.Column("evidence_on", sa.Date),
        sa.Column("done_at", MOMENT),
        sa.Column("done_by", sa.Uuid),
        sa.Column("verified_at", MOMENT),
        sa.Column("verified_by", sa.Uuid),
        sa.Column("reopened", sa.Integer, nullable=False),
    ]


def _keys() -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "reference"),
        sa.UniqueConstraint("tenant_id", "action_key"),
        sa.ForeignKeyConstraint(["site_id"], ["directory.site.id"]),
        sa.ForeignKeyConstraint(["tenant_id", "link_id"], ["portal.link.tenant_id", "portal.link.id"]),
        sa.ForeignKeyConstraint(["tenant_id", "room_id"], ["portal.room.tenant_id", "portal.room.id"]),
        sa.ForeignKeyConstraint(
            ["tenant_id", "record_id", "compartment"],
            ["portal.record.tenant_id", "portal.record.id", "portal.record.compartment"],
            name="fk_improvement_action_record",
            onupdate="CASCADE",
            ondelete="SET NULL (record_id)",
            deferrable=True,
            initially="DEFERRED",
        ),
    ]


def _checks() -> list[sa.CheckConstraint]:
    closed = "status NOT IN ('done', 'verified')"
    return [
        sa.CheckConstraint("part IN ('own', 'worker', 'asker')", name="part_is_known"),
        sa.CheckConstraint(
            "status IN ('proposed', 'declined', 'open', 'in_progress', 'reopened', 'done', 'verified', 'cancelled')",
            name="status_is_known",
        ),
        sa.CheckConstraint("(part = 'own') = (link_id IS NULL)", name="shared_over_a_link"),
        sa.CheckConstraint(
            f"{closed} OR evidence IS NOT NULL AND evidence_on IS NOT NULL AND done_at IS NOT NULL",
            name="done_with_evidence",
        ),
        sa.CheckConstraint(f"{closed} OR part = 'asker' OR done_by IS NOT NULL", name="done_by_somebody"),
        sa.CheckConstraint("(status = 'verified') = (verified_at IS NOT NULL)", name="verified_is_dated"),
        sa.CheckConstraint(
            "status <> 'verified' OR part = 'worker' OR verified_by IS NOT NULL", name="verified_by_somebody"
        ),
        sa.CheckConstraint(
            "verified_by IS NULL OR verified_by IS DISTINCT FROM owner_id AND verified_by IS DISTINCT FROM done_by",
            name="verified_by_somebody_else",
        ),
    ]


def _create_entry() -> None:
    op.create_table(
        "action_entry",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("action_id", sa.Uuid, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("words", sa.Text),
        sa.Column("due_on", sa.Date),
        sa.Column("evidence_on", sa.Date),
        sa.Column("by", sa.Uuid),
        sa.Column("by_role", sa.Text, nullable=False),
        sa.Column("by_peer", sa.Text),
        sa.Column("is_internal", sa.Boolean, nullable=False),
        sa.Column("message_key", sa.Uuid),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "message_key"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "action_id"], ["portal.improvement_action.tenant_id", "portal.improvement_action.id"]
        ),
        schema="portal",
    )
    op.create_index("ix_action_entry_action", "action_entry", ["tenant_id", "action_id", "at"], schema="portal")


def _protect() -> None:
    action, entry = "portal.improvement_action", "portal.action_entry"
    for table in (action, entry):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY improvement_action_read ON {action} FOR SELECT USING ({MINE})")
    op.execute(f"CREATE POLICY improvement_action_add ON {action} FOR INSERT WITH CHECK ({tenancy.TENANT})")
    op.execute(
        f"CREATE POLICY improvement_action_change ON {action} FOR UPDATE USING ({MINE}) WITH CHECK ({tenancy.TENANT})"
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON {action} TO portal_app, portal_job")
    seen = (
        "EXISTS (SELECT FROM portal.improvement_action a"
        " WHERE a.tenant_id = action_entry.tenant_id AND a.id = action_entry.action_id)"
    )
    op.execute(f"CREATE POLICY action_entry_read ON {entry} FOR SELECT USING ({tenancy.TENANT} AND {seen})")
    op.execute(f"CREATE POLICY action_entry_add ON {entry} FOR INSERT WITH CHECK ({tenancy.TENANT})")
    op.execute(f"GRANT SELECT, INSERT ON {entry} TO portal_app, portal_job")


def downgrade() -> None:
    op.execute("SET ROLE portal_exchange")
    op.execute("DROP FUNCTION exchange.open_room_of_site(uuid)")
    op.execute("SET ROLE portal_owner")
    for table in ("action_entry", "improvement_action"):
        op.drop_table(table, schema="portal")
