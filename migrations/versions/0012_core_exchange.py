"""Core: rooms, disclosures, receipts, messages, and the five functions that alone write another tenant's rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations import tenancy

revision = "0012_core_exchange"
down_revision = "0011_core_deadlines"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_room()
    _create_disclosure()
    _create_receipt()
    _create_message()
    op.create_table(
        "held_back",
        *tenancy.record_child_key(),
        sa.Column("link_id", sa.Uuid, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Uuid, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("lifted_at", MOMENT),
        schema="portal",
    )
    op.create_index("ix_held_back_record", "held_back", ["tenant_id", "record_id"], schema="portal")
    tenancy.protect_record_v1("held_back", grants="SELECT, INSERT, UPDATE")
    op.create_foreign_key(
        "fk_record_receipt",
        "record",
        "receipt",
        ["tenant_id", "receipt_id"],
        ["tenant_id", "id"],
        source_schema="portal",
        referent_schema="portal",
        ondelete="CASCADE",
    )
    for table in ("room", "disclosure", "receipt", "message"):
        _open_to_the_exchange(table)
    # The receiver's job ties a room to the record a receipt became; nothing else of these rows is its to change.
    for table in ("room", "receipt", "message"):
        op.execute(f"GRANT UPDATE (record_id, compartment) ON portal.{table} TO portal_job")
    op.execute("GRANT SELECT, UPDATE (receipt_id) ON portal.record TO portal_exchange")
    op.execute("CREATE POLICY record_exchange ON portal.record FOR SELECT TO portal_exchange USING (true)")
    op.execute(
        "CREATE POLICY record_recall ON portal.record FOR UPDATE TO portal_exchange USING (true) WITH CHECK (true)"
    )
    tenancy.run_sql("0012_core_exchange.sql")


def _create_room() -> None:
    op.create_table(
        "room",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("room_key", sa.Uuid, nullable=False),
        sa.Column("link_id", sa.Uuid, nullable=False),
        sa.Column("record_id", sa.Uuid),
        sa.Column("compartment", sa.Text, nullable=False),
        sa.Column("peer_name", sa.Text, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "room_key"),
        sa.UniqueConstraint("tenant_id", "link_id", "record_id"),
        sa.ForeignKeyConstraint(["tenant_id", "link_id"], ["portal.link.tenant_id", "portal.link.id"]),
        _follow_record("room"),
        schema="portal",
    )


def _create_disclosure() -> None:
    op.create_table(
        "disclosure",
        *tenancy.record_child_key(),
        sa.Column("room_id", sa.Uuid, nullable=False),
        sa.Column("peer_name", sa.Text, nullable=False),
        sa.Column("view", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("manifest", JSONB, nullable=False),
        sa.Column("snapshot", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("lawful_basis", sa.Text, nullable=False),
        sa.Column("consent", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("second_person", sa.Uuid),
        sa.Column("is_standing", sa.Boolean, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("state_reason", sa.Text),
        sa.Column("state_at", MOMENT),
        _to_room(),
        sa.UniqueConstraint("tenant_id", "room_id", "view", "version"),
        sa.CheckConstraint("state IN ('current', 'superseded', 'withdrawn', 'recalled')", name="state_is_known"),
        schema="portal",
    )
    op.create_index("ix_disclosure_record", "disclosure", ["tenant_id", "record_id"], schema="portal")
    op.create_index("ix_disclosure_sent", "disclosure", ["tenant_id", "sent_at"], schema="portal")


def _create_receipt() -> None:
    op.create_table(
        "receipt",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("room_id", sa.Uuid, nullable=False),
        sa.Column("record_id", sa.Uuid),
        sa.Column("compartment", sa.Text, nullable=False),
        sa.Column("peer_name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("view", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("manifest", JSONB, nullable=False),
        sa.Column("snapshot", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("lawful_basis", sa.Text, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT),
        sa.Column("opened_by", sa.Uuid),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("state_at", MOMENT),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        _to_room(),
        _follow_record("receipt"),
        sa.UniqueConstraint("tenant_id", "room_id", "view", "version"),
        sa.CheckConstraint("state IN ('current', 'superseded', 'withdrawn')", name="state_is_known"),
        schema="portal",
    )
    op.create_index("ix_receipt_received", "receipt", ["tenant_id", "received_at"], schema="portal")
    op.create_index(
        "ix_receipt_unopened",
        "receipt",
        ["tenant_id", "received_at"],
        schema="portal",
        postgresql_where=sa.text("opened_at IS NULL"),
    )


def _create_message() -> None:
    op.create_table(
        "message",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("room_id", sa.Uuid, nullable=False),
        sa.Column("record_id", sa.Uuid),
        sa.Column("compartment", sa.Text, nullable=False),
        sa.Column("message_key", sa.Uuid, nullable=False),
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("answers_key", sa.Uuid),
        sa.Column("about_version", sa.Integer),
        sa.Column("author_id", sa.Uuid),
        sa.Column("author_role", sa.Text, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("answer_by", sa.Date),
        sa.Column("answered_at", MOMENT),
        sa.Column("payload", JSONB),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        _to_room(),
        _follow_record("message"),
        sa.UniqueConstraint("tenant_id", "message_key"),
        sa.CheckConstraint("direction IN ('sent', 'received')", name="direction_is_known"),
        sa.CheckConstraint(
            "type IN ('acknowledge', 'ask', 'answer', 'object') AND payload IS NULL"
            " OR type ~ '^[a-z]+[.][a-z_]+$' AND payload IS NOT NULL AND jsonb_typeof(payload) = 'object'",
            name="words_or_payload",
        ),
        schema="portal",
    )
    op.create_index("ix_message_room", "message", ["tenant_id", "room_id", "sent_at"], schema="portal")


def _to_room() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", "room_id"], ["portal.room.tenant_id", "portal.room.id"])


def _follow_record(table: str) -> sa.ForeignKeyConstraint:
    """The row moves with its record into another compartment, and outlives it."""
    return sa.ForeignKeyConstraint(
        ["tenant_id", "record_id", "compartment"],
        ["portal.record.tenant_id", "portal.record.id", "portal.record.compartment"],
        name=f"fk_{table}_record",
        onupdate="CASCADE",
        ondelete="SET NULL (record_id)",
        deferrable=True,
        initially="DEFERRED",
    )


def _open_to_the_exchange(table: str) -> None:
    """Tenants read their own rows by compartment and write none; the functions' owner writes them all."""
    name = f"portal.{table}"
    kept_in = tenancy.NOT_EXCLUDED.format(key="record_id")
    mine = f"{tenancy.TENANT} AND {tenancy.COMPARTMENT} AND (record_id IS NULL OR {kept_in})"
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {table}_read ON {name} FOR SELECT USING ({mine})")
    op.execute(
        f"CREATE POLICY {table}_job ON {name} FOR UPDATE TO portal_job USING ({mine}) WITH CHECK ({tenancy.TENANT})"
    )
    op.execute(f"CREATE POLICY {table}_exchange ON {name} TO portal_exchange USING (true) WITH CHECK (true)")
    op.execute(f"GRANT SELECT ON {name} TO portal_app, portal_job")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO portal_exchange")


def downgrade() -> None:
    op.execute("DROP TRIGGER catch_up ON portal.tenant_plugin")
    op.execute("SET ROLE portal_exchange")
    op.execute(
        "DROP FUNCTION exchange.open_room(uuid, uuid),"
        " exchange.message(uuid, text, text, uuid, integer, date, text, jsonb),"
        " exchange.withdraw(uuid, text, boolean), exchange.receipt(uuid), exchange.peer_side(uuid, text),"
        " exchange.disclose(uuid, text, text, text, jsonb, text, text, text, text, text, uuid, boolean),"
        " exchange.own_room(uuid), exchange.catch_up()"
    )
    op.execute("SET ROLE portal_owner")
    for policy in ("record_exchange", "record_recall"):
        op.execute(f"DROP POLICY {policy} ON portal.record")
    op.execute("REVOKE ALL ON portal.record FROM portal_exchange")
    op.drop_constraint("fk_record_receipt", "record", schema="portal")
    for table in ("held_back", "message", "receipt", "disclosure", "room"):
        op.drop_table(table, schema="portal")
