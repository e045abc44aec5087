"""Incidents, and the notifications each of them owes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped

from plugins.incidents.rules.facts import Facts
from portal.plugin.models import (
    JsonList,
    JsonObject,
    LongText,
    Model,
    Personal,
    Record,
    RecordChild,
    RecordDetail,
    record_reference,
)


class Incident(RecordDetail, Record):
    """What happened, to whom, what was done, who must be told, and what was learned.

    People are named by initials and the organisation's own reference, never in full. `facts` are the answers from
    which duties are worked out (`Facts.from_json`). `duties` is what may be told of the notifications: a list of
    {recipient, event, class, status, since, sent_at}. On a received copy every column nobody disclosed is empty.
    """

    __tablename__ = "incident"
    extra_table_args: ClassVar[tuple[Any, ...]] = (
        CheckConstraint("discovered_at >= occurred_at", name="discovered_after_it_occurred"),
        CheckConstraint("duties_open >= 0", name="duties_are_counted"),
        Index(
            "ix_incident_untold",
            *("tenant_id", "id", "compartment", "duties_by"),
            postgresql_where=text("duties_open > 0"),
        ),
    )

    event_type: Mapped[str | None]
    category: Mapped[str | None]
    occurred_at: Mapped[datetime | None]
    discovered_at: Mapped[datetime | None]
    place: Mapped[str | None]
    physical_harm: Mapped[str | None]
    psychological_harm: Mapped[str | None]
    who_affected: Mapped[str | None]
    what_happened: Mapped[LongText | None]
    opinion: Mapped[LongText | None]
    actions_taken: Mapped[JsonList | None]
    immediate_action: Mapped[LongText | None]
    injury: Mapped[LongText | None]
    person_references: Mapped[str | None]
    staff_involved: Mapped[str | None]
    witnesses: Mapped[str | None]
    police_reference: Mapped[str | None]
    people_told: Mapped[str | None]
    continuing_risk: Mapped[LongText | None]
    form_details: Mapped[JsonObject | None]
    facts: Mapped[JsonObject | None]
    facts_confirmed_at: Mapped[datetime | None]
    not_notifiable_by: Mapped[UUID | None]
    not_notifiable_reason: Mapped[str | None]
    duties: Mapped[JsonList | None]
    duties_open: Mapped[int | None]
    duties_by: Mapped[datetime | None]
    learning: Mapped[LongText | None]
    no_learning_reason: Mapped[str | None]
    reporter_not_answered_reason: Mapped[str | None]

    @property
    def answers(self) -> Facts:
        """The facts as answered so far, those kept as columns of their own included."""
        columns = ("event_type", "physical_harm", "psychological_harm", "who_affected")
        kept = {name: getattr(self, name) for name in columns if getattr(self, name) is not None}
        return Facts.from_json({**(self.facts or {}), **kept})


class IncidentNotification(RecordChild, Model):
    """One duty to tell one body: why it arises, what became of it, and the proof.

    Its clock is a deadline of the incident with this row as its subject.
    """

    __tablename__ = "incident_notification"
    __personal__ = Personal(
        "Notification",
        columns={
            "decided_reason": "Why it was decided so",
            "proof": "How it can be shown",
            "acknowledged_note": "What came back",
            "reason": "Why it is due",
            "note": "Note",
        },
        plain=(
            "rule_code",
            "recipient",
            "recipient_name",
            "regulation",
            "event",
            "binding",
            "source",
            "source_url",
            "status",
            "channel",
            "reference",
        ),
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        CheckConstraint(
            "status IN ('due', 'submitted', 'acknowledged', 'met-elsewhere', 'not-needed', 'fallen-away')",
            name="status_is_known",
        ),
        CheckConstraint(
            "status NOT IN ('submitted', 'acknowledged')"
            " OR (submitted_at IS NOT NULL AND submitted_by IS NOT NULL AND reference IS NOT NULL)",
            name="sent_with_proof",
        ),
        CheckConstraint(
            "status NOT IN ('not-needed', 'met-elsewhere') OR (decided_by IS NOT NULL AND decided_reason IS NOT NULL)",
            name="decided_by_name_and_reason",
        ),
        Index("uq_incident_notification_rule", "tenant_id", "record_id", "rule_code", unique=True),
        Index("ix_incident_notification_due", "tenant_id", "since", postgresql_where="status = 'due'"),
    )

    rule_code: Mapped[str]
    recipient: Mapped[str]
    recipient_name: Mapped[str]
    regulation: Mapped[str]
    event: Mapped[str]
    reason: Mapped[str]
    note: Mapped[str]
    binding: Mapped[str]
    source: Mapped[str]
    source_url: Mapped[str]
    verified: Mapped[bool]
    since: Mapped[datetime]
    status: Mapped[str]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decided_reason: Mapped[str | None]
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[UUID | None]
    channel: Mapped[str | None]
    reference: Mapped[str | None]
    proof: Mapped[str | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_note: Mapped[str | None]
    referred_to: Mapped[UUID | None]

    @property
    def is_due(self) -> bool:
        return self.status == "due"
