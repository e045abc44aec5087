"""Read records as lists need them: columns, never objects that would fetch more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import with_polymorphic

from portal.core.errors import NotFoundError
from portal.core.uow import UnitOfWork
from portal.declarations import RecordKind
from portal.directory.models import Site
from portal.records.models import Record, RecordNote, Submission
from portal.trail.models import TrailEntry
from portal.web.paging import Page, after, page

MOST_TIMELINE = 200


@dataclass(frozen=True)
class ListFilter:
    """What a list of one kind is narrowed to; None leaves a column alone."""

    status: str | None = None
    severity: str | None = None
    site_id: UUID | None = None
    opened_from: date | None = None
    opened_to: date | None = None
    only_open: bool = False
    origin: str | None = None


def record_rows(kind_key: str, wanted: ListFilter) -> Select[*tuple[Any, ...]]:
    """The columns a list shows, of one kind, newest first when paged."""
    statement = (
        select(
            Record.id,
            Record.reference,
            Record.title,
            Record.status,
            Record.severity,
            Record.opened_on,
            Record.closed_on,
            Record.next_due_at,
            Record.origin,
            Record.peer_name,
            Record.handling,
            Record.first_opened_at,
            Site.name.label("site_name"),
        )
        .outerjoin(Site, Site.id == Record.site_id)
        .where(Record.kind == kind_key)
    )
    for column, value in (
        (Record.status, wanted.status),
        (Record.severity, wanted.severity),
        (Record.site_id, wanted.site_id),
        (Record.origin, wanted.origin),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if wanted.only_open:
        statement = statement.where(Record.closed_on.is_(None))
    if wanted.opened_from:
        statement = statement.where(Record.opened_on >= wanted.opened_from)
    if wanted.opened_to:
        statement = statement.where(Record.opened_on <= wanted.opened_to)
    return statement


def record_page(uow: UnitOfWork, kind_key: str, wanted: ListFilter, cursor: str | None) -> Page:
    """One keyset page of a kind's list."""
    statement = after(record_rows(kind_key, wanted), Record.opened_on, Record.id, cursor)
    return page(uow.session.execute(statement).all(), day="opened_on", row_id="id")


def load_record(uow: UnitOfWork, kind: RecordKind, record_id: UUID) -> Any:
    """The record with its kind's columns. Another tenant's, an absent and a hidden one are not found alike."""
    record = uow.session.get(kind.model, (uow.tenant.id, record_id))
    if record is None:
        raise NotFoundError
    return record


def any_record(uow: UnitOfWork, record_id: UUID) -> Record:
    """The thin row of a record of any kind."""
    everything = with_polymorphic(Record, [])
    record = uow.session.execute(select(everything).where(everything.id == record_id)).scalar_one_or_none()
    if record is None:
        raise NotFoundError
    return record


def timeline(uow: UnitOfWork, record_id: UUID) -> Sequence[Any]:
    """What was done with a record, newest first: `at`, `act`, `payload` (None once erased), `actor_id`."""
    return uow.session.execute(
        select(TrailEntry.at, TrailEntry.act, TrailEntry.payload, TrailEntry.actor_id)
        .where(TrailEntry.record_id == record_id)
        .order_by(TrailEntry.at.desc(), TrailEntry.id.desc())
        .limit(MOST_TIMELINE)
    ).all()


def notes_of(uow: UnitOfWork, record_id: UUID) -> Sequence[RecordNote]:
    return uow.session.scalars(
        select(RecordNote).where(RecordNote.record_id == record_id).order_by(RecordNote.written_at)
    ).all()


def submissions_by_me(uow: UnitOfWork) -> Sequence[Submission]:
    """What the acting person sent in, newest first."""
    return uow.session.scalars(
        select(Submission)
        .where(Submission.submitted_by == uow.actor.user_id)
        .order_by(Submission.submitted_at.desc())
        .limit(MOST_TIMELINE)
    ).all()


def submission_of(uow: UnitOfWork, record_id: UUID) -> Submission | None:
    """How the record first came in, if somebody submitted it."""
    return uow.session.scalars(
        select(Submission).where(Submission.record_id == record_id).order_by(Submission.submitted_at).limit(1)
    ).one_or_none()
