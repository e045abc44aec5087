"""Rooms, disclosures, receipts and messages: each side holds its own rows, written only by the five functions."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from portal.core.db import SCHEMA, JsonList, JsonObject, LongText, Model, TenantRow, tenant_foreign_key
from portal.core.personal import Personal
from portal.records.models import RecordChild, record_reference


def _follows_record(table: str) -> ForeignKeyConstraint:
    """The row moves with its record into another compartment, and outlives it."""
    return ForeignKeyConstraint(
        ["tenant_id", "record_id", "compartment"],
        [f"{SCHEMA}.record.tenant_id", f"{SCHEMA}.record.id", f"{SCHEMA}.record.compartment"],
        name=f"fk_{table}_record",
        onupdate="CASCADE",
        ondelete="SET NULL (record_id)",
        deferrable=True,
        initially="DEFERRED",
    )


class Room(TenantRow, Model):
    """One conversation about one subject with one linked organisation. `room_key` joins the two sides, never shown.

    `record_id` is our record: the one we disclosed, or the one a receipt became.
    """

    __tablename__ = "room"
    __tenancy__ = "room"
    __personal__ = Personal("Conversation", plain=("peer_name",))
    __table_args__ = (
        UniqueConstraint("tenant_id", "room_key"),
        UniqueConstraint("tenant_id", "link_id", "record_id"),
        tenant_foreign_key("link", "link_id"),
        _follows_record("room"),
    )

    room_key: Mapped[UUID]
    link_id: Mapped[UUID]
    record_id: Mapped[UUID | None]
    compartment: Mapped[str]
    peer_name: Mapped[str]
    opened_at: Mapped[datetime]


class Disclosure(RecordChild, Model):
    """The sender's evidence of exactly what one version told: fields, bytes, why, on what basis, who decided.

    `held_until` and `gone_on` are what the receiver says of its copy, which follows its own rules.
    """

    __tablename__ = "disclosure"
    __tenancy__ = "exchange"
    __personal__ = Personal(
        "What was shared",
        columns={"snapshot": "What was told", "purpose": "Why", "consent": "Consent", "state_reason": "Why it ended"},
        plain=("peer_name", "view", "manifest", "sha256", "lawful_basis", "state"),
        along="record_id",
    )
    __table_args__ = (
        record_reference("record_id"),
        tenant_foreign_key("room", "room_id"),
        UniqueConstraint("tenant_id", "room_id", "view", "version"),
        CheckConstraint("state IN ('current', 'superseded', 'withdrawn', 'recalled')", name="state_is_known"),
        Index("ix_disclosure_record", "tenant_id", "record_id"),
        Index("ix_disclosure_sent", "tenant_id", "sent_at"),
    )

    room_id: Mapped[UUID]
    peer_name: Mapped[str]
    view: Mapped[str]
    version: Mapped[int]
    manifest: Mapped[JsonList]
    snapshot: Mapped[LongText]
    sha256: Mapped[str]
    purpose: Mapped[str]
    lawful_basis: Mapped[str]
    consent: Mapped[str]
    decided_by: Mapped[UUID | None]
    second_person: Mapped[UUID | None]
    is_standing: Mapped[bool]
    sent_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    state: Mapped[str]
    state_reason: Mapped[str | None]
    state_at: Mapped[datetime | None]
    held_until: Mapped[date | None]
    gone_on: Mapped[date | None]


class Receipt(TenantRow, Model):
    """The receiver's copy of the same bytes, and what became of it.

    `enclosed` lists the files that came with this version, sealed for this organisation: `file`, `key` (wrapped, hex),
    `sha256`, `size_bytes`, `state`, `scanned_at`. They become documents once the copy was opened.
    """

    __tablename__ = "receipt"
    __tenancy__ = "exchange"
    __personal__ = Personal(
        "What was received",
        columns={"snapshot": "What we were told", "purpose": "Why"},
        plain=("peer_name", "kind", "view", "manifest", "sha256", "lawful_basis", "state", "enclosed"),
        along="record_id",
    )
    __table_args__ = (
        tenant_foreign_key("room", "room_id"),
        _follows_record("receipt"),
        UniqueConstraint("tenant_id", "room_id", "view", "version"),
        CheckConstraint("state IN ('current', 'superseded', 'withdrawn')", name="state_is_known"),
        Index("ix_receipt_received", "tenant_id", "received_at"),
        Index("ix_receipt_unopened", "tenant_id", "received_at", postgresql_where="opened_at IS NULL"),
    )

    room_id: Mapped[UUID]
    record_id: Mapped[UUID | None]
    compartment: Mapped[str]
    peer_name: Mapped[str]
    kind: Mapped[str]
    view: Mapped[str]
    version: Mapped[int]
    manifest: Mapped[JsonList]
    snapshot: Mapped[LongText]
    sha256: Mapped[str]
    purpose: Mapped[str]
    lawful_basis: Mapped[str]
    received_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    opened_by: Mapped[UUID | None]
    state: Mapped[str]
    state_at: Mapped[datetime | None]
    enclosed: Mapped[JsonList | None]


class Message(TenantRow, Model):
    """One typed message of a room, as one side holds it. `author_role` is a role, not a name.

    The four spoken types are words alone; a feature's own types (`reply.notice`) carry a `payload` and stand on the
    feature's pages instead of in the conversation.
    """

    __tablename__ = "message"
    __tenancy__ = "exchange"
    __personal__ = Personal(
        "Message",
        columns={"body": "Message", "payload": "What came with it"},
        plain=("direction", "type", "author_role"),
        along="record_id",
    )
    __table_args__ = (
        tenant_foreign_key("room", "room_id"),
        _follows_record("message"),
        UniqueConstraint("tenant_id", "message_key"),
        CheckConstraint("direction IN ('sent', 'received')", name="direction_is_known"),
        CheckConstraint(
            "type IN ('acknowledge', 'ask', 'answer', 'object') AND payload IS NULL"
            " OR type ~ '^[a-z]+[.][a-z_]+$' AND payload IS NOT NULL AND jsonb_typeof(payload) = 'object'",
            name="words_or_payload",
        ),
        Index("ix_message_room", "tenant_id", "room_id", "sent_at"),
    )

    room_id: Mapped[UUID]
    record_id: Mapped[UUID | None]
    compartment: Mapped[str]
    message_key: Mapped[UUID]
    direction: Mapped[str]
    type: Mapped[str]
    body: Mapped[LongText]
    answers_key: Mapped[UUID | None]
    about_version: Mapped[int | None]
    author_id: Mapped[UUID | None]
    author_role: Mapped[str]
    sent_at: Mapped[datetime]
    answer_by: Mapped[date | None]
    answered_at: Mapped[datetime | None]
    payload: Mapped[JsonObject | None]


class HeldBack(RecordChild, Model):
    """A standing disclosure a person kept back for now, and why. Lifted by the next saving that is not held back."""

    __tablename__ = "held_back"
    __personal__ = Personal("Held back", columns={"reason": "Why"}, along="record_id")
    __table_args__ = (record_reference("record_id"), Index("ix_held_back_record", "tenant_id", "record_id"))

    link_id: Mapped[UUID]
    reason: Mapped[str]
    decided_by: Mapped[UUID]
    decided_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]


# A received record stands on its receipt and goes with it when the sender recalls it. Said here because the record's
# own module is below and does not know the exchange.
Model.metadata.tables[f"{SCHEMA}.record"].append_constraint(
    ForeignKeyConstraint(
        ["tenant_id", "receipt_id"],
        [f"{SCHEMA}.receipt.tenant_id", f"{SCHEMA}.receipt.id"],
        name="fk_record_receipt",
        ondelete="CASCADE",
        use_alter=True,
    )
)
