"""Candour: one or more people told of a record, each with steps of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations import tenancy

revision = "0044_candour_relevant_people"
down_revision = "0043_core_register_keepers"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TOLD_FIRST = "'england-health-service-body', 'england-other-provider', 'wales-nhs'"
# What stands with each person from now on, and no longer with the record.
MOVED = (
    "relevant_basis", "relevant_reference", "relevant_note", "preferred_contact", "communication_needs", "told_by",
    "told_facts", "enquiries", "apology", "support_offered", "delay_reason", "not_told_words", "letter_to",
    "letter_account", "letter_enquiries", "letter_apology", "letter_support", "letter_contact", "results",
    "results_method", "meeting_invitation", "meeting_account", "meeting_questions", "meeting_next",
    "meeting_other_ways", "meeting_contact", "review_views", "delay_explanation", "report_support",
)  # fmt: skip
TABLES = ("record", "candour", "candour_attempt", "candour_person")


def upgrade() -> None:
    op.create_table(
        "candour_person",
        *tenancy.record_child_key(),
        *_who(),
        *_as_told(),
        *_afterwards(),
        sa.UniqueConstraint("tenant_id", "record_id", "position"),
        sa.CheckConstraint("told_at IS NULL OR told_method IS NOT NULL", name="ck_candour_person_told_in_some_way"),
        sa.CheckConstraint("not_told IS NULL OR not_told_on IS NOT NULL", name="ck_candour_person_not_told_on_a_day"),
        sa.CheckConstraint(
            f"letter_sent_on IS NULL OR regime NOT IN ({TOLD_FIRST}) OR told_at IS NOT NULL OR not_told IS NOT NULL",
            name="ck_candour_person_told_before_written",
        ),
        schema="portal",
    )
    tenancy.protect_record_v2("candour_person")
    op.add_column("candour", sa.Column("correspondence", JSONB), schema="portal")
    op.add_column("candour_attempt", sa.Column("relevant_person_id", sa.Uuid), schema="portal")
    _move("0044_candour_relevant_people.sql")
    op.alter_column("candour_attempt", "relevant_person_id", nullable=False, schema="portal")
    op.create_foreign_key(
        None,
        "candour_attempt",
        "candour_person",
        ["tenant_id", "relevant_person_id"],
        ["tenant_id", "id"],
        source_schema="portal",
        referent_schema="portal",
        ondelete="CASCADE",
    )
    for column in MOVED:
        op.drop_column("candour", column, schema="portal")
    op.drop_column("candour", "note_given_on", schema="portal")


def downgrade() -> None:
    """Each record keeps what stands with its first person; what stands with the others is gone."""
    for column in MOVED:
        op.add_column("candour", sa.Column(column, sa.Text), schema="portal")
    op.add_column("candour", sa.Column("note_given_on", sa.Date), schema="portal")
    _move("0044_candour_relevant_people_down.sql")
    op.drop_column("candour_attempt", "relevant_person_id", schema="portal")
    op.drop_column("candour", "correspondence", schema="portal")
    op.drop_table("candour_person", schema="portal")


def _move(name: str) -> None:
    """Run a file over the rows of every organisation: for that moment their owner is not held to the policies."""
    for table in TABLES:
        op.execute(f"ALTER TABLE portal.{table} NO FORCE ROW LEVEL SECURITY")
    tenancy.run_sql(name)
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in TABLES:
        op.execute(f"ALTER TABLE portal.{table} FORCE ROW LEVEL SECURITY")


def _who() -> list[sa.Column[object]]:
    return [
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("regime", sa.Text, nullable=False),
        sa.Column("basis", sa.Text),
        sa.Column("reference", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("preferred_contact", sa.Text),
        sa.Column("communication_needs", sa.Text),
    ]


def _as_told() -> list[sa.Column[object]]:
    return [
        sa.Column("told_at", MOMENT),
        sa.Column("told_method", sa.Text),
        sa.Column("told_by", sa.Text),
        sa.Column("told_facts", sa.Text),
        sa.Column("has_enquiry", sa.Boolean),
        sa.Column("enquiries", sa.Text),
        sa.Column("apology", sa.Text),
        sa.Column("support_offered", sa.Text),
        sa.Column("delay_reason", sa.Text),
        sa.Column("not_told", sa.Text),
        sa.Column("not_told_on", sa.Date),
        sa.Column("not_told_words", sa.Text),
        sa.Column("letter_to", sa.Text),
        sa.Column("letter_account", sa.Text),
        sa.Column("letter_enquiries", sa.Text),
        sa.Column("letter_apology", sa.Text),
        sa.Column("letter_support", sa.Text),
        sa.Column("letter_contact", sa.Text),
        sa.Column("letter_sent_on", sa.Date),
    ]


def _afterwards() -> list[sa.Column[object]]:
    return [
        sa.Column("results", sa.Text),
        sa.Column("results_shared_on", sa.Date),
        sa.Column("results_method", sa.Text),
        sa.Column("meeting_offered_on", sa.Date),
        sa.Column("meeting_invitation", sa.Text),
        sa.Column("meeting_held_on", sa.Date),
        sa.Column("meeting_declined_on", sa.Date),
        sa.Column("meeting_account", sa.Text),
        sa.Column("meeting_questions", sa.Text),
        sa.Column("meeting_next", sa.Text),
        sa.Column("meeting_other_ways", sa.Text),
        sa.Column("meeting_contact", sa.Text),
        sa.Column("note_given_on", sa.Date),
        sa.Column("review_views", sa.Text),
        sa.Column("delay_explained_on", sa.Date),
        sa.Column("delay_explanation", sa.Text),
        sa.Column("report_offered_on", sa.Date),
        sa.Column("report_support", sa.Text),
    ]
