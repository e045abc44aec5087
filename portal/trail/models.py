"""Trail entries: what was done, by whom, when. The payload may be erased later; its commitment stays."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped

from portal.core.db import SCHEMA, JsonObject, Model, TenantRow


class TrailEntry(TenantRow, Model):
    """One act. Written once; no run-time role may change or delete a row.

    `seq` is given later, in an order that is safe under concurrency, when the tree is sealed. `act_class` is one of
    A(uthentication), C(hange), R(ead), D(isclosure), P(ermission), X (export), E(rasure), S(ystem).
    """

    __tablename__ = "trail_entry"
    __tenancy__ = "trail"
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
    )

    seq: Mapped[int | None]
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
