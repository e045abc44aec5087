"""Clocks of a record, clocks that wait for somebody, and the calendar they are counted on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, case, func, literal, select, union_all
from sqlalchemy.orm import selectinload

from portal.core.errors import NotFoundError
from portal.core.nations import Nation
from portal.core.uow import UnitOfWork
from portal.core.working_days import Calendar
from portal.deadlines.models import BankHoliday, ClosureDay, Deadline, DeadlineRecount, ours_and_running
from portal.directory.models import Site
from portal.records.models import Record

LEGAL_FIRST = case({"statute": 0, "promptness": 1, "guidance": 2, "local": 3}, value=Deadline.binding, else_=4)

# Put together once: every clock that starts asks it.
DAYS_OFF = union_all(
    select(literal("holiday").label("what"), BankHoliday.day, BankHoliday.name).where(
        BankHoliday.nation == bindparam("nation")
    ),
    select(literal("closure"), ClosureDay.day, ClosureDay.name),
)


def deadlines_of(uow: UnitOfWork, record_id: UUID) -> Sequence[Deadline]:
    """A record's clocks, running ones first, then by date."""
    return uow.session.scalars(_of_record(record_id)).all()


def deadlines_with_moves(uow: UnitOfWork, record_id: UUID) -> Sequence[Deadline]:
    """The same, with the pauses, extensions and recounts of each."""
    moves = (Deadline.pauses, Deadline.extensions, Deadline.recounts)
    return uow.session.scalars(_of_record(record_id).options(*(selectinload(one) for one in moves))).all()


def _of_record(record_id: UUID) -> Select[Any]:
    acts_by = func.coalesce(Deadline.due_at, Deadline.prompt_at)
    return (
        select(Deadline)
        .where(Deadline.record_id == record_id)
        .order_by(Deadline.met_at.isnot(None), Deadline.waived_at.isnot(None), acts_by, Deadline.id)
    )


def clock_of(uow: UnitOfWork, record_id: UUID, clock_id: UUID) -> Deadline:
    """One clock of this record; anything else is not found."""
    found = uow.session.get(Deadline, (uow.tenant.id, clock_id))
    if found is None or found.record_id != record_id:
        raise NotFoundError
    return found


def deadline_for(uow: UnitOfWork, record_id: UUID, code: str, subject_id: UUID | None = None) -> Deadline | None:
    """The running clock of a rule on a record (and part of it)."""
    wanted = select(Deadline).where(
        Deadline.record_id == record_id,
        Deadline.rule_code == code,
        Deadline.met_at.is_(None),
        Deadline.waived_at.is_(None),
    )
    if subject_id is not None:
        wanted = wanted.where(Deadline.subject_id == subject_id)
    return uow.session.scalars(wanted.order_by(Deadline.started_at).limit(1)).one_or_none()


def clock_about(uow: UnitOfWork, record_id: UUID, code: str, subject_id: UUID) -> Deadline | None:
    """The last clock of a rule on part of a record, whether it goes on or has ended, with all that moved it."""
    moves = (Deadline.pauses, Deadline.extensions, Deadline.recounts)
    wanted = select(Deadline).where(
        Deadline.record_id == record_id, Deadline.rule_code == code, Deadline.subject_id == subject_id
    )
    newest = wanted.order_by(Deadline.started_at.desc(), Deadline.id.desc()).limit(1)
    return uow.session.scalars(newest.options(*(selectinload(one) for one in moves))).one_or_none()


def waiting(uow: UnitOfWork, *, kinds: Iterable[str], limit: int = 50) -> Sequence[Any]:
    """Clocks that go on, on records of these kinds: legal first, then prompt, expected, local; with the record."""
    acts_by = func.coalesce(Deadline.due_at, Deadline.prompt_at)
    return uow.session.execute(
        select(
            Deadline.rule_code,
            Deadline.label,
            Deadline.binding,
            Deadline.due_on,
            Deadline.started_at,
            Deadline.prompt_at,
            acts_by.label("acts_by"),
            Record.id.label("record_id"),
            Record.kind,
            Record.title,
            Record.reference,
            Site.name.label("site_name"),
        )
        .join(Record, (Record.tenant_id == Deadline.tenant_id) & (Record.id == Deadline.record_id))
        .outerjoin(Site, Site.id == Record.site_id)
        .where(
            ours_and_running(),
            Deadline.stopped_at.is_(None),
            Record.kind.in_(list(kinds)),
        )
        .order_by(LEGAL_FIRST, acts_by, Deadline.id)
        .limit(limit)
    ).all()


def calendar_for(uow: UnitOfWork, nation: Nation) -> Calendar:
    """The nation's working days with what the operator added and the days this organisation is closed."""
    found: Calendar = uow.known(("deadlines.calendar", nation), lambda: _read_calendar(uow, nation))
    return found


def _read_calendar(uow: UnitOfWork, nation: Nation) -> Calendar:
    with uow.session.no_autoflush:  # what is being written goes out together, later
        rows = uow.session.execute(DAYS_OFF, {"nation": nation.value}).all()
    return Calendar(
        nation,
        extra_holidays={row.day: row.name for row in rows if row.what == "holiday"},
        closures={row.day: row.name for row in rows if row.what == "closure"},
    )


def closure_days(uow: UnitOfWork) -> Sequence[ClosureDay]:
    """The days the organisation is closed, the next ones first, past ones left out."""
    return uow.session.scalars(select(ClosureDay).where(ClosureDay.day >= uow.today).order_by(ClosureDay.day)).all()


def closure_day(uow: UnitOfWork, closure_id: UUID) -> ClosureDay:
    found = uow.session.get(ClosureDay, (uow.tenant.id, closure_id))
    if found is None:
        raise NotFoundError
    return found


def moved_dates(uow: UnitOfWork, *, kinds: Iterable[str], limit: int = 100) -> Sequence[Any]:
    """Dates the calendar moved on records of these kinds, the latest first: both dates, why, and the record."""
    return uow.session.execute(
        select(
            DeadlineRecount.at,
            DeadlineRecount.old_due_on,
            DeadlineRecount.new_due_on,
            DeadlineRecount.why,
            Deadline.label,
            Deadline.binding,
            Record.id.label("record_id"),
            Record.kind,
            Record.title,
            Record.reference,
        )
        .join(
            Deadline, (Deadline.tenant_id == DeadlineRecount.tenant_id) & (Deadline.id == DeadlineRecount.deadline_id)
        )
        .join(Record, (Record.tenant_id == DeadlineRecount.tenant_id) & (Record.id == DeadlineRecount.record_id))
        .where(Record.kind.in_(list(kinds)))
        .order_by(DeadlineRecount.at.desc(), DeadlineRecount.new_due_on, DeadlineRecount.id)
        .limit(limit)
    ).all()
