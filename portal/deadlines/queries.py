"""Clocks of a record, and clocks that wait for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select

from portal.core.uow import UnitOfWork
from portal.deadlines.models import Deadline
from portal.directory.models import Site
from portal.records.models import Record

LEGAL_FIRST = case({"statute": 0, "promptness": 1, "guidance": 2, "local": 3}, value=Deadline.binding, else_=4)


def deadlines_of(uow: UnitOfWork, record_id: UUID) -> Sequence[Deadline]:
    """A record's clocks, running ones first, then by date."""
    acts_by = func.coalesce(Deadline.due_at, Deadline.prompt_at)
    return uow.session.scalars(
        select(Deadline)
        .where(Deadline.record_id == record_id)
        .order_by(Deadline.met_at.isnot(None), Deadline.waived_at.isnot(None), acts_by, Deadline.id)
    ).all()


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


def waiting(uow: UnitOfWork, *, kinds: Iterable[str], limit: int = 50) -> Sequence[Any]:
    """Running clocks on records of these kinds: legal first, then prompt duties, expected, local; with the record."""
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
        .where(Deadline.met_at.is_(None), Deadline.waived_at.is_(None), Record.kind.in_(list(kinds)))
        .order_by(LEGAL_FIRST, acts_by, Deadline.id)
        .limit(limit)
    ).all()
