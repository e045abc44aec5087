"""Safeguarding: concerns, people in a position of trust, and where to ring."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations import tenancy

revision = "0036_safeguarding_create"
down_revision = "0035_complaints_create"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_safeguarding_concern()
    _create_safeguarding_contact_made()
    _create_safeguarding_contact()
    _create_pipot_case()
    _create_pipot_consultation()
    _create_pipot_disclosure()
    _create_pipot_review()
    _create_safeguarding_hold()
    _create_safeguarding_sending()


def downgrade() -> None:
    for table in (
        "safeguarding_sending",
        "safeguarding_hold",
        "pipot_review",
        "pipot_disclosure",
        "pipot_consultation",
        "pipot_case",
        "safeguarding_contact",
        "safeguarding_contact_made",
        "safeguarding_concern",
    ):
        op.drop_table(table, schema="portal")


def _as_raised() -> list[sa.Column[object]]:
    return [
        sa.Column("received_at", MOMENT),
        sa.Column("what_happened", sa.Text),
        sa.Column("place", sa.Text),
        sa.Column("adult_reference", sa.Text),
        sa.Column("categories", JSONB),
        sa.Column("is_safe_now", sa.Text),
        sa.Column("protection", sa.Text),
        sa.Column("raised_as", sa.Text),
        sa.Column("referrer_confidential", sa.Boolean),
        sa.Column("host_authority", sa.Text),
        sa.Column("funding", sa.Text),
        sa.Column("placing_authority", sa.Text),
        sa.Column("source_relationship", sa.Text),
        sa.Column("source_details", sa.Text),
        sa.Column("source_is_worker", sa.Boolean),
        sa.Column("source_is_at_risk", sa.Boolean),
        sa.Column("employer_action", sa.Text),
        sa.Column("crime_suspected", sa.Boolean),
        sa.Column("police_reference", sa.Text),
        sa.Column("consent", sa.Text),
        sa.Column("consent_reason", sa.Text),
        sa.Column("wanted_outcomes", sa.Text),
        sa.Column("wanted_asked_on", sa.Date),
        sa.Column("wanted_not_asked_reason", sa.Text),
    ]


def _as_decided() -> list[sa.Column[object]]:
    return [
        sa.Column("has_needs", sa.Boolean),
        sa.Column("is_at_risk", sa.Boolean),
        sa.Column("cannot_protect", sa.Boolean),
        sa.Column("decision", sa.Text),
        sa.Column("decision_reason", sa.Text),
        sa.Column("other_action", sa.Text),
        sa.Column("decided_at", MOMENT),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("substantial_difficulty", sa.Boolean),
        sa.Column("appropriate_person", sa.Boolean),
        sa.Column("advocate_reason", sa.Text),
        sa.Column("advocate_duty", sa.Text),
        sa.Column("advocate_note", sa.Text),
        sa.Column("enquiry_mode", sa.Text),
        sa.Column("enquiry_agency", sa.Text),
        sa.Column("enquiry_scope", sa.Text),
        sa.Column("enquiry_by", sa.Date),
        sa.Column("enquiry_agreed_on", sa.Date),
        sa.Column("enquiry_challenge", sa.Text),
        sa.Column("enquiry_findings", sa.Text),
        sa.Column("enquiry_finished_on", sa.Date),
        sa.Column("plan", sa.Text),
        sa.Column("plan_review_on", sa.Date),
        sa.Column("plan_reviewed_on", sa.Date),
        sa.Column("plan_review", sa.Text),
        sa.Column("declined_reason", sa.Text),
        sa.Column("declined_shared_with", sa.Text),
        sa.Column("outcomes_met", sa.Text),
        sa.Column("risk_outcome", sa.Text),
        sa.Column("adult_view", sa.Text),
        sa.Column("checklist", JSONB),
        sa.Column("survey", JSONB),
        sa.Column("survey_on", sa.Date),
        sa.Column("survey_not_done_reason", sa.Text),
        sa.Column("host_acknowledged_at", MOMENT),
    ]


def _create_safeguarding_concern() -> None:
    op.create_table(
        "safeguarding_concern",
        *tenancy.record_detail_key(),
        *_as_raised(),
        *_as_decided(),
        sa.CheckConstraint(
            "decision <> 'enquiry' OR (has_needs AND is_at_risk AND cannot_protect)",
            name="ck_safeguarding_concern_enquiry_on_three_answers",
        ),
        sa.CheckConstraint(
            "advocate_duty NOT IN ('declined', 'withdrawn') OR advocate_note IS NOT NULL",
            name="ck_safeguarding_concern_no_advocate_says_why",
        ),
        sa.CheckConstraint(
            "enquiry_mode <> 'caused' OR enquiry_agency IS NOT NULL",
            name="ck_safeguarding_concern_caused_names_the_agency",
        ),
        sa.CheckConstraint(
            "decision IS NULL OR (decided_by IS NOT NULL AND decided_at IS NOT NULL AND decision_reason IS NOT NULL)",
            name="ck_safeguarding_concern_decided_by_name_and_reason",
        ),
        schema="portal",
    )
    tenancy.protect_record_v1("safeguarding_concern", key="id")


def _create_safeguarding_contact_made() -> None:
    op.create_table(
        "safeguarding_contact_made",
        *tenancy.record_child_key(),
        sa.Column("audience", sa.Text, nullable=False),
        sa.Column("person", sa.Text),
        sa.Column("is_feedback", sa.Boolean, nullable=False),
        sa.Column("words", sa.Text),
        sa.Column("why_not", sa.Text),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.Uuid),
        schema="portal",
    )
    op.create_index(
        "ix_safeguarding_contact_made_record", "safeguarding_contact_made", ["tenant_id", "record_id"], schema="portal"
    )
    tenancy.protect_record_v1("safeguarding_contact_made")


def _create_safeguarding_contact() -> None:
    op.create_table(
        "safeguarding_contact",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("phone", sa.Text),
        sa.Column("out_of_hours", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("web", sa.Text),
        sa.Column("verified_on", sa.Date, nullable=False),
        sa.Column("verified_by", sa.Uuid),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "authority", "team"),
        schema="portal",
    )
    tenancy.protect_tenant_v1("safeguarding_contact")


def _create_pipot_case() -> None:
    op.create_table(
        "pipot_case",
        *tenancy.record_detail_key(),
        sa.Column("received_at", MOMENT),
        sa.Column("source", sa.Text),
        sa.Column("allegation_type", sa.Text),
        sa.Column("what_is_said", sa.Text),
        sa.Column("person_reference", sa.Text),
        sa.Column("person_role", sa.Text),
        sa.Column("employer", sa.Text),
        sa.Column("may_have_harmed", sa.Boolean),
        sa.Column("possible_offence", sa.Boolean),
        sa.Column("indicates_risk", sa.Boolean),
        sa.Column("in_scope", sa.Boolean),
        sa.Column("scope_reason", sa.Text),
        sa.Column("child_related", sa.Boolean),
        sa.Column("lado_told_at", MOMENT),
        sa.Column("lado_reference", sa.Text),
        sa.Column("lado_advice", sa.Text),
        sa.Column("information_owner", sa.Text),
        sa.Column("owner_named_on", sa.Date),
        sa.Column("left_first", sa.Boolean),
        sa.Column("risk_plan", sa.Text),
        sa.Column("risk_review_on", sa.Date),
        sa.Column("employer_action", sa.Text),
        sa.Column("police_reference", sa.Text),
        sa.Column("outcome", sa.Text),
        sa.Column("outcome_reason", sa.Text),
        sa.Column("barring_decision", sa.Text),
        sa.Column("barring_reason", sa.Text),
        sa.Column("professional_decision", sa.Text),
        sa.Column("professional_reason", sa.Text),
        sa.Column("retention_review_on", sa.Date),
        sa.CheckConstraint("(in_scope IS NULL) = (scope_reason IS NULL)", name="ck_pipot_case_scope_says_why"),
        sa.CheckConstraint(
            "barring_decision IS NULL OR barring_reason IS NOT NULL", name="ck_pipot_case_barring_says_why"
        ),
        sa.CheckConstraint(
            "professional_decision IS NULL OR professional_reason IS NOT NULL",
            name="ck_pipot_case_professional_says_why",
        ),
        sa.CheckConstraint("outcome IS NULL OR outcome_reason IS NOT NULL", name="ck_pipot_case_outcome_says_why"),
        schema="portal",
    )
    tenancy.protect_record_v1("pipot_case", key="id")


def _create_pipot_consultation() -> None:
    op.create_table(
        "pipot_consultation",
        *tenancy.record_detail_key(),
        sa.Column("asked_at", MOMENT),
        sa.Column("asked_of", sa.Text),
        sa.Column("setting", sa.Text),
        sa.Column("theme", sa.Text),
        sa.Column("advice", sa.Text),
        schema="portal",
    )
    tenancy.protect_record_v1("pipot_consultation", key="id")


def _create_pipot_disclosure() -> None:
    op.create_table(
        "pipot_disclosure",
        *tenancy.record_child_key(),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("legal_basis", sa.Text),
        sa.Column("recipient", sa.Text),
        sa.Column("told", sa.Text),
        sa.Column("shared_at", MOMENT),
        sa.Column("person_told_first", sa.Boolean),
        sa.Column("person_comment", sa.Text),
        sa.Column("person_not_told_reason", sa.Text),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.Uuid),
        sa.CheckConstraint(
            "decision <> 'share' OR person_told_first OR person_not_told_reason IS NOT NULL",
            name="ck_pipot_disclosure_told_first_or_why_not",
        ),
        sa.CheckConstraint(
            "decision <> 'share'"
            " OR (recipient IS NOT NULL AND told IS NOT NULL AND legal_basis IS NOT NULL AND shared_at IS NOT NULL)",
            name="ck_pipot_disclosure_shared_says_what_to_whom_and_when",
        ),
        schema="portal",
    )
    op.create_index("ix_pipot_disclosure_record", "pipot_disclosure", ["tenant_id", "record_id"], schema="portal")
    tenancy.protect_record_v1("pipot_disclosure")


def _create_pipot_review() -> None:
    op.create_table(
        "pipot_review",
        *tenancy.record_child_key(),
        sa.Column("reviewed_on", sa.Date, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("next_on", sa.Date),
        sa.Column("reviewed_by", sa.Uuid),
        schema="portal",
    )
    op.create_index("ix_pipot_review_record", "pipot_review", ["tenant_id", "record_id"], schema="portal")
    tenancy.protect_record_v1("pipot_review")


def _create_safeguarding_hold() -> None:
    op.create_table(
        "safeguarding_hold",
        *tenancy.record_child_key(),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("people", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("lifted_on", sa.Date),
        sa.Column("lifted_officer", sa.Text),
        sa.CheckConstraint("lifted_on >= since", name="ck_safeguarding_hold_lifted_after_it_began"),
        sa.CheckConstraint(
            "(lifted_on IS NULL) = (lifted_officer IS NULL)", name="ck_safeguarding_hold_lifted_by_an_officer_on_a_day"
        ),
        schema="portal",
    )
    op.create_index("ix_safeguarding_hold_record", "safeguarding_hold", ["tenant_id", "record_id"], schema="portal")
    tenancy.protect_record_v1("safeguarding_hold")


def _create_safeguarding_sending() -> None:
    op.create_table(
        "safeguarding_sending",
        *tenancy.record_child_key(),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("proof", sa.Text, nullable=False),
        sa.Column("lawful_basis", sa.Text, nullable=False),
        sa.Column("consent", sa.Text, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("sent_by", sa.Uuid),
        schema="portal",
    )
    op.create_index(
        "ix_safeguarding_sending_record", "safeguarding_sending", ["tenant_id", "record_id"], schema="portal"
    )
    tenancy.protect_record_v1("safeguarding_sending")
