"""People, where they stand, the formats chosen for them; requests for what is held, and what was found."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import SCHEMA, LongText, Model, TenantRow, TextList, tenant_foreign_key
from portal.core.personal import Personal
from portal.records.models import Record, RecordChild, RecordDetail, record_reference


class Person(TenantRow, Model):
    """Somebody who may be named in records, as one organisation knows them, and how they need to be told things.

    Seen by whoever sees a record they stand in; one who stands in none, by whoever holds the `compartment` they were
    recorded in. `folded_name` is the name as it is compared (`portal.people.rules.folded`). `merged_into` is the
    entry that stands for them; nothing is moved, so that it can be undone. Codes of `formats`, `support` and
    `contact_method` are of `portal.people.rules`; `needs_asked_on` is None while nobody asked.
    """

    __tablename__ = "person"
    __tenancy__ = "person"
    __personal__ = Personal(
        "Person",
        columns={
            "name": "Name",
            "other_names": "Other names",
            "our_reference": "Our reference",
            "date_of_birth": "Date of birth",
            "email": "E-mail",
            "phone": "Telephone",
            "address": "Address",
            "formats": "Formats needed",
            "support": "Support needed",
            "contact_method": "How to get in touch",
            "language": "Language",
            "needs_notes": "What else helps",
        },
        plain=("folded_name",),
        along="id",
    )
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "merged_into"],
            [f"{SCHEMA}.person.tenant_id", f"{SCHEMA}.person.id"],
        ),
        CheckConstraint("merged_into <> id", name="merged_into_another"),
        CheckConstraint("(merged_into IS NULL) = (merged_at IS NULL)", name="merged_is_dated"),
        CheckConstraint(
            "needs_asked_on IS NOT NULL"
            " OR cardinality(formats) = 0 AND cardinality(support) = 0 AND contact_method IS NULL",
            name="needs_were_asked",
        ),
        Index("ix_person_name", "tenant_id", "folded_name"),
        Index("ix_person_merged", "tenant_id", "merged_into", postgresql_where="merged_into IS NOT NULL"),
        Index("ix_person_ask_again", "tenant_id", "needs_review_on", postgresql_where="needs_review_on IS NOT NULL"),
    )

    compartment: Mapped[str]
    name: Mapped[str]
    folded_name: Mapped[str]
    other_names: Mapped[TextList]
    our_reference: Mapped[str | None]
    date_of_birth: Mapped[date | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    address: Mapped[LongText | None]
    formats: Mapped[TextList]
    support: Mapped[TextList]
    contact_method: Mapped[str | None]
    language: Mapped[str | None]
    needs_notes: Mapped[LongText | None]
    needs_asked_on: Mapped[date | None]
    needs_asked_by: Mapped[UUID | None]
    may_share_needs: Mapped[bool | None]
    needs_review_on: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    updated_at: Mapped[datetime]
    row_version: Mapped[int] = mapped_column(default=1)
    merged_into: Mapped[UUID | None]
    merged_at: Mapped[datetime | None]
    merged_by: Mapped[UUID | None]

    @property
    def has_needs(self) -> bool:
        """Whether letters and talks must be made for them."""
        return bool(self.formats or self.support or self.contact_method or self.language)


class RecordPerson(RecordChild, Model):
    """That a person stands in a record, and as what (`role`, a code of `portal.people.rules.ROLES`)."""

    __tablename__ = "record_person"
    __tenancy__ = "record_person"
    __personal__ = Personal("Named in a record", plain=("role",))
    __table_args__ = (
        record_reference("record_id"),
        tenant_foreign_key("person", "person_id"),
        UniqueConstraint("tenant_id", "record_id", "person_id", "role"),
        Index("ix_record_person_person", "tenant_id", "person_id"),
    )

    person_id: Mapped[UUID]
    role: Mapped[str]
    linked_at: Mapped[datetime]
    linked_by: Mapped[UUID | None]


class FormatChoice(TenantRow, Model):
    """In which format something was made for a person; one they cannot use only with a reason. Written once."""

    __tablename__ = "format_choice"
    __tenancy__ = "format_choice"
    __personal__ = Personal(
        "Format of a letter", columns={"reason": "Why another format"}, plain=("format", "used_for"), along="person_id"
    )
    __table_args__ = (
        tenant_foreign_key("person", "person_id"),
        CheckConstraint("met_needs OR reason IS NOT NULL", name="other_format_with_a_reason"),
        Index("ix_format_choice_person", "tenant_id", "person_id", "chosen_at"),
    )

    person_id: Mapped[UUID]
    format: Mapped[str]
    used_for: Mapped[str]
    met_needs: Mapped[bool]
    reason: Mapped[str | None]
    chosen_at: Mapped[datetime]
    chosen_by: Mapped[UUID | None]


class AccessRequest(RecordDetail, Record):
    """Somebody asks what is held about them. Lives in a compartment of its own.

    `asked_by` says who asks for them and by what right. `search_words` are looked for besides their names.
    `not_looked_in` names the compartments that whoever gathered could not see.
    """

    __tablename__ = "access_request"
    extra_table_args: ClassVar[tuple[Any, ...]] = (
        tenant_foreign_key("person", "person_id"),
        CheckConstraint("released_by <> proposed_by", name="released_by_two_people"),
        CheckConstraint("released_at IS NULL OR proposed_at IS NOT NULL", name="released_once_proposed"),
        CheckConstraint(
            "(released_at IS NULL) = (released_by IS NULL) AND (proposed_at IS NULL) = (proposed_by IS NULL)",
            name="decided_by_somebody",
        ),
    )

    person_id: Mapped[UUID]
    received_on: Mapped[date]
    asked_for: Mapped[LongText | None]
    asked_by: Mapped[str | None]
    identity_how: Mapped[str | None]
    identity_on: Mapped[date | None]
    search_words: Mapped[TextList]
    gathered_at: Mapped[datetime | None]
    not_looked_in: Mapped[TextList]
    proposed_by: Mapped[UUID | None]
    proposed_at: Mapped[datetime | None]
    released_by: Mapped[UUID | None]
    released_at: Mapped[datetime | None]
    given_on: Mapped[date | None]
    given_how: Mapped[str | None]
    ended_reason: Mapped[LongText | None]


class AccessLine(RecordChild, Model):
    """One passage that was found, as it stood then, and what a person decided about it.

    `place` is the table, `source` what a reader calls the row and `source_id` its record. `others_named` are people of
    the same record whose names stand in it. `left_out` are words that an included passage is given without.
    """

    __tablename__ = "access_line"
    __personal__ = Personal(
        "Passage of a subject access pack",
        columns={"words": "Passage", "reason": "Reason", "others_named": "Others named", "left_out": "Left out"},
        plain=("place", "row_key", "column_name", "source", "label", "found_by", "decision"),
        along="record_id",
        not_gathered="copies of what stands elsewhere",
    )
    __table_args__ = (
        record_reference("record_id"),
        UniqueConstraint("tenant_id", "record_id", "place", "row_key", "column_name"),
        CheckConstraint("decision IN ('include', 'third_party', 'exempt', 'not_them')", name="decision_is_known"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_is_dated"),
        CheckConstraint(
            "decision NOT IN ('third_party', 'exempt') OR reason IS NOT NULL", name="withheld_with_a_reason"
        ),
        CheckConstraint("found_by IN ('link', 'name')", name="found_by_is_known"),
    )

    place: Mapped[str]
    row_key: Mapped[str]
    column_name: Mapped[str]
    source_id: Mapped[UUID | None]
    source: Mapped[str]
    label: Mapped[str]
    words: Mapped[LongText]
    found_by: Mapped[str]
    others_named: Mapped[TextList]
    decision: Mapped[str | None]
    reason: Mapped[str | None]
    left_out: Mapped[TextList]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]


class AccessPack(RecordChild, Model):
    """The released answer as one file: a ZIP with the passages as PDF (or HTML) and as JSON. Written once."""

    __tablename__ = "access_pack"
    __personal__ = Personal("Subject access pack", plain=("sha256",), not_gathered="copies of what stands elsewhere")
    __table_args__ = (record_reference("record_id"), Index("ix_access_pack_record", "tenant_id", "record_id"))

    made_at: Mapped[datetime]
    sha256: Mapped[str]
    content: Mapped[bytes]
