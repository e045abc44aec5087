"""The index: one row to a record, written with it, and reached through functions alone."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model
from portal.core.personal import Personal
from portal.records.models import record_reference


class SearchEntry(Model):
    """What one record is found by. `words` no login reads; what stands beside them shows which entries are stale.

    `kind` to `opened_on` are the record's, for filters. `places` are the names of its site and provider as they were
    indexed, `changed_at` the record's `updated_at`, `made_by` how the words were made (`portal.search.indexing`).
    """

    __tablename__ = "search_entry"
    __tenancy__ = "search"
    __personal__ = Personal(
        "Entry of the index of words",
        plain=("kind", "status", "places", "made_by"),
        along="record_id",
        not_gathered="the words of the record's own columns once more, out of their order",
    )
    __table_args__ = (
        record_reference("record_id"),
        Index("ix_search_entry_words", "words", postgresql_using="gin"),
        Index("ix_search_entry_newest", "tenant_id", text("opened_on DESC"), text("record_id DESC")),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    compartment: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str]
    site_id: Mapped[UUID | None]
    opened_on: Mapped[date]
    places: Mapped[str]
    changed_at: Mapped[datetime]
    made_by: Mapped[str]
    words: Mapped[str] = mapped_column(TSVECTOR)
