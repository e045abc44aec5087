"""Trail entries: what was done, by whom, when. The payload may be erased later; its commitment stays."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import SCHEMA, JsonObject, Model, TenantRow
from portal.core.personal import Personal


class TrailEntry(TenantRow, Model):
    """One act. Written once; no run-time role may change or delete a row.

    `seq` and `leaf` are given when the entry is sealed, in an order that is safe under concurrency. `act_class` is one
    of A(uthentication), C(hange), R(ead), D(isclosure), P(ermission), X (export), E(rasure), S(ystem).
    """

    __tablename__ = "trail_entry"
    __tenancy__ = "trail"
    __personal__ = Personal("Trail", columns={"payload": "What was written down"}, plain=("act", "act_class"))
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "record_id", "compartment"],
            [f"{SCHEMA}.record.tenant_id", f"{SCHEMA}.record.id", f"{SCHEMA}.record.compartment"],
            name="fk_trail_entry_record",
            onupdate="CASCADE",
            ondelete="SET NULL (record_id)",
            deferrable=True,
            initially="DEFERRED",
        ),
        Index("ix_trail_entry_record", "tenant_id", "record_id", "at"),
        Index("ix_trail_entry_unsequenced", "tenant_id", "id", postgresql_where="seq IS NULL"),
        Index("uq_trail_entry_seq", "tenant_id", "seq", unique=True, postgresql_where="seq IS NOT NULL"),
    )

    seq: Mapped[int | None]
    leaf: Mapped[bytes | None]
    at: Mapped[datetime]
    act: Mapped[str]
    act_class: Mapped[str]
    objects: Mapped[int]
    record_id: Mapped[UUID | None]
    compartment: Mapped[str]
    actor_id: Mapped[UUID | None]
    payload: Mapped[JsonObject | None]
    salt: Mapped[bytes | None]
    commitment: Mapped[bytes]


class TrailCheckpoint(Model):
    """The log's size and root at one moment, signed. `frontier` is what the next one is counted on from."""

    __tablename__ = "trail_checkpoint"
    __tenancy__ = "checkpoint"
    __personal__ = Personal("Checkpoint of the trail", plain=("note",))

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    signed_at: Mapped[datetime]
    root: Mapped[bytes]
    frontier: Mapped[bytes]
    public_key: Mapped[bytes]
    note: Mapped[str]
