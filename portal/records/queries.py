"""Read records as lists need them: columns, never objects that would fetch more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Date, Select, Table, Uuid, bindparam, event, select, tuple_
from sqlalchemy.orm import QueryContext, with_polymorphic

from portal.core.errors import ErasedError, NotFoundError
from portal.core.readings import note_reading
from portal.core.uow import UnitOfWork
from portal.declarations import RecordKind
from portal.directory.models import Site
from portal.records.models import Record, RecordNote, Submission
from portal.trail.models import TrailEntry
from portal.web.paging import PAGE_AND_ONE, Page, page, read_cursor

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


RECORD, SITE = cast("Table", Record.__table__), cast("Table", Site.__table__)
SHOWN = (
    "id", "reference", "title", "status", "severity", "opened_on", "closed_on", "next_due_at", "origin", "peer_name",
    "handling", "first_opened_at", "compartment",
)  # fmt: skip
LISTED = (*(RECORD.c[name] for name in SHOWN), SITE.c.name.label("site_name"))
CONDITIONS = {
    "status": RECORD.c.status == bindparam("status"),
    "severity": RECORD.c.severity == bindparam("severity"),
    "site_id": RECORD.c.site_id == bindparam("site_id"),
    "origin": RECORD.c.origin == bindparam("origin"),
    "only_open": RECORD.c.closed_on.is_(None),
    "opened_from": RECORD.c.opened_on >= bindparam("opened_from"),
    "opened_to": RECORD.c.opened_on <= bindparam("opened_to"),
    "after_id": tuple_(RECORD.c.opened_on, RECORD.c.id)
    < tuple_(bindparam("after_day", type_=Date), bindparam("after_id", type_=Uuid)),
}


def record_rows(kind_key: str, wanted: ListFilter) -> Select[*tuple[Any, ...]]:
    """The columns a list shows, of one kind, in no order yet."""
    given = _given(wanted)
    return _listed(frozenset(given)).params(kind=kind_key, **given)


def record_page(uow: UnitOfWork, kind_key: str, wanted: ListFilter, cursor: str | None) -> Page:
    """One keyset page of a kind's list, newest first."""
    given = _given(wanted)
    position = read_cursor(cursor)
    if position:
        given |= {"after_day": position[0], "after_id": position[1]}
    uow.session.flush()  # the statement names tables, not classes, so the session would not by itself
    rows = uow.session.execute(_listed_page(frozenset(given)), {"kind": kind_key, **given})
    found = page(rows.all(), day="opened_on", row_id="id")
    for row in found.rows:
        note_reading(uow.session, row.id, row.compartment)
    return found


@event.listens_for(Record, "load", propagate=True)
def note_loading(record: Record, context: QueryContext) -> None:
    """Whoever loads a record to show it, the trail hears of it."""
    note_reading(context.session, record.id, record.compartment)


def _given(wanted: ListFilter) -> dict[str, Any]:
    return {name: value for name, value in vars(wanted).items() if value not in (None, False)}


# Statements are made once for each set of filters: putting one together costs more than sending it.


@lru_cache
def _listed(filters: frozenset[str]) -> Select[*tuple[Any, ...]]:
    conditions = [condition for name, condition in CONDITIONS.items() if name in filters]
    return (
        select(*LISTED)
        .select_from(RECORD.outerjoin(SITE, SITE.c.id == RECORD.c.site_id))
        .where(RECORD.c.kind == bindparam("kind"), *conditions)
    )


@lru_cache
def _listed_page(filters: frozenset[str]) -> Select[*tuple[Any, ...]]:
    return _listed(filters).order_by(RECORD.c.opened_on.desc(), RECORD.c.id.desc()).limit(PAGE_AND_ONE)


def load_record(uow: UnitOfWork, kind: RecordKind, record_id: UUID) -> Any:
    """The record with its kind's columns. Another tenant's, an absent and a hidden one are not found alike.

    Raises `ErasedError` for one of which nothing is left to work with.
    """
    record = record_or_what_is_left(uow, kind, record_id)
    refuse_if_erased(record)
    return record


def record_or_what_is_left(uow: UnitOfWork, kind: RecordKind, record_id: UUID) -> Any:
    """As `load_record`, an erased one too."""
    record = uow.session.get(kind.model, (uow.tenant.id, record_id))
    if record is None:
        raise NotFoundError
    return record


def refuse_if_erased(record: Record) -> None:
    if record.erased_on is not None:
        day = f"{record.erased_on.day} {record.erased_on:%B %Y}"
        raise ErasedError(f"{record.reference} was erased on {day}. Its reference and its dates are left, no more.")


def any_record(uow: UnitOfWork, record_id: UUID) -> Record:
    """The thin row of a record of any kind."""
    everything = with_polymorphic(Record, [])
    record = uow.session.execute(select(everything).where(everything.id == record_id)).scalar_one_or_none()
    if record is None:
        raise NotFoundError
    return record


def timeline(uow: UnitOfWork, record_id: UUID) -> Sequence[Any]:
    """What was done with a record, newest first: `at`, `act`, `payload` (None once erased), `actor_id`. No readings."""
    return uow.session.execute(
        select(TrailEntry.at, TrailEntry.act, TrailEntry.payload, TrailEntry.actor_id)
        .where(TrailEntry.record_id == record_id, TrailEntry.act_class != "R")
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
