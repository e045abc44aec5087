"""Incidents: the incident and its notifications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations import tenancy

revision = "0014_incidents_create"
down_revision = "0013_core_oversight"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "incident",
        *tenancy.record_detail_key(),
        sa.Column("event_type", sa.Text),
        sa.Column("category", sa.Text),
        sa.Column("occurred_at", MOMENT),
        sa.Column("discovered_at", MOMENT),
        sa.Column("place", sa.Text),
        sa.Column("physical_harm", sa.Text),
        sa.Column("psychological_harm", sa.Text),
        sa.Column("who_affected", sa.Text),
        sa.Column("what_happened", sa.Text),
        sa.Column("opinion", sa.Text),
        sa.Column("actions_taken", JSONB),
        sa.Column("immediate_action", sa.Text),
        sa.Column("injury", sa.Text),
        sa.Column("person_references", sa.Text),
        sa.Column("staff_involved", sa.Text),
        sa.Column("witnesses", sa.Text),
        sa.Column("police_reference", sa.Text),
        sa.Column("people_told", sa.Text),
        sa.Column("continuing_risk", sa.Text),
        sa.Column("form_details", JSONB),
        sa.Column("facts", JSONB),
        sa.Column("facts_confirmed_at", MOMENT),
        sa.Column("not_notifiable_by", sa.Uuid),
        sa.Column("not_notifiable_reason", sa.Text),
        sa.Column("duties", JSONB),
        sa.Column("duties_open", sa.Integer),
        sa.Column("duties_by", sa.DateTime(timezone=True)),
        sa.Column("learning", sa.Text),
        sa.Column("no_learning_reason", sa.Text),
        sa.Column("reporter_not_answered_reason", sa.Text),
        sa.CheckConstraint("discovered_at >= occurred_at", name="discovered_after_it_occurred"),
        sa.CheckConstraint("duties_open >= 0", name="duties_are_counted"),
        schema="portal",
    )
    tenancy.protect_record_v1("incident", key="id")
    _create_notification()


def _create_notification() -> None:
    op.create_table(
        "incident_notification",
        *tenancy.record_child_key(),
        sa.Column("rule_code", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("recipient_name", sa.Text, nullable=False),
        sa.Column("regulation", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("binding", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_url", sa.Text, nullable=False),
        sa.Column("verified", sa.Boolean, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("decided_at", MOMENT),
        sa.Column("decided_reason", sa.Text),
        sa.Column("submitted_at", MOMENT),
        sa.Column("submitted_by", sa.Uuid),
        sa.Column("channel", sa.Text),
        sa.Column("reference", sa.Text),
        sa.Column("proof", sa.Text),
        sa.Column("acknowledged_at", MOMENT),
        sa.Column("acknowledged_note", sa.Text),
        sa.Column("referred_to", sa.Uuid),
        sa.CheckConstraint(
            "status IN ('due', 'submitted', 'acknowledged', 'met-elsewhere', 'not-needed', 'fallen-away')",
            name="status_is_known",
        ),
        sa.CheckConstraint(
            "status NOT IN ('submitted', 'acknowledged')"
            " OR (submitted_at IS NOT NULL AND submitted_by IS NOT NULL AND reference IS NOT NULL)",
            name="sent_with_proof",
        ),
        sa.CheckConstraint(
            "status NOT IN ('not-needed', 'met-elsewhere') OR (decided_by IS NOT NULL AND decided_reason IS NOT NULL)",
            name="decided_by_name_and_reason",
        ),
        schema="portal",
    )
    _index_notification()
    tenancy.protect_record_v1("incident_notification", grants="SELECT, INSERT, UPDATE")


def _index_notification() -> None:
    op.create_index(
        "uq_incident_notification_rule",
        "incident_notification",
        ["tenant_id", "record_id", "rule_code"],
        unique=True,
        schema="portal",
    )
    op.create_index(
        "ix_incident_notification_due",
        "incident_notification",
        ["tenant_id", "since"],
        schema="portal",
        postgresql_where=sa.text("status = 'due'"),
    )


def downgrade() -> None:
    op.drop_table("incident_notification", schema="portal")
    op.drop_table("incident", schema="portal")
