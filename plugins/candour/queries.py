"""Read duty of candour records, attempts to reach people, and annual reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select

from plugins.candour.models import AnnualReport, Attempt, CandourRecord, RelevantPerson
from portal.plugin import Nation, NotFoundError, TenantKind, UnitOfWork
from portal.plugin.services import Record, Site, load_record, origins_of, sites_in_view

INCIDENT = "incident"


def load_case(uow: UnitOfWork, record_id: UUID) -> CandourRecord:
    """One of our own records: a copy of somebody else's is theirs."""
    found = uow.session.get(CandourRecord, (uow.tenant.id, record_id))
    if found is None or found.is_received:
        raise NotFoundError
    return found


def load_report(uow: UnitOfWork, record_id: UUID) -> AnnualReport:
    found = uow.session.get(AnnualReport, (uow.tenant.id, record_id))
    if found is None or found.is_received:
        raise NotFoundError
    return found


def report_of_year(uow: UnitOfWork, year: int) -> AnnualReport | None:
    return uow.session.scalars(
        select(AnnualReport).where(AnnualReport.year == year, AnnualReport.origin == "own")
    ).first()


def person_of(case: CandourRecord, person_id: UUID) -> RelevantPerson:
    """One of those who are told of this record. Raises `NotFoundError` for anybody else."""
    found = next((one for one in case.people if one.id == person_id), None)
    if found is None:
        raise NotFoundError
    return found


def attempts_at(uow: UnitOfWork, person: RelevantPerson) -> Sequence[Attempt]:
    return uow.session.scalars(
        select(Attempt).where(Attempt.relevant_person_id == person.id).order_by(Attempt.made_at, Attempt.id)
    ).all()


def attempts_by_person(uow: UnitOfWork, record_id: UUID) -> Mapping[UUID, Sequence[Attempt]]:
    """Every attempt of a record, oldest first, by the id of whom it was to reach."""
    found: dict[UUID, list[Attempt]] = defaultdict(list)
    for one in uow.session.scalars(
        select(Attempt).where(Attempt.record_id == record_id).order_by(Attempt.made_at, Attempt.id)
    ):
        found[one.relevant_person_id].append(one)
    return found


def attempt_count(uow: UnitOfWork, people: Iterable[RelevantPerson]) -> int:
    """How often somebody tried to reach these people."""
    whom = [one.id for one in people]
    counted = select(func.count()).select_from(Attempt).where(Attempt.relevant_person_id.in_(whom))
    return (uow.session.scalar(counted) or 0) if whom else 0


def incident_of(uow: UnitOfWork, record_id: UUID) -> Record | None:
    """The incident a record was opened from, for whoever may see it."""
    origin = next((one for one in origins_of(uow, record_id) if one.kind.key == INCIDENT), None)
    if origin is None:
        return None
    found: Record = load_record(uow, origin.kind, origin.record.id)
    return found


def log_between(uow: UnitOfWork, first: date, last: date) -> Sequence[Any]:
    """Our own records opened in these days, as the log tells them: no words of any letter."""
    return uow.session.execute(
        select(CandourRecord, Site.name.label("site_name"))
        .outerjoin(Site, Site.id == CandourRecord.site_id)
        .where(CandourRecord.origin == "own", CandourRecord.opened_on.between(first, last))
        .order_by(CandourRecord.opened_on, CandourRecord.reference)
    ).all()


def scottish_between(uow: UnitOfWork, first: date, last: date) -> Sequence[CandourRecord]:
    """Notifiable incidents in Scotland whose procedure started in these days."""
    return uow.session.scalars(
        select(CandourRecord).where(
            CandourRecord.origin == "own",
            CandourRecord.nation == Nation.SCOTLAND,
            CandourRecord.is_notifiable.is_(True),
            CandourRecord.opinion_on.between(first, last),
        )
    ).all()


def open_reviews(uow: UnitOfWork) -> Sequence[CandourRecord]:
    """Notifiable incidents in Scotland whose review is not done and whose delay nobody has explained."""
    return uow.session.scalars(
        select(CandourRecord)
        .where(
            CandourRecord.origin == "own",
            CandourRecord.regime == "scotland",
            CandourRecord.is_notifiable.is_(True),
            CandourRecord.closed_on.is_(None),
            CandourRecord.review_done_on.is_(None),
            CandourRecord.delay_explained_on.is_(None),
        )
        .order_by(CandourRecord.id)
    ).all()


def owes_annual_reports(uow: UnitOfWork) -> bool:
    """Whether the organisation stands in Scotland, or provides care there: the sites a council sees are not its own."""
    if uow.tenant.nation == Nation.SCOTLAND:
        return True
    return uow.tenant.kind == TenantKind.PROVIDER and any(one.nation == Nation.SCOTLAND for one in sites_in_view(uow))


def has_annual_reports(uow: UnitOfWork) -> bool:
    return bool(uow.session.scalar(select(exists().where(AnnualReport.origin == "own"))))


def to_tell(uow: UnitOfWork) -> Sequence[Any]:
    """Records with somebody whom nobody has told yet, oldest first."""
    return uow.session.execute(
        select(Record.id, Record.reference, Record.title, Record.opened_on)
        .where(
            Record.kind == "candour",
            Record.origin == "own",
            Record.status.in_(("identified", "opinion", "confirmed", "notifying")),
        )
        .order_by(Record.opened_on, Record.reference)
        .limit(20)
    ).all()
