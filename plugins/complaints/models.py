"""Complaints with their heads and stages, feedback, a regulator's requests; who receives them and what was learned."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from portal.plugin.models import (
    JsonList,
    JsonObject,
    LongText,
    Model,
    Personal,
    Record,
    RecordChild,
    RecordDetail,
    TenantRow,
    record_reference,
)


class Complaint(RecordDetail, Record):
    """What a person says went wrong, by which procedure it is answered, and what became of it.

    Who complains and about whom stands in the record's people. `routing` holds the answers the procedure was picked
    from (`rules.routing.Facts.to_json`). `heads` is what may be told of the heads: a list of {subject, outcome}.
    `arranged_by` is the link with the commissioner that arranged the care, who is told how the complaint stands.
    `subject_id` is the member of staff complained about, who is kept out of the record. `decided_by` signed the
    response of stage 1; whoever reviews at stage 2 is somebody else, which the database holds too.
    """

    __tablename__ = "complaint"
    extra_table_args: ClassVar[tuple[Any, ...]] = (
        CheckConstraint("reviewer_id <> decided_by", name="reviewed_by_somebody_else"),
        CheckConstraint("investigator_id <> subject_id", name="nobody_investigates_themselves"),
        CheckConstraint("handler_id <> subject_id", name="nobody_handles_what_is_about_them"),
        CheckConstraint("acknowledged_on >= received_on", name="acknowledged_after_received"),
        CheckConstraint("redress_pence >= 0", name="redress_is_not_negative"),
        Index("ix_complaint_handler", "tenant_id", "handler_id"),
        Index("ix_complaint_received", "tenant_id", "received_on"),
    )

    received_on: Mapped[date | None]
    channel: Mapped[str | None]
    happened_on: Mapped[date | None]
    late_reason: Mapped[LongText | None]
    told_by: Mapped[str | None]
    consent: Mapped[str | None]
    consent_note: Mapped[str | None]
    summary: Mapped[LongText | None]
    wanted: Mapped[LongText | None]
    wants_support: Mapped[bool | None]
    body: Mapped[str | None]
    payer: Mapped[str | None]
    arranged_by: Mapped[UUID | None]
    regime: Mapped[str | None]
    regime_reason: Mapped[str | None]
    routing: Mapped[JsonObject | None]
    routed_at: Mapped[datetime | None]
    routed_by: Mapped[UUID | None]
    risk: Mapped[str | None]
    could_be_abuse: Mapped[bool | None]
    abuse_reason: Mapped[str | None]
    abuse_asked_by: Mapped[UUID | None]
    abuse_asked_at: Mapped[datetime | None]
    referred_to: Mapped[UUID | None]
    handler_id: Mapped[UUID | None]
    investigator_id: Mapped[UUID | None]
    conflict_checked_at: Mapped[datetime | None]
    subject_id: Mapped[UUID | None]
    hold: Mapped[str | None]
    hold_since: Mapped[date | None]
    stage: Mapped[int | None]
    acknowledged_on: Mapped[date | None]
    advocacy_offered_on: Mapped[date | None]
    advocacy_answer: Mapped[str | None]
    advocacy_by: Mapped[str | None]
    plan: Mapped[LongText | None]
    plan_agreed_on: Mapped[date | None]
    discussed_on: Mapped[date | None]
    resolved_on: Mapped[date | None]
    terms_sent_on: Mapped[date | None]
    decided_by: Mapped[UUID | None]
    reviewer_id: Mapped[UUID | None]
    answered_on: Mapped[date | None]
    outcome: Mapped[str | None]
    heads: Mapped[JsonList | None]
    remedies: Mapped[JsonList | None]
    redress_pence: Mapped[int | None]
    ombudsman_reference: Mapped[str | None]
    ombudsman_asked_on: Mapped[date | None]
    ombudsman_decision: Mapped[str | None]
    ombudsman_decided_on: Mapped[date | None]
    remedy_due_on: Mapped[date | None]
    remedied_on: Mapped[date | None]


class ComplaintHead(RecordChild, Model):
    """One thing complained about, what was found, and the action that follows where it was upheld."""

    __tablename__ = "complaint_head"
    __personal__ = Personal(
        "Head of complaint",
        columns={"words": "What is complained about", "finding": "What was found"},
        plain=("subject", "outcome"),
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        UniqueConstraint("tenant_id", "record_id", "position"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_is_dated"),
    )

    position: Mapped[int]
    subject: Mapped[str]
    words: Mapped[LongText]
    outcome: Mapped[str | None]
    finding: Mapped[LongText | None]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    action_id: Mapped[UUID | None]


class ComplaintStage(RecordChild, Model):
    """One round of answering: stage 1, or the stage after somebody asked for another look. Signed before it is sent."""

    __tablename__ = "complaint_stage"
    __personal__ = Personal(
        "Stage of a complaint",
        columns={"asked_for": "Why another look is asked for", "response": "Response"},
        plain=(),
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        UniqueConstraint("tenant_id", "record_id", "number"),
        CheckConstraint("number IN (1, 2)", name="there_are_two"),
        CheckConstraint("signed_at IS NULL OR drafted_at IS NOT NULL", name="drafted_before_signed"),
        CheckConstraint("sent_on IS NULL OR signed_at IS NOT NULL", name="signed_before_sent"),
    )

    number: Mapped[int]
    begun_on: Mapped[date]
    asked_for: Mapped[LongText | None]
    acknowledged_on: Mapped[date | None]
    response: Mapped[LongText | None]
    drafted_by: Mapped[UUID | None]
    drafted_at: Mapped[datetime | None]
    signed_by: Mapped[UUID | None]
    signed_at: Mapped[datetime | None]
    sent_on: Mapped[date | None]


class Feedback(RecordDetail, Record):
    """A compliment, a suggestion or a comment, and what came of it."""

    __tablename__ = "feedback"

    received_on: Mapped[date | None]
    nature: Mapped[str | None]
    channel: Mapped[str | None]
    words: Mapped[LongText | None]
    wants_answer: Mapped[bool | None]
    passed_on_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    answer: Mapped[LongText | None]
    complaint_id: Mapped[UUID | None]


class ComplaintsRequest(RecordDetail, Record):
    """A regulator asks for the complaints of a period: what was asked, by when it is owed, and that it went."""

    __tablename__ = "complaints_request"
    extra_table_args: ClassVar[tuple[Any, ...]] = (CheckConstraint("last >= first", name="first_before_last"),)

    asked_on: Mapped[date | None]
    first: Mapped[date | None]
    last: Mapped[date | None]
    sent_on: Mapped[date | None]
    sent_reference: Mapped[str | None]


class ComplaintsDesk(TenantRow, Model):
    """Who receives complaints, as the public page and the leaflet name them. Never changed: the latest row counts."""

    __tablename__ = "complaints_desk"
    __tenancy__ = "tenant"
    __personal__ = Personal(
        "Who receives complaints",
        columns={
            "manager_name": "Complaints manager",
            "responsible_name": "Responsible person",
            "phone": "Telephone",
            "email": "E-mail",
            "address": "Address",
            "support": "Who can help",
        },
    )
    manager_name: Mapped[str]
    responsible_name: Mapped[str]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    address: Mapped[LongText | None]
    support: Mapped[LongText | None]
    saved_at: Mapped[datetime]
    saved_by: Mapped[UUID | None]


class LineManager(TenantRow, Model):
    """Who answers for whom: complaints about a practitioner go to their line manager."""

    __tablename__ = "complaints_line_manager"
    __tenancy__ = "tenant"
    __personal__ = Personal("Line manager")
    __table_args__ = (
        UniqueConstraint("tenant_id", "member_id"),
        CheckConstraint("member_id <> manager_id", name="nobody_manages_themselves"),
    )

    member_id: Mapped[UUID]
    manager_id: Mapped[UUID]


class PublicReceipt(TenantRow, Model):
    """What somebody who wrote on a public page is shown, by a key only they hold. Nothing of what they wrote.

    The key is made from the form's own (`form_key`), so that a form sent twice is received once.
    """

    __tablename__ = "complaints_receipt"
    __tenancy__ = "tenant"
    __personal__ = Personal("Receipt", plain=("form_key", "kind", "reference"))
    __table_args__ = (UniqueConstraint("tenant_id", "form_key"),)

    form_key: Mapped[str]
    kind: Mapped[str]
    reference: Mapped[str]
    received_on: Mapped[date]
    acknowledge_by: Mapped[date | None]


class SaidAndDone(TenantRow, Model):
    """“You said, we did”: what people said and what was done about it, in words that name nobody, for everybody."""

    __tablename__ = "complaints_said_and_done"
    __tenancy__ = "tenant"
    __personal__ = Personal("You said, we did", columns={"said": "You said", "did": "We did"})

    said: Mapped[LongText]
    did: Mapped[LongText]
    published_on: Mapped[date]
    published_by: Mapped[UUID | None]
    withdrawn_on: Mapped[date | None]
