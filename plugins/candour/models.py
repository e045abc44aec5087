"""A duty of candour record, every attempt to reach the person, and the Scottish annual report."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from portal.plugin.models import (
    JsonList,
    LongText,
    Model,
    Personal,
    Record,
    RecordChild,
    RecordDetail,
    record_reference,
)

TOLD_FIRST = "'england-health-service-body', 'england-other-provider', 'wales-nhs'"


class CandourRecord(RecordDetail, Record):
    """That something went wrong with somebody's care, and how they were told, answered and told again.

    `regime` is the duty that applies, by `body_type` and nation. The person is named by initials and the organisation's
    own reference. `apology` holds the words as they were said, `letter_apology` as they were written: neither is ever
    shortened. Times are of telling, days of writing. Codes are of `rules.codes` and `rules.regimes`.
    """

    __tablename__ = "candour"
    extra_table_args: ClassVar[tuple[Any, ...]] = (
        CheckConstraint("body_type IS NULL OR regime IS NOT NULL", name="regime_follows_the_body"),
        CheckConstraint("is_notifiable IS NULL OR decided_at IS NOT NULL", name="decided_at_a_time"),
        CheckConstraint("told_at IS NULL OR told_method IS NOT NULL", name="told_in_some_way"),
        CheckConstraint(
            f"letter_sent_on IS NULL OR regime NOT IN ({TOLD_FIRST}) OR told_at IS NOT NULL OR not_told IS NOT NULL",
            name="told_before_written",
        ),
        CheckConstraint(
            "regime <> 'scotland' OR is_notifiable IS NOT TRUE OR opinion_uninvolved",
            name="opinion_of_somebody_uninvolved",
        ),
    )

    what_happened: Mapped[LongText | None]
    occurred_on: Mapped[date | None]
    aware_at: Mapped[datetime | None]
    person_reference: Mapped[str | None]
    body_type: Mapped[str | None]
    regime: Mapped[str | None]
    contract_applies: Mapped[bool | None]
    contract_source: Mapped[str | None]
    unintended: Mapped[bool | None]
    in_service: Mapped[bool | None]
    likelihood: Mapped[str | None]
    harm: Mapped[str | None]
    policy_asks: Mapped[bool | None]
    opinion_by: Mapped[str | None]
    opinion_role: Mapped[str | None]
    opinion_on: Mapped[date | None]
    opinion_uninvolved: Mapped[bool | None]
    is_notifiable: Mapped[bool | None]
    decision_reason: Mapped[LongText | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    relevant_basis: Mapped[str | None]
    relevant_reference: Mapped[str | None]
    relevant_note: Mapped[str | None]
    preferred_contact: Mapped[str | None]
    communication_needs: Mapped[str | None]
    told_at: Mapped[datetime | None]
    told_method: Mapped[str | None]
    told_by: Mapped[str | None]
    told_facts: Mapped[LongText | None]
    has_enquiry: Mapped[bool | None]
    enquiries: Mapped[LongText | None]
    apology: Mapped[LongText | None]
    support_offered: Mapped[LongText | None]
    delay_reason: Mapped[LongText | None]
    not_told: Mapped[str | None]
    not_told_on: Mapped[date | None]
    not_told_words: Mapped[str | None]
    letter_to: Mapped[str | None]
    letter_account: Mapped[LongText | None]
    letter_enquiries: Mapped[LongText | None]
    letter_apology: Mapped[LongText | None]
    letter_support: Mapped[LongText | None]
    letter_contact: Mapped[str | None]
    letter_sent_on: Mapped[date | None]
    results: Mapped[LongText | None]
    results_shared_on: Mapped[date | None]
    results_method: Mapped[str | None]
    meeting_offered_on: Mapped[date | None]
    meeting_invitation: Mapped[LongText | None]
    meeting_held_on: Mapped[date | None]
    meeting_declined_on: Mapped[date | None]
    meeting_account: Mapped[LongText | None]
    meeting_questions: Mapped[LongText | None]
    meeting_next: Mapped[LongText | None]
    meeting_other_ways: Mapped[LongText | None]
    meeting_contact: Mapped[str | None]
    note_given_on: Mapped[date | None]
    review_done_on: Mapped[date | None]
    review_how: Mapped[LongText | None]
    review_views: Mapped[LongText | None]
    review_actions: Mapped[LongText | None]
    delay_explained_on: Mapped[date | None]
    delay_explanation: Mapped[LongText | None]
    report_offered_on: Mapped[date | None]
    report_support: Mapped[str | None]
    learning: Mapped[LongText | None]

    @property
    def was_reached_or_not(self) -> bool:
        """Whether the person was told, or it is recorded why they were not."""
        return self.told_at is not None or self.not_told is not None

    @property
    def owes_results(self) -> bool:
        """Whether enquiries were promised whose results nobody has shared yet."""
        return bool(self.has_enquiry) and self.results_shared_on is None


class Attempt(RecordChild, Model):
    """One attempt to reach the person: when, how, and what came of it."""

    __tablename__ = "candour_attempt"
    __personal__ = Personal(
        "Attempt to reach somebody",
        columns={"words": "What happened"},
        plain=("method", "outcome"),
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        Index("ix_candour_attempt_record", "tenant_id", "record_id"),
    )

    made_at: Mapped[datetime]
    method: Mapped[str]
    outcome: Mapped[str]
    words: Mapped[str | None]
    made_by: Mapped[UUID | None]


class AnnualReport(RecordDetail, Record):
    """A year of the Scottish duty of candour, April to March, as it is published: counts and words, no names.

    `figures` are kept when it is published, small numbers already hidden, so that it never changes afterwards.
    """

    __tablename__ = "candour_report"
    extra_table_args: ClassVar[tuple[Any, ...]] = (
        CheckConstraint("published_on IS NULL OR figures IS NOT NULL", name="published_with_its_figures"),
        CheckConstraint("body_told_on IS NULL OR published_on IS NOT NULL", name="published_before_anybody_is_told"),
    )

    year: Mapped[int | None]
    policies: Mapped[LongText | None]
    support: Mapped[LongText | None]
    changes: Mapped[LongText | None]
    figures: Mapped[JsonList | None]
    published_on: Mapped[date | None]
    published_where: Mapped[str | None]
    body_told: Mapped[str | None]
    body_told_on: Mapped[date | None]
