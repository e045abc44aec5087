"""Concerns about an adult, what was decided and done about each; who was told; where to ring."""

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


class Concern(RecordDetail, Record):
    """That an adult may be at risk of abuse or neglect: what was said, decided, found, planned and left at the end.

    The adult is named by initials and the organisation's own reference. The three answers of the test are
    `has_needs`, `is_at_risk` and `cannot_protect`. `checklist` holds what was said on each point of the closing
    checklist, `survey` the answers of the person or whoever speaks for them. One that is `is_about_source` is the own
    record of an adult at risk who may have harmed another. Codes are of `rules.codes`.
    """

    __tablename__ = "safeguarding_concern"
    extra_table_args: ClassVar[tuple[Any, ...]] = (
        CheckConstraint(
            "decision IS NULL OR (decided_at IS NOT NULL AND decision_reason IS NOT NULL)",
            name="decided_by_name_and_reason",
        ),
        CheckConstraint(
            "decision <> 'enquiry' OR (has_needs AND is_at_risk AND cannot_protect)", name="enquiry_on_three_answers"
        ),
        CheckConstraint(
            "advocate_duty NOT IN ('declined', 'withdrawn') OR advocate_note IS NOT NULL", name="no_advocate_says_why"
        ),
        CheckConstraint("enquiry_mode <> 'caused' OR enquiry_agency IS NOT NULL", name="caused_names_the_agency"),
    )

    received_at: Mapped[datetime | None]
    what_happened: Mapped[LongText | None]
    place: Mapped[str | None]
    adult_reference: Mapped[str | None]
    categories: Mapped[JsonList | None]
    is_safe_now: Mapped[str | None]
    protection: Mapped[LongText | None]
    raised_as: Mapped[str | None]
    referrer_confidential: Mapped[bool | None]
    host_authority: Mapped[str | None]
    funding: Mapped[str | None]
    placing_authority: Mapped[str | None]
    source_relationship: Mapped[str | None]
    source_details: Mapped[str | None]
    source_is_worker: Mapped[bool | None]
    source_is_at_risk: Mapped[bool | None]
    employer_action: Mapped[str | None]
    crime_suspected: Mapped[bool | None]
    police_reference: Mapped[str | None]
    police_told_at: Mapped[datetime | None]
    police_not_told_reason: Mapped[str | None]
    others_at_risk: Mapped[LongText | None]
    child_at_risk: Mapped[bool | None]
    capacity: Mapped[str | None]
    capacity_reason: Mapped[LongText | None]
    consent: Mapped[str | None]
    consent_reason: Mapped[LongText | None]
    wanted_outcomes: Mapped[LongText | None]
    wanted_asked_on: Mapped[date | None]
    wanted_not_asked_reason: Mapped[str | None]
    has_needs: Mapped[bool | None]
    is_at_risk: Mapped[bool | None]
    cannot_protect: Mapped[bool | None]
    decision: Mapped[str | None]
    decision_reason: Mapped[LongText | None]
    other_action: Mapped[LongText | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    substantial_difficulty: Mapped[bool | None]
    appropriate_person: Mapped[bool | None]
    advocate_reason: Mapped[str | None]
    advocate_duty: Mapped[str | None]
    advocate_kind: Mapped[str | None]
    advocate_note: Mapped[str | None]
    enquiry_mode: Mapped[str | None]
    enquiry_lead: Mapped[str | None]
    enquiry_agency: Mapped[str | None]
    enquiry_scope: Mapped[LongText | None]
    enquiry_by: Mapped[date | None]
    enquiry_agreed_on: Mapped[date | None]
    enquiry_challenge: Mapped[LongText | None]
    enquiry_findings: Mapped[LongText | None]
    enquiry_finished_on: Mapped[date | None]
    plan: Mapped[LongText | None]
    least_intrusive: Mapped[LongText | None]
    risk_left: Mapped[LongText | None]
    plan_review_on: Mapped[date | None]
    plan_reviewed_on: Mapped[date | None]
    plan_review: Mapped[LongText | None]
    declined_reason: Mapped[LongText | None]
    declined_shared_with: Mapped[str | None]
    outcomes_met: Mapped[str | None]
    risk_outcome: Mapped[str | None]
    adult_view: Mapped[LongText | None]
    checklist: Mapped[JsonObject | None]
    survey: Mapped[JsonObject | None]
    survey_on: Mapped[date | None]
    survey_not_done_reason: Mapped[str | None]
    host_acknowledged_at: Mapped[datetime | None]
    is_about_source: Mapped[bool | None]

    @property
    def passes_test(self) -> bool:
        """Whether all three questions were answered yes."""
        return bool(self.has_needs and self.is_at_risk and self.cannot_protect)

    @property
    def owes_advocate(self) -> bool:
        return self.advocate_duty == "open"


class PoliceHold(RecordChild, Model):
    """While the police lead: whom nobody else contacts. What protects people goes on."""

    __tablename__ = "safeguarding_hold"
    __personal__ = Personal(
        "Police hold",
        columns={
            "people": "Who is not to be contacted",
            "asked_by": "The officer who asked",
            "reason": "Why",
            "lifted_officer": "The officer who lifted it",
        },
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        CheckConstraint("(lifted_on IS NULL) = (lifted_officer IS NULL)", name="lifted_by_an_officer_on_a_day"),
        CheckConstraint("lifted_on >= since", name="lifted_after_it_began"),
        Index("ix_safeguarding_hold_record", "tenant_id", "record_id"),
    )

    since: Mapped[date]
    people: Mapped[str]
    asked_by: Mapped[str]
    reason: Mapped[str]
    lifted_on: Mapped[date | None]
    lifted_officer: Mapped[str | None]


class Contact(RecordChild, Model):
    """That somebody was spoken or written to about a concern, and what they were told or said."""

    __tablename__ = "safeguarding_contact_made"
    __personal__ = Personal(
        "Contact about a concern",
        columns={"person": "With whom", "words": "What was said", "why_not": "Why they were not told"},
        plain=("audience",),
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        Index("ix_safeguarding_contact_made_record", "tenant_id", "record_id"),
    )

    audience: Mapped[str]
    person: Mapped[str | None]
    is_feedback: Mapped[bool]
    words: Mapped[str | None]
    why_not: Mapped[str | None]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]


class Sending(RecordChild, Model):
    """That an alert went to an authority that is not in the portal: to whom, how, when, and the proof."""

    __tablename__ = "safeguarding_sending"
    __personal__ = Personal(
        "Alert sent by hand",
        columns={"recipient": "To whom", "proof": "Proof", "consent": "Consent"},
        plain=("channel", "lawful_basis"),
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        Index("ix_safeguarding_sending_record", "tenant_id", "record_id"),
    )

    recipient: Mapped[str]
    channel: Mapped[str]
    proof: Mapped[str]
    lawful_basis: Mapped[str]
    consent: Mapped[str]
    sent_at: Mapped[datetime]
    sent_by: Mapped[UUID | None]


class LocalContact(TenantRow, Model):
    """Where to ring or write about a safeguarding concern, and when somebody last made sure that it is right."""

    __tablename__ = "safeguarding_contact"
    __tenancy__ = "tenant"
    __personal__ = Personal(
        "Local safeguarding contact",
        plain=("authority", "team", "phone", "out_of_hours", "email", "web"),
    )
    __table_args__ = (UniqueConstraint("tenant_id", "authority", "team"),)

    authority: Mapped[str]
    team: Mapped[str]
    phone: Mapped[str | None]
    out_of_hours: Mapped[str | None]
    email: Mapped[str | None]
    web: Mapped[str | None]
    verified_on: Mapped[date]
    verified_by: Mapped[UUID | None]
