"""Complaints: complaints, feedback, a regulator's requests, and who receives them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations import tenancy

revision = "0035_complaints_create"
down_revision = "0034_core_referrals"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_complaint()
    _create_complaint_head()
    _create_complaint_stage()
    _create_feedback()
    _create_complaints_request()
    _create_complaints_desk()
    _create_complaints_line_manager()
    _create_complaints_receipt()
    _create_complaints_said_and_done()
    tenancy.run_sql("0035_complaints_create.sql")


def _create_complaint() -> None:
    op.create_table(
        "complaint",
        *tenancy.record_detail_key(),
        *_how_it_came(),
        *_what_was_done(),
        sa.CheckConstraint("acknowledged_on >= received_on", name="acknowledged_after_received"),
        sa.CheckConstraint("redress_pence >= 0", name="redress_is_not_negative"),
        sa.CheckConstraint("reviewer_id <> decided_by", name="reviewed_by_somebody_else"),
        sa.CheckConstraint("investigator_id <> subject_id", name="nobody_investigates_themselves"),
        sa.CheckConstraint("handler_id <> subject_id", name="nobody_handles_what_is_about_them"),
        schema="portal",
    )
    tenancy.protect_record_v1("complaint", key="id")
    op.create_index("ix_complaint_handler", "complaint", ["tenant_id", "handler_id"], schema="portal")
    op.create_index("ix_complaint_received", "complaint", ["tenant_id", "received_on"], schema="portal")


def _how_it_came() -> list[sa.Column[object]]:
    return [
        sa.Column("received_on", sa.Date),
        sa.Column("channel", sa.Text),
        sa.Column("happened_on", sa.Date),
        sa.Column("late_reason", sa.Text),
        sa.Column("told_by", sa.Text),
        sa.Column("consent", sa.Text),
        sa.Column("consent_note", sa.Text),
        sa.Column("summary", sa.Text),
        sa.Column("wanted", sa.Text),
        sa.Column("wants_support", sa.Boolean),
        sa.Column("body", sa.Text),
        sa.Column("payer", sa.Text),
        sa.Column("arranged_by", sa.Uuid),
        sa.Column("regime", sa.Text),
        sa.Column("regime_reason", sa.Text),
        sa.Column("routing", JSONB),
        sa.Column("routed_at", MOMENT),
        sa.Column("routed_by", sa.Uuid),
        sa.Column("risk", sa.Text),
        sa.Column("could_be_abuse", sa.Boolean),
        sa.Column("abuse_reason", sa.Text),
        sa.Column("abuse_asked_by", sa.Uuid),
        sa.Column("abuse_asked_at", MOMENT),
        sa.Column("referred_to", sa.Uuid),
        sa.Column("handler_id", sa.Uuid),
        sa.Column("investigator_id", sa.Uuid),
        sa.Column("conflict_checked_at", MOMENT),
    ]


def _what_was_done() -> list[sa.Column[object]]:
    return [
        sa.Column("subject_id", sa.Uuid),
        sa.Column("hold", sa.Text),
        sa.Column("hold_since", sa.Date),
        sa.Column("stage", sa.Integer),
        sa.Column("acknowledged_on", sa.Date),
        sa.Column("advocacy_offered_on", sa.Date),
        sa.Column("advocacy_answer", sa.Text),
        sa.Column("advocacy_by", sa.Text),
        sa.Column("plan", sa.Text),
        sa.Column("plan_agreed_on", sa.Date),
        sa.Column("discussed_on", sa.Date),
        sa.Column("resolved_on", sa.Date),
        sa.Column("terms_sent_on", sa.Date),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("reviewer_id", sa.Uuid),
        sa.Column("answered_on", sa.Date),
        sa.Column("outcome", sa.Text),
        sa.Column("heads", JSONB),
        sa.Column("remedies", JSONB),
        sa.Column("redress_pence", sa.Integer),
        sa.Column("ombudsman_reference", sa.Text),
        sa.Column("ombudsman_asked_on", sa.Date),
        sa.Column("ombudsman_decision", sa.Text),
        sa.Column("ombudsman_decided_on", sa.Date),
        sa.Column("remedy_due_on", sa.Date),
        sa.Column("remedied_on", sa.Date),
    ]


def _create_complaint_head() -> None:
    op.create_table(
        "complaint_head",
        *tenancy.record_child_key(),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("finding", sa.Text),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("decided_at", MOMENT),
        sa.Column("action_id", sa.Uuid),
        sa.CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_is_dated"),
        sa.UniqueConstraint("tenant_id", "record_id", "position"),
        schema="portal",
    )
    tenancy.protect_record_v1("complaint_head")


def _create_complaint_stage() -> None:
    op.create_table(
        "complaint_stage",
        *tenancy.record_child_key(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("begun_on", sa.Date, nullable=False),
        sa.Column("asked_for", sa.Text),
        sa.Column("acknowledged_on", sa.Date),
        sa.Column("response", sa.Text),
        sa.Column("drafted_by", sa.Uuid),
        sa.Column("drafted_at", MOMENT),
        sa.Column("signed_by", sa.Uuid),
        sa.Column("signed_at", MOMENT),
        sa.Column("sent_on", sa.Date),
        sa.CheckConstraint("sent_on IS NULL OR signed_at IS NOT NULL", name="signed_before_sent"),
        sa.CheckConstraint("signed_at IS NULL OR drafted_at IS NOT NULL", name="drafted_before_signed"),
        sa.UniqueConstraint("tenant_id", "record_id", "number"),
        sa.CheckConstraint("number IN (1, 2)", name="there_are_two"),
        schema="portal",
    )
    tenancy.protect_record_v1("complaint_stage")


def _create_feedback() -> None:
    op.create_table(
        "feedback",
        *tenancy.record_detail_key(),
        sa.Column("received_on", sa.Date),
        sa.Column("nature", sa.Text),
        sa.Column("channel", sa.Text),
        sa.Column("words", sa.Text),
        sa.Column("wants_answer", sa.Boolean),
        sa.Column("passed_on_on", sa.Date),
        sa.Column("answered_on", sa.Date),
        sa.Column("answer", sa.Text),
        sa.Column("complaint_id", sa.Uuid),
        schema="portal",
    )
    tenancy.protect_record_v1("feedback", key="id")


def _create_complaints_request() -> None:
    op.create_table(
        "complaints_request",
        *tenancy.record_detail_key(),
        sa.Column("asked_on", sa.Date),
        sa.Column("first", sa.Date),
        sa.Column("last", sa.Date),
        sa.Column("sent_on", sa.Date),
        sa.Column("sent_reference", sa.Text),
        sa.CheckConstraint("last >= first", name="first_before_last"),
        schema="portal",
    )
    tenancy.protect_record_v1("complaints_request", key="id")


def _create_complaints_desk() -> None:
    op.create_table(
        "complaints_desk",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("manager_name", sa.Text, nullable=False),
        sa.Column("responsible_name", sa.Text, nullable=False),
        sa.Column("phone", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("support", sa.Text),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("saved_by", sa.Uuid),
        schema="portal",
    )
    tenancy.protect_tenant_v1("complaints_desk")


def _create_complaints_line_manager() -> None:
    op.create_table(
        "complaints_line_manager",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("member_id", sa.Uuid, nullable=False),
        sa.Column("manager_id", sa.Uuid, nullable=False),
        sa.CheckConstraint("member_id <> manager_id", name="nobody_manages_themselves"),
        sa.UniqueConstraint("tenant_id", "member_id"),
        schema="portal",
    )
    tenancy.protect_tenant_v1("complaints_line_manager")


def _create_complaints_receipt() -> None:
    op.create_table(
        "complaints_receipt",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("form_key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("acknowledge_by", sa.Date),
        sa.UniqueConstraint("tenant_id", "form_key"),
        schema="portal",
    )
    tenancy.protect_tenant_v1("complaints_receipt")


def _create_complaints_said_and_done() -> None:
    op.create_table(
        "complaints_said_and_done",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("did", sa.Text, nullable=False),
        sa.Column("published_on", sa.Date, nullable=False),
        sa.Column("published_by", sa.Uuid),
        sa.Column("withdrawn_on", sa.Date),
        schema="portal",
    )
    tenancy.protect_tenant_v1("complaints_said_and_done")


def downgrade() -> None:
    tenancy.run_sql("0035_complaints_create_down.sql")
    for table in (
        "complaints_said_and_done",
        "complaints_receipt",
        "complaints_line_manager",
        "complaints_desk",
        "complaints_request",
        "feedback",
        "complaint_stage",
        "complaint_head",
        "complaint",
    ):
        op.drop_table(table, schema="portal")
