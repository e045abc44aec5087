"""Documents, their versions, what they are put to. The bytes lie sealed in the file store, never in a table."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import SCHEMA, Model, TenantRow, tenant_foreign_key
from portal.core.personal import Personal

KEPT, WAITING, INFECTED, LOST = "kept", "waiting", "infected", "lost"


class Document(TenantRow, Model):
    """One piece of evidence: the day it is about is not the day it came. Seen by whoever sees what it is put to.

    `newest` is the number of its last version. `peer_name` is the organisation whose evidence this is a copy of.
    """

    __tablename__ = "document"
    __tenancy__ = "document"
    __personal__ = Personal(
        "Document", columns={"title": "Title"}, plain=("peer_name",), through="portal.document_link"
    )
    __table_args__ = (
        CheckConstraint("expires_on >= about_on", name="expires_after_about"),
        Index("ix_document_list", "tenant_id", text("created_at DESC"), text("id DESC")),
    )

    title: Mapped[str]
    about_on: Mapped[date]
    expires_on: Mapped[date | None]
    newest: Mapped[int]
    peer_name: Mapped[str | None]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]


class DocumentVersion(TenantRow, Model):
    """One file of a document. Its id is the name of the sealed file; with this row goes the key that opens it.

    `sha256` is of what is kept, `received_sha256` of what was sent: they differ for a picture, which is drawn anew.
    `state`: `kept`, or not to be had: `waiting` for the virus scanner, `infected`, `lost` from the store.
    `contents` lists the names in an archive.
    """

    __tablename__ = "document_version"
    __tenancy__ = "document_version"
    __personal__ = Personal(
        "File",
        columns={"file_name": "Name of the file", "contents": "Names in the archive"},
        plain=("media_type", "sha256", "received_sha256", "state"),
        along="document_id",
    )
    __table_args__ = (
        UniqueConstraint("tenant_id", "document_id", "number"),
        tenant_foreign_key("document", "document_id", on_delete="CASCADE"),
        CheckConstraint("number > 0", name="number_is_positive"),
        CheckConstraint("size_bytes > 0", name="size_is_positive"),
        CheckConstraint("state IN ('kept', 'waiting', 'infected', 'lost')", name="state_is_known"),
        Index("ix_document_version_waiting", "tenant_id", "uploaded_at", postgresql_where="state = 'waiting'"),
    )

    document_id: Mapped[UUID]
    number: Mapped[int]
    file_name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    received_sha256: Mapped[str]
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str]
    scanned_at: Mapped[datetime | None]
    contents: Mapped[list[str] | None] = mapped_column(JSONB)
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[UUID | None]

    @property
    def is_redrawn(self) -> bool:
        return self.sha256 != self.received_sha256


class DocumentLink(TenantRow, Model):
    """A document put to a record, an action, or one point of a record's (`kind`, `subject_id`).

    It carries the compartment of what it is put to, kept equal by the foreign key; row security needs no more.
    `version_number` is the version that was the newest then.
    """

    __tablename__ = "document_link"
    __tenancy__ = "document_link"
    __personal__ = Personal("Document put to a record", plain=("kind",), along="record_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "document_id"],
            [f"{SCHEMA}.document.tenant_id", f"{SCHEMA}.document.id"],
            name="fk_document_link_document",
            deferrable=True,
            initially="DEFERRED",
        ),
        ForeignKeyConstraint(
            ["tenant_id", "record_id", "compartment"],
            [f"{SCHEMA}.record.tenant_id", f"{SCHEMA}.record.id", f"{SCHEMA}.record.compartment"],
            name="fk_document_link_record",
            onupdate="CASCADE",
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        tenant_foreign_key("improvement_action", "action_id", on_delete="CASCADE"),
        CheckConstraint("record_id IS NOT NULL OR action_id IS NOT NULL", name="put_to_something"),
        Index("ix_document_link_document", "tenant_id", "document_id"),
        Index("ix_document_link_record", "tenant_id", "record_id"),
        Index("ix_document_link_action", "tenant_id", "action_id"),
    )

    document_id: Mapped[UUID]
    kind: Mapped[str]
    compartment: Mapped[str]
    record_id: Mapped[UUID | None]
    action_id: Mapped[UUID | None]
    subject_id: Mapped[UUID | None]
    version_number: Mapped[int]
    linked_at: Mapped[datetime]
    linked_by: Mapped[UUID | None]


class DocumentTicket(TenantRow, Model):
    """Leave to fetch one version, once, for one person, for a minute."""

    __tablename__ = "document_ticket"
    __tenancy__ = "own"
    __personal__ = Personal("Leave to fetch a document")
    __table_args__ = (
        tenant_foreign_key("document_version", "version_id", on_delete="CASCADE"),
        Index("ix_document_ticket_version", "tenant_id", "version_id"),
    )

    user_id: Mapped[UUID]
    version_id: Mapped[UUID]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class StoredFile(TenantRow, Model):
    """That a file lies in the store, and how large it is; nothing of what it is, so that space can be counted."""

    __tablename__ = "stored_file"
    __tenancy__ = "stored_file"
    __personal__ = Personal("Stored file")

    size_bytes: Mapped[int] = mapped_column(BigInteger)
    stored_at: Mapped[datetime]
