"""What an import left for a person to look at, and what they decided."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model
from portal.core.ids import new_id
from portal.directory.models.providers import SCHEMA


class ReviewItem(Model):
    """One thing to look at. `subject` tells it from others of its kind, so that the next file asks no twice.

    `same_place`: `site_id` is newer and stands where `other_site_id` stood; accepting it links the two
    (`SiteLineage`). `settled`: a later file answered it.
    """

    __tablename__ = "review_item"
    __tenancy__ = "reference"
    __table_args__ = (
        UniqueConstraint("kind", "subject"),
        CheckConstraint(
            "kind IN ('unreadable_row', 'same_place', 'unknown_authority', 'unknown_rating')", name="kind_is_known"
        ),
        CheckConstraint("status IN ('open', 'accepted', 'dismissed', 'settled')", name="status_is_known"),
        CheckConstraint("(status = 'open') = (decided_at IS NULL)", name="decided_is_dated"),
        CheckConstraint("kind <> 'same_place' OR other_site_id IS NOT NULL", name="same_place_names_two"),
        Index("ix_review_item_open", "status", "kind", "id"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    subject: Mapped[str]
    format: Mapped[str]
    run_id: Mapped[UUID] = mapped_column(ForeignKey("directory.import_run.id"))
    row_number: Mapped[int | None]
    regulator_id: Mapped[str | None]
    name: Mapped[str | None]
    reason: Mapped[str]
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("directory.site.id"))
    other_site_id: Mapped[UUID | None] = mapped_column(ForeignKey("directory.site.id"))
    status: Mapped[str]
    decided_at: Mapped[datetime | None]
    note: Mapped[str | None]


class ReviewDecision(Model):
    """Who decided, for accountability. Only the importer and the operator's pages may read it."""

    __tablename__ = "review_decision"
    __tenancy__ = "importer"
    __table_args__ = ({"schema": SCHEMA},)

    item_id: Mapped[UUID] = mapped_column(ForeignKey("directory.review_item.id", ondelete="CASCADE"), primary_key=True)
    decided_by: Mapped[UUID | None]
    decided_in: Mapped[UUID | None]
