"""An improvement action as one organisation holds it, and what was done with it.

A shared action is two rows, one with each organisation, tied by `action_key`; messages of the exchange keep them alike.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.actions.rules import ASKER, OPEN_STATES, OWN
from portal.core.db import SCHEMA, LongText, Model, TenantRow, tenant_foreign_key
from portal.core.personal import Personal

STILL_OPEN = f"status IN ({', '.join(repr(one) for one in OPEN_STATES)})"


class Action(TenantRow, Model):
    """One thing to be done, about a record, a site or neither; `source_kind` and `source_id` say what of the record.

    `part` says whose work it is: `own`, `worker` (we do it for `peer_name`) or `asker` (they do it for us). Whoever it
    is given to (`owner_id`) sees it without holding its compartment, and sees nothing else by that.
    """

    __tablename__ = "improvement_action"
    __tenancy__ = "action"
    __personal__ = Personal(
        "Action",
        columns={"title": "Action", "what": "About it", "evidence": "What shows that it is done"},
        plain=("reference", "status", "part", "source_kind", "source_id", "peer_name"),
        along="record_id",
    )
    __table_args__ = (
        UniqueConstraint("tenant_id", "reference"),
        UniqueConstraint("tenant_id", "action_key"),
        tenant_foreign_key("link", "link_id"),
        tenant_foreign_key("room", "room_id"),
        ForeignKeyConstraint(
            ["tenant_id", "record_id", "compartment"],
            [f"{SCHEMA}.record.tenant_id", f"{SCHEMA}.record.id", f"{SCHEMA}.record.compartment"],
            name="fk_improvement_action_record",
            onupdate="CASCADE",
            ondelete="SET NULL (record_id)",
            deferrable=True,
            initially="DEFERRED",
        ),
        CheckConstraint("part IN ('own', 'worker', 'asker')", name="part_is_known"),
        CheckConstraint(
            "status IN ('proposed', 'declined', 'open', 'in_progress', 'reopened', 'done', 'verified', 'cancelled')",
            name="status_is_known",
        ),
        CheckConstraint("(part = 'own') = (link_id IS NULL)", name="shared_over_a_link"),
        CheckConstraint(
            "status NOT IN ('done', 'verified')"
            " OR evidence IS NOT NULL AND evidence_on IS NOT NULL AND done_at IS NOT NULL",
            name="done_with_evidence",
        ),
        CheckConstraint(
            "status NOT IN ('done', 'verified') OR part = 'asker' OR done_by IS NOT NULL", name="done_by_somebody"
        ),
        CheckConstraint("(status = 'verified') = (verified_at IS NOT NULL)", name="verified_is_dated"),
        CheckConstraint(
            "status <> 'verified' OR part = 'worker' OR verified_by IS NOT NULL", name="verified_by_somebody"
        ),
        CheckConstraint(
            "verified_by IS NULL OR verified_by IS DISTINCT FROM owner_id AND verified_by IS DISTINCT FROM done_by",
            name="verified_by_somebody_else",
        ),
        Index("ix_improvement_action_record", "tenant_id", "record_id"),
        Index("ix_improvement_action_open", "tenant_id", "due_on", "id", postgresql_where=STILL_OPEN),
        Index("ix_improvement_action_owner", "tenant_id", "owner_id", "due_on", postgresql_where=STILL_OPEN),
        Index("ix_improvement_action_site", "tenant_id", "site_id", "due_on"),
    )

    reference: Mapped[str]
    title: Mapped[str]
    what: Mapped[LongText | None]
    status: Mapped[str]
    part: Mapped[str]
    compartment: Mapped[str]
    record_id: Mapped[UUID | None]
    source_kind: Mapped[str | None]
    source_id: Mapped[str | None]
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("directory.site.id"))
    owner_id: Mapped[UUID | None]
    due_on: Mapped[date]
    first_due_on: Mapped[date]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    action_key: Mapped[UUID]
    link_id: Mapped[UUID | None]
    room_id: Mapped[UUID | None]
    peer_name: Mapped[str | None]
    evidence: Mapped[LongText | None]
    evidence_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None]
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[UUID | None]
    reopened: Mapped[int] = mapped_column(default=0)

    @property
    def is_shared(self) -> bool:
        return self.part != OWN

    @property
    def is_theirs_to_do(self) -> bool:
        return self.part == ASKER

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATES


class ActionEntry(TenantRow, Model):
    """One line of an action's history: a step, a note of progress. Added, never changed.

    `by` is one of ours; of the other organisation's people only `by_role` is known, and `message_key` names the
    message that told us, so that one told twice stands here once. An `is_internal` line never leaves.
    """

    __tablename__ = "action_entry"
    __tenancy__ = "action_entry"
    __personal__ = Personal(
        "Step of an action",
        columns={"words": "What was written"},
        plain=("step", "by_role", "by_peer"),
        along="action_id",
    )
    __table_args__ = (
        tenant_foreign_key("improvement_action", "action_id"),
        UniqueConstraint("tenant_id", "message_key"),
        Index("ix_action_entry_action", "tenant_id", "action_id", "at"),
    )

    action_id: Mapped[UUID]
    at: Mapped[datetime]
    step: Mapped[str]
    words: Mapped[LongText | None]
    due_on: Mapped[date | None]
    evidence_on: Mapped[date | None]
    by: Mapped[UUID | None]
    by_role: Mapped[str]
    by_peer: Mapped[str | None]
    is_internal: Mapped[bool] = mapped_column(default=False)
    message_key: Mapped[UUID | None]
