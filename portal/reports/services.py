"""Ask for a PDF, make it in the background, forget it."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from uuid import UUID

from pypdf import PdfReader
from sqlalchemy import delete

from portal.core.errors import PortalError
from portal.core.ids import new_id
from portal.core.log import log
from portal.core.pdf import STYLE_SHEET, PdfUnavailableError, render_pdf
from portal.core.queue import enqueue
from portal.core.uow import UnitOfWork
from portal.reports.choices import Choices, choices_of, report_of, title_of
from portal.reports.compose import paper
from portal.reports.models import MadeReport
from portal.trail.queries import trail_foot
from portal.trail.services import append_entry

MAKE_REPORT = "reports.make"
KEPT_FOR = timedelta(days=7)
ORGANISATION = "organisation"


def ask_for_report(uow: UnitOfWork, choices: Choices) -> MadeReport:
    """Have the PDF made. Reports of one person are made one after another.

    Raises `NotFoundError` for a provider that is not in view.
    """
    report = MadeReport(
        tenant_id=uow.tenant.id,
        id=new_id(),
        user_id=uow.actor.user_id,
        title=f"{title_of(uow, choices)}, {choices.period.label}",
        choices=choices.as_json,
        status="waiting",
        asked_at=uow.now,
    )
    uow.session.add(report)
    enqueue(uow.session, MAKE_REPORT, {"report": str(report.id)}, lock=f"{MAKE_REPORT}/{uow.actor.user_id}")
    append_entry(
        uow,
        "report.asked",
        act_class="X",
        compartment=ORGANISATION,
        subject=choices.subject.value,
        period=choices.period.key,
        readers=choices.readers,
    )
    return report


def make_report(uow: UnitOfWork, report_id: UUID) -> None:
    """Draw the report as its asker, with what they may see now. What cannot be drawn is failed at once."""
    report = uow.session.get(MadeReport, (uow.tenant.id, report_id), with_for_update=True)
    if report is None or report.status != "waiting":
        return
    try:
        with uow.session.begin_nested():
            html = paper(report_of(uow, choices_of(uow, report.choices)), style=STYLE_SHEET)
        pdf = render_pdf(html, foot=trail_foot(uow))
    except (PortalError, PdfUnavailableError, ValueError, MemoryError) as error:
        log.error("report failed", error=type(error).__name__)
        report.status = "failed"
        return
    report.status, report.pdf, report.made_at = "ready", pdf, uow.now
    report.pages = len(PdfReader(io.BytesIO(pdf)).pages)


def forget_reports(uow: UnitOfWork, slot: datetime) -> None:
    """Forget what was asked for longer ago than it is kept."""
    uow.session.execute(delete(MadeReport).where(MadeReport.asked_at < slot - KEPT_FOR))
