"""Core: copies of evidence that travel with what is disclosed; holds on a person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations import tenancy

revision = "0032_core_copies"
down_revision = "0031_core_refresh"
branch_labels = None
depends_on = None

ON_ONE_THING = "(record_id IS NULL) <> (provider_id IS NULL)"


def upgrade() -> None:
    op.add_column("document", sa.Column("peer_name", sa.Text), schema="portal")
    op.add_column("receipt", sa.Column("enclosed", JSONB), schema="portal")
    op.execute("GRANT UPDATE (enclosed) ON portal.receipt TO portal_job")
    # What is sent is counted as the receiver's from that moment, so that no sweep takes it for forgotten.
    op.execute("GRANT INSERT ON portal.stored_file TO portal_exchange")
    op.execute(
        "CREATE POLICY stored_file_exchange ON portal.stored_file FOR INSERT TO portal_exchange WITH CHECK (true)"
    )
    _hold_people()
    tenancy.run_sql("0032_core_copies.sql")


def _hold_people() -> None:
    op.add_column("retention_hold", sa.Column("person_id", sa.Uuid), schema="portal")
    # A hold that was released goes with the person; while one is live, nobody is forgotten (`refuse_while_held`).
    op.create_foreign_key(
        "fk_retention_hold_tenant_id_person_id",
        "retention_hold",
        "person",
        ["tenant_id", "person_id"],
        ["tenant_id", "id"],
        source_schema="portal",
        referent_schema="portal",
        ondelete="CASCADE",
        postgresql_not_valid=True,  # the column is new; to look for faults would need rights the owner has not
    )
    op.create_index("ix_retention_hold_person", "retention_hold", ["tenant_id", "person_id"], schema="portal")
    _replace_check("num_nonnulls(record_id, provider_id, person_id) = 1")


def _replace_check(condition: str) -> None:
    name = "ck_retention_hold_on_one_thing"
    op.execute(f"ALTER TABLE portal.retention_hold DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE portal.retention_hold ADD CONSTRAINT {name} CHECK ({condition})")


def downgrade() -> None:
    tenancy.run_sql("0032_core_copies_down.sql")
    op.execute("DELETE FROM portal.retention_hold WHERE person_id IS NOT NULL")
    op.drop_index("ix_retention_hold_person", "retention_hold", schema="portal")
    _replace_check(ON_ONE_THING)
    op.drop_column("retention_hold", "person_id", schema="portal")
    op.execute("DROP POLICY stored_file_exchange ON portal.stored_file")
    op.execute("REVOKE INSERT ON portal.stored_file FROM portal_exchange")
    op.drop_column("receipt", "enclosed", schema="portal")
    op.drop_column("document", "peer_name", schema="portal")
