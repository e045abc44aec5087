"""Candour: its records, attempts to reach somebody, and the Scottish annual report."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations import tenancy

revision = "0037_candour_create"
down_revision = "0036_safeguarding_create"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TOLD_FIRST = "'england-health-service-body', 'england-other-provider', 'wales-nhs'"


def upgrade() -> None:
    _create_candour()
    _create_candour_attempt()
    _create_candour_report()


def downgrade() -> None:
    for table in ("candour_report", "candour_attempt", "candour"):
        op.drop_table(table, schema="portal")


def _until_decided() -> list[sa.Column[object]]:
    return [
        sa.Column("what_happened", sa.Text),
        sa.Column("occurred_on", sa.Date),
        sa.Column("aware_at", MOMENT),
        sa.Column("person_reference", sa.Text),
        sa.Column("body_type", sa.Text),
        sa.Column("regime", sa.Text),
        sa.Column("contract_applies", sa.Boolean),
        sa.Column("contract_source", sa.Text),
        sa.Column("unintended", sa.Boolean),
        sa.Column("in_service", sa.Boolean),
        sa.Column("likelihood", sa.Text),
        sa.Column("harm", sa.Text),
        sa.Column("policy_asks", sa.Boolean),
        sa.Column("opinion_by", sa.Text),
        sa.Column("opinion_role", sa.Text),
        sa.Column("opinion_on", sa.Date),
        sa.Column("opinion_uninvolved", sa.Boolean),
        sa.Column("is_notifiable", sa.Boolean),
        sa.Column("decision_reason", sa.Text),
        sa.Column("decided_at", MOMENT),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("relevant_basis", sa.Text),
        sa.Column("relevant_reference", sa.Text),
        sa.Column("relevant_note", sa.Text),
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
        sa.Column("review_done_on", sa.Date),
        sa.Column("review_how", sa.Text),
        sa.Column("review_views", sa.Text),
        sa.Column("review_actions", sa.Text),
        sa.Column("delay_explained_on", sa.Date),
        sa.Column("delay_explanation", sa.Text),
        sa.Column("report_offered_on", sa.Date),
        sa.Column("report_support", sa.Text),
        sa.Column("learning", sa.Text),
    ]


def _create_candour() -> None:
    op.create_table(
        "candour",
        *tenancy.record_detail_key(),
        *_until_decided(),
        *_as_told(),
        *_afterwards(),
        sa.CheckConstraint("body_type IS NULL OR regime IS NOT NULL", name="ck_candour_regime_follows_the_body"),
        sa.CheckConstraint("is_notifiable IS NULL OR decided_at IS NOT NULL", name="ck_candour_decided_at_a_time"),
        sa.CheckConstraint("told_at IS NULL OR told_method IS NOT NULL", name="ck_candour_told_in_some_way"),
        sa.CheckConstraint(
            f"letter_sent_on IS NULL OR regime NOT IN ({TOLD_FIRST}) OR told_at IS NOT NULL OR not_told IS NOT NULL",
            name="ck_candour_told_before_written",
        ),
        sa.CheckConstraint(
            "regime <> 'scotland' OR is_notifiable IS NOT TRUE OR opinion_uninvolved",
            name="ck_candour_opinion_of_somebody_uninvolved",
        ),
        schema="portal",
    )
    tenancy.protect_record_v1("candour", key="id")


def _create_candour_attempt() -> None:
    op.create_table(
        "candour_attempt",
        *tenancy.record_child_key(),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("words", sa.Text),
        sa.Column("made_by", sa.Uuid),
        schema="portal",
    )
    op.create_index("ix_candour_attempt_record", "candour_attempt", ["tenant_id", "record_id"], schema="portal")
    tenancy.protect_record_v1("candour_attempt")


def _create_candour_report() -> None:
    op.create_table(
        "candour_report",
        *tenancy.record_detail_key(),
        sa.Column("year", sa.Integer),
        sa.Column("policies", sa.Text),
        sa.Column("support", sa.Text),
        sa.Column("changes", sa.Text),
        sa.Column("figures", JSONB),
        sa.Column("published_on", sa.Date),
        sa.Column("published_where", sa.Text),
        sa.Column("body_told", sa.Text),
        sa.Column("body_told_on", sa.Date),
        sa.CheckConstraint(
            "published_on IS NULL OR figures IS NOT NULL", name="ck_candour_report_published_with_its_figures"
        ),
        sa.CheckConstraint(
            "body_told_on IS NULL OR published_on IS NOT NULL",
            name="ck_candour_report_published_before_anybody_is_told",
        ),
        schema="portal",
    )
    tenancy.protect_record_v1("candour_report", key="id")
