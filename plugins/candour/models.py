"""A duty of candour record, the people told, every attempt to reach them, and the Scottish annual report."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from plugins.candour.rules.correspondence import EVERY_PART, for_an_advocate
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

    `regime` is the duty that applies, by `body_type` and nation. Whom to tell are its `people`; from `told_at` on, the
    record holds of each step when it was done for the last of them (`rules.standing.roll_up`). Codes are of
    `rules.codes` and `rules.regimes`.
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
    told_at: Mapped[datetime | None]
    told_method: Mapped[str | None]
    not_told: Mapped[str | None]
    not_told_on: Mapped[date | None]
    letter_sent_on: Mapped[date | None]
    has_enquiry: Mapped[bool | None]
    results_shared_on: Mapped[date | None]
    meeting_offered_on: Mapped[date | None]
    meeting_held_on: Mapped[date | None]
    meeting_declined_on: Mapped[date | None]
    review_done_on: Mapped[date | None]
    review_how: Mapped[LongText | None]
    review_actions: Mapped[LongText | None]
    delay_explained_on: Mapped[date | None]
    report_offered_on: Mapped[date | None]
    learning: Mapped[LongText | None]
    told_correspondence: Mapped[JsonList | None] = mapped_column("correspondence")

    people: Mapped[list[RelevantPerson]] = relationship(
        primaryjoin=lambda: and_(
            CandourRecord.tenant_id == foreign(RelevantPerson.tenant_id),
            CandourRecord.id == foreign(RelevantPerson.record_id),
        ),
        order_by=lambda: RelevantPerson.position,
        viewonly=True,
    )

    @property
    def correspondence(self) -> list[dict[str, str]] | None:
        """What may be shown to the person's advocate: of a copy what came with it, of our own as it stands now."""
        return self.told_correspondence if self.is_received else for_an_advocate(self.people) or None

    @correspondence.setter
    def correspondence(self, told: list[dict[str, str]] | None) -> None:
        self.told_correspondence = told

    @property
    def owes_results(self) -> bool:
        """Whether enquiries were promised to somebody with whom their results were not shared yet."""
        return bool(self.has_enquiry) and self.results_shared_on is None


class RelevantPerson(RecordChild, Model):
    """Somebody who must be told: on what basis, what they need, and each step taken for them.

    Named by initials or the organisation's own reference. `apology` holds the words as they were said,
    `letter_apology` as they were written: neither is ever shortened. Times are of telling, days of writing. `regime`
    is that of the record, which no longer changes once people are named.
    """

    __tablename__ = "candour_person"
    __personal__ = Personal(
        "Person told under the duty of candour",
        columns={
            "reference": "Initials or our reference",
            "note": "How we know they may act",
            "communication_needs": "What they need to follow what they are told",
            **dict(EVERY_PART),
        },
        plain=("regime", "basis", "preferred_contact", "told_method", "not_told", "results_method"),
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        UniqueConstraint("tenant_id", "record_id", "position"),
        CheckConstraint("told_at IS NULL OR told_method IS NOT NULL", name="told_in_some_way"),
        CheckConstraint("not_told IS NULL OR not_told_on IS NOT NULL", name="not_told_on_a_day"),
        CheckConstraint(
            f"letter_sent_on IS NULL OR regime NOT IN ({TOLD_FIRST}) OR told_at IS NOT NULL OR not_told IS NOT NULL",
            name="told_before_written",
        ),
    )

    position: Mapped[int]
    regime: Mapped[str]
    basis: Mapped[str | None]
    reference: Mapped[str | None]
    note: Mapped[str | None]
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
    review_views: Mapped[LongText | None]
    delay_explained_on: Mapped[date | None]
    delay_explanation: Mapped[LongText | None]
    report_offered_on: Mapped[date | None]
    report_support: Mapped[str | None]

    @property
    def name(self) -> str:
        """What tells them apart on our own pages; never a full name."""
        return self.reference or f"Person {self.position}"

    @property
    def was_reached_or_not(self) -> bool:
        """Whether they were told, or it is recorded why they were not."""
        return self.told_at is not None or self.not_told is not None

    @property
    def owes_results(self) -> bool:
        """Whether they were promised enquiries whose results nobody has shared with them yet."""
        return bool(self.has_enquiry) and self.results_shared_on is None


class Attempt(RecordChild, Model):
    """One attempt to reach one of the people: when, how, and what came of it."""

    __tablename__ = "candour_attempt"
    __personal__ = Personal(
        "Attempt to reach somebody",
        columns={"words": "What happened"},
        plain=("method", "outcome"),
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        ForeignKeyConstraint(
            ["tenant_id", "relevant_person_id"],
            ["portal.candour_person.tenant_id", "portal.candour_person.id"],
            ondelete="CASCADE",
        ),
        Index("ix_candour_attempt_record", "tenant_id", "record_id"),
    )

    relevant_person_id: Mapped[UUID]
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
