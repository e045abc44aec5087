"""Core: people, what they need, where they are named, and what is held about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from migrations import tenancy

revision = "0021_core_people"
down_revision = "0020_core_diary"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_person()
    _create_record_person()
    _create_format_choice()
    _create_access_request()
    _create_access_line()
    op.create_table(
        "access_pack",
        *tenancy.record_child_key(),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        schema="portal",
    )
    op.create_index("ix_access_pack_record", "access_pack", ["tenant_id", "record_id"], schema="portal")
    tenancy.protect_record_v1("access_pack", grants="SELECT, INSERT, DELETE")
    tenancy.run_sql("0021_core_people.sql")


def _key() -> list[sa.Column[object] | sa.Constraint]:
    return [
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    ]


def _to_person(column: str = "person_id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", column], ["portal.person.tenant_id", "portal.person.id"])


def _create_person() -> None:
    op.create_table(
        "person",
        *_key(),
        sa.Column("compartment", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("folded_name", sa.Text, nullable=False),
        sa.Column("other_names", ARRAY(sa.Text), nullable=False),
        sa.Column("our_reference", sa.Text),
        sa.Column("date_of_birth", sa.Date),
        sa.Column("email", sa.Text),
        sa.Column("phone", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("formats", ARRAY(sa.Text), nullable=False),
        sa.Column("support", ARRAY(sa.Text), nullable=False),
        sa.Column("contact_method", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("needs_notes", sa.Text),
        sa.Column("needs_asked_on", sa.Date),
        sa.Column("needs_asked_by", sa.Uuid),
        sa.Column("may_share_needs", sa.Boolean),
        sa.Column("needs_review_on", sa.Date),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.Column("merged_into", sa.Uuid),
        sa.Column("merged_at", MOMENT),
        sa.Column("merged_by", sa.Uuid),
        _to_person("merged_into"),
        sa.CheckConstraint("merged_into <> id", name="merged_into_another"),
        sa.CheckConstraint("(merged_into IS NULL) = (merged_at IS NULL)", name="merged_is_dated"),
        sa.CheckConstraint(
            "needs_asked_on IS NOT NULL"
            " OR cardinality(formats) = 0 AND cardinality(support) = 0 AND contact_method IS NULL",
            name="needs_were_asked",
        ),
        schema="portal",
    )
    op.create_index("ix_person_name", "person", ["tenant_id", "folded_name"], schema="portal")
    op.create_index(
        "ix_person_merged",
        "person",
        ["tenant_id", "merged_into"],
        schema="portal",
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )


def _create_record_person() -> None:
    op.create_table(
        "record_person",
        *tenancy.record_child_key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.Column("linked_by", sa.Uuid),
        _to_person(),
        sa.UniqueConstraint("tenant_id", "record_id", "person_id", "role"),
        schema="portal",
    )
    op.create_index("ix_record_person_person", "record_person", ["tenant_id", "person_id"], schema="portal")
    tenancy.protect_record_v1("record_person", grants="SELECT, INSERT, DELETE")


def _create_format_choice() -> None:
    op.create_table(
        "format_choice",
        *_key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("used_for", sa.Text, nullable=False),
        sa.Column("met_needs", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("chosen_at", MOMENT, nullable=False),
        sa.Column("chosen_by", sa.Uuid),
        _to_person(),
        sa.CheckConstraint("met_needs OR reason IS NOT NULL", name="other_format_with_a_reason"),
        schema="portal",
    )
    op.create_index(
        "ix_format_choice_person", "format_choice", ["tenant_id", "person_id", "chosen_at"], schema="portal"
    )


def _create_access_request() -> None:
    op.create_table(
        "access_request",
        *tenancy.record_detail_key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("asked_for", sa.Text),
        sa.Column("asked_by", sa.Text),
        sa.Column("identity_how", sa.Text),
        sa.Column("identity_on", sa.Date),
        sa.Column("search_words", ARRAY(sa.Text), nullable=False),
        sa.Column("gathered_at", MOMENT),
        sa.Column("not_looked_in", ARRAY(sa.Text), nullable=False),
        sa.Column("proposed_by", sa.Uuid),
        sa.Column("proposed_at", MOMENT),
        sa.Column("released_by", sa.Uuid),
        sa.Column("released_at", MOMENT),
        sa.Column("given_on", sa.Date),
        sa.Column("given_how", sa.Text),
        sa.Column("ended_reason", sa.Text),
        _to_person(),
        sa.CheckConstraint("released_by <> proposed_by", name="released_by_two_people"),
        sa.CheckConstraint("released_at IS NULL OR proposed_at IS NOT NULL", name="released_once_proposed"),
        sa.CheckConstraint(
            "(released_at IS NULL) = (released_by IS NULL) AND (proposed_at IS NULL) = (proposed_by IS NULL)",
            name="decided_by_somebody",
        ),
        schema="portal",
    )
    tenancy.protect_record_v1("access_request", key="id", grants="SELECT, INSERT, UPDATE")


def _create_access_line() -> None:
    op.create_table(
        "access_line",
        *tenancy.record_child_key(),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("row_key", sa.Text, nullable=False),
        sa.Column("column_name", sa.Text, nullable=False),
        sa.Column("source_id", sa.Uuid),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("found_by", sa.Text, nullable=False),
        sa.Column("others_named", ARRAY(sa.Text), nullable=False),
        sa.Column("decision", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("left_out", ARRAY(sa.Text), nullable=False),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("decided_at", MOMENT),
        sa.UniqueConstraint("tenant_id", "record_id", "place", "row_key", "column_name"),
        sa.CheckConstraint("decision IN ('include', 'third_party', 'exempt', 'not_them')", name="decision_is_known"),
        sa.CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_is_dated"),
        sa.CheckConstraint(
            "decision NOT IN ('third_party', 'exempt') OR reason IS NOT NULL", name="withheld_with_a_reason"
        ),
        sa.CheckConstraint("found_by IN ('link', 'name')", name="found_by_is_known"),
        schema="portal",
    )
    tenancy.protect_record_v1("access_line")


def downgrade() -> None:
    tenancy.run_sql("0021_core_people_down.sql")
    for table in ("access_pack", "access_line", "access_request", "format_choice", "record_person", "person"):
        op.drop_table(table, schema="portal")
