"""A person's own made reports."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from portal.core.errors import NotFoundError
from portal.core.uow import UnitOfWork
from portal.reports.models import MadeReport

MOST = 20


def my_reports(uow: UnitOfWork) -> Sequence[MadeReport]:
    """The newest first, without their PDFs."""
    return uow.session.scalars(select(MadeReport).order_by(MadeReport.asked_at.desc()).limit(MOST)).all()


def my_report(uow: UnitOfWork, report_id: UUID) -> MadeReport:
    """One of the acting person's; anybody else's is not found."""
    report = uow.session.get(MadeReport, (uow.tenant.id, report_id))
    if report is None:
        raise NotFoundError
    return report
