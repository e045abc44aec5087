"""People in a position of trust: the case about one, what was decided to tell whom, and advice sought about nobody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from plugins.safeguarding.rules.pipot_codes import ADVICE, ASKED_OF, SETTINGS, THEMES
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

OF_A_CONSULTATION = {
    "asked_of": ASKED_OF.codes,
    "setting": SETTINGS.codes,
    "theme": THEMES.codes,
    "advice": ADVICE.codes,
}


class PipotCase(RecordDetail, Record):
    """That somebody who works with adults with care needs may be a risk to them: scope, owner, decisions, outcome.

    The three scope questions are `may_have_harmed`, `possible_offence` and `indicates_risk`. The employer's own
    steps against a worker are the employer's records; here stands whether there were any.
    """

    __tablename__ = "pipot_case"
    extra_table_args: ClassVar[tuple[Any, ...]] = (
        CheckConstraint("(in_scope IS NULL) = (scope_reason IS NULL)", name="scope_says_why"),
        CheckConstraint("barring_decision IS NULL OR barring_reason IS NOT NULL", name="barring_says_why"),
        CheckConstraint(
            "professional_decision IS NULL OR professional_reason IS NOT NULL", name="professional_says_why"
        ),
        CheckConstraint("outcome IS NULL OR outcome_reason IS NOT NULL", name="outcome_says_why"),
    )

    received_at: Mapped[datetime | None]
    source: Mapped[str | None]
    allegation_type: Mapped[str | None]
    what_is_said: Mapped[LongText | None]
    person_reference: Mapped[str | None]
    person_role: Mapped[str | None]
    employer: Mapped[str | None]
    may_have_harmed: Mapped[bool | None]
    possible_offence: Mapped[bool | None]
    indicates_risk: Mapped[bool | None]
    in_scope: Mapped[bool | None]
    scope_reason: Mapped[LongText | None]
    child_related: Mapped[bool | None]
    lado_criteria: Mapped[JsonList | None]
    lado_told_at: Mapped[datetime | None]
    lado_reference: Mapped[str | None]
    lado_advice: Mapped[LongText | None]
    information_owner: Mapped[str | None]
    owner_named_on: Mapped[date | None]
    left_first: Mapped[bool | None]
    strategy: Mapped[LongText | None]
    strategy_on: Mapped[date | None]
    linked: Mapped[JsonList | None]
    worker_support: Mapped[str | None]
    risk_plan: Mapped[LongText | None]
    risk_review_on: Mapped[date | None]
    employer_action: Mapped[str | None]
    police_reference: Mapped[str | None]
    outcome: Mapped[str | None]
    outcome_reason: Mapped[LongText | None]
    barring_decision: Mapped[str | None]
    barring_reason: Mapped[LongText | None]
    barring_decided_on: Mapped[date | None]
    barring_referred_on: Mapped[date | None]
    professional_decision: Mapped[str | None]
    professional_reason: Mapped[LongText | None]
    professional_referred_on: Mapped[date | None]
    retention_review_on: Mapped[date | None]


class PipotDisclosure(RecordChild, Model):
    """One decision whether to tell somebody about the person, with its reason either way."""

    __tablename__ = "pipot_disclosure"
    __personal__ = Personal(
        "Decision whether to tell",
        columns={
            "reason": "Why",
            "recipient": "To whom",
            "told": "What exactly was told",
            "person_comment": "What the person said",
            "person_not_told_reason": "Why the person was not told first",
        },
        plain=("decision", "legal_basis"),
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        CheckConstraint(
            "decision <> 'share' OR (recipient IS NOT NULL AND told IS NOT NULL AND legal_basis IS NOT NULL"
            " AND shared_at IS NOT NULL)",
            name="shared_says_what_to_whom_and_when",
        ),
        CheckConstraint(
            "decision <> 'share' OR person_told_first OR person_not_told_reason IS NOT NULL",
            name="told_first_or_why_not",
        ),
        Index("ix_pipot_disclosure_record", "tenant_id", "record_id"),
    )

    decision: Mapped[str]
    reason: Mapped[str]
    legal_basis: Mapped[str | None]
    recipient: Mapped[str | None]
    told: Mapped[str | None]
    shared_at: Mapped[datetime | None]
    person_told_first: Mapped[bool | None]
    person_comment: Mapped[str | None]
    person_not_told_reason: Mapped[str | None]
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]


class PipotNotice(RecordDetail, Record):
    """What one organisation was told through the portal, word for word. Theirs is a copy; their lead alone finds it."""

    __tablename__ = "pipot_notice"

    told: Mapped[LongText | None]
    legal_basis: Mapped[str | None]
    person_told_first: Mapped[bool | None]


class PipotReview(RecordChild, Model):
    """One review of the employer's risk plan, and when the next one is."""

    __tablename__ = "pipot_review"
    __personal__ = Personal("Review of a risk plan", columns={"words": "What was found"}, along="record_id")
    __table_args__ = (record_reference("record_id"), Index("ix_pipot_review_record", "tenant_id", "record_id"))

    reviewed_on: Mapped[date]
    words: Mapped[str]
    next_on: Mapped[date | None]
    reviewed_by: Mapped[UUID | None]


class PipotConsultation(RecordDetail, Record):
    """Advice asked about a situation, not a person: nobody can be named, and the database takes codes alone.

    It refuses words and people put to the record as well, by whichever way they come (revision 0045).
    """

    __tablename__ = "pipot_consultation"
    extra_table_args: ClassVar[tuple[Any, ...]] = tuple(
        CheckConstraint(f"{column} IN ({', '.join(repr(one.key) for one in codes)})", name=f"{column}_is_a_code")
        for column, codes in OF_A_CONSULTATION.items()
    )

    asked_at: Mapped[datetime | None]
    asked_of: Mapped[str | None]
    setting: Mapped[str | None]
    theme: Mapped[str | None]
    advice: Mapped[str | None]
