"""Templates in versions, and letters as they were finished."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from portal.core.db import LongText, Model, TenantRow, tenant_foreign_key
from portal.core.personal import Personal
from portal.records.models import RecordChild, record_reference


class LetterTemplate(TenantRow, Model):
    """One version of a template's words. Added, never changed; the highest version of a key counts.

    Version 0 of a key is the one a feature declares (`StandardLetter`) and has no row.
    """

    __tablename__ = "letter_template"
    __tenancy__ = "tenant"
    __personal__ = Personal("Words letters begin with", columns={"name": "Name", "body": "Words"}, plain=("key",))
    __table_args__ = (
        UniqueConstraint("tenant_id", "key", "version"),
        CheckConstraint("version > 0", name="version_0_is_shipped"),
    )

    key: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    body: Mapped[LongText]
    saved_at: Mapped[datetime]
    saved_by: Mapped[UUID | None]


class Letter(RecordChild, Model):
    """One letter about a record to one person, as it was finished. Written once; it goes when the record is erased.

    `person_id` is who it is to, where they are written down as a person. `format` is the one they get it in;
    `format_reason` says why it is used although they need another.
    """

    __tablename__ = "letter"
    __personal__ = Personal(
        "Letter",
        columns={
            "addressee": "To",
            "address": "Address",
            "body": "Words",
            "format_reason": "Why another format than the one they need",
        },
        plain=("template_key", "name", "format"),
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        tenant_foreign_key("person", "person_id", on_delete="SET NULL (person_id)"),
        Index("ix_letter_record", "tenant_id", "record_id", "finished_at"),
    )

    template_key: Mapped[str]
    template_version: Mapped[int]
    name: Mapped[str]
    person_id: Mapped[UUID | None]
    addressee: Mapped[str]
    address: Mapped[LongText | None]
    format: Mapped[str]
    format_reason: Mapped[str | None]
    body: Mapped[LongText]
    finished_at: Mapped[datetime]
    finished_by: Mapped[UUID | None]
