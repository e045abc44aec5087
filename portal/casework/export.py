"""A list as CSV and XLSX, a record as PDF and as a page to print."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework.blueprint import bp, kind_or_404
from portal.casework.listing import is_unread
from portal.casework.page import record_page_words
from portal.casework.views import filter_from
from portal.core.clock import london_day
from portal.core.pdf import STYLE_SHEET, PdfUnavailableError, render_pdf
from portal.core.readings import note_reading
from portal.declarations import RecordKind
from portal.records.models import Record
from portal.records.queries import load_record, record_rows
from portal.trail.queries import trail_foot
from portal.web.access import OfKind
from portal.web.spreadsheets import FILE_FORMS, MOST_ROWS, list_file
from portal.web.transaction import uow

PORTION = 500
COLUMNS = ("Reference", "Title", "Status", "Severity", "Site", "Opened", "Closed", "Next date", "From")


@bp.route(f"/<kind_key>.{FILE_FORMS}", permission=OfKind("read"))
def as_sheet(kind_key: str, form: str) -> ResponseReturnValue:
    kind = kind_or_404(kind_key)
    statement = record_rows(kind.key, filter_from(request.args)).order_by(Record.opened_on.desc(), Record.id.desc())
    rows = uow.session.execute(statement.limit(MOST_ROWS + 1).execution_options(yield_per=PORTION))
    return list_file(form, kind.plural.lower().replace(" ", "-"), COLUMNS, (_line(kind, row) for row in rows))


def _line(kind: RecordKind, row: Any) -> tuple[Any, ...]:
    """One record as a line of the file. What was not opened yet says no more than the list on screen."""
    note_reading(uow.session, row.id, row.compartment)
    plugins: Any = uow.plugins
    severities = plugins.list(kind.severity_list) if kind.severity_list else None
    unread = is_unread(row)
    return (
        row.reference,
        f"New from {row.peer_name}" if unread else row.title,
        "Not opened yet" if unread else kind.lifecycle.state(row.status).label,
        "" if unread else severities.label_of(row.severity) if severities else row.severity,
        "" if unread else row.site_name,
        row.opened_on,
        row.closed_on,
        london_day(row.next_due_at) if row.next_due_at else None,
        row.peer_name or uow.tenant.name,
    )


@bp.route("/<kind_key>/<uuid:record_id>/print", permission=OfKind("read"))
def as_page(kind_key: str, record_id: UUID) -> ResponseReturnValue:
    kind = kind_or_404(kind_key)
    record = load_record(uow, kind, record_id)
    if is_unread(record):
        return redirect(url_for(".show", kind_key=kind.key, record_id=record.id))
    return render_template(
        "casework/paper.html", **record_page_words(uow, kind, record, on_paper=True), style="/static/print.css"
    )


@bp.route("/<kind_key>/<uuid:record_id>.pdf", permission=OfKind("read"))
def as_pdf(kind_key: str, record_id: UUID) -> ResponseReturnValue:
    kind = kind_or_404(kind_key)
    record = load_record(uow, kind, record_id)
    if is_unread(record):
        return redirect(url_for(".show", kind_key=kind.key, record_id=record.id))
    html = render_template(
        "casework/paper.html", **record_page_words(uow, kind, record, on_paper=True), style=STYLE_SHEET
    )
    try:
        pdf = render_pdf(html, foot=trail_foot(uow))
    except PdfUnavailableError:
        return redirect(url_for(".as_page", kind_key=kind.key, record_id=record.id))
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{record.reference}.pdf"'
    return response
