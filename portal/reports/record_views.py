"""A report about one record: its sections, as a page and as a PDF. It names people, so that none is ever kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework.blueprint import kind_or_404
from portal.casework.listing import is_unread
from portal.core.pdf import STYLE_SHEET, PdfUnavailableError, render_pdf
from portal.declarations import RecordKind, ReportScope, Subject
from portal.directory.models import Site
from portal.records.queries import load_record
from portal.reports.compose import Report, drawn_parts, paper, sections_for
from portal.reports.cover import facts_of_record
from portal.reports.views import SCREEN, bp
from portal.trail.queries import trail_foot
from portal.web.access import OfKind
from portal.web.transaction import uow


@bp.route("/record/<kind_key>/<uuid:record_id>", permission=OfKind("read"))
def choose_for_record(kind_key: str, record_id: UUID) -> ResponseReturnValue:
    kind = kind_or_404(kind_key)
    record = load_record(uow, kind, record_id)
    if is_unread(record):
        return redirect(url_for("casework.show", kind_key=kind.key, record_id=record.id))
    return render_template(
        "reports/choose_for_record.html",
        kind=kind,
        record=record,
        sections=sections_for(uow, Subject.RECORD, kind.key),
        chosen=request.args.getlist("section"),
    )


@bp.route("/record/<kind_key>/<uuid:record_id>/read", permission=OfKind("read"))
def read_record(kind_key: str, record_id: UUID) -> ResponseReturnValue:
    kind = kind_or_404(kind_key)
    record = load_record(uow, kind, record_id)
    if is_unread(record):
        return redirect(url_for("casework.show", kind_key=kind.key, record_id=record.id))
    values = {"kind_key": kind.key, "record_id": record.id, "section": request.args.getlist("section")}
    back, pdf = url_for(".choose_for_record", **values), url_for(".record_pdf", **values)
    return paper(_report(kind, record), style=SCREEN, back=back, pdf=pdf)


@bp.route("/record/<kind_key>/<uuid:record_id>/report.pdf", permission=OfKind("read"))
def record_pdf(kind_key: str, record_id: UUID) -> ResponseReturnValue:
    kind = kind_or_404(kind_key)
    record = load_record(uow, kind, record_id)
    page = url_for(".read_record", kind_key=kind.key, record_id=record.id, section=request.args.getlist("section"))
    if is_unread(record):
        return redirect(url_for("casework.show", kind_key=kind.key, record_id=record.id))
    try:
        pdf = render_pdf(paper(_report(kind, record), style=STYLE_SHEET), foot=trail_foot(uow))
    except PdfUnavailableError:
        return redirect(page)
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{record.reference}-report.pdf"'
    return response


def _report(kind: RecordKind, record: Any) -> Report:
    scope = ReportScope(Subject.RECORD, for_others=False, record=record)
    chosen = request.args.getlist("section")
    offered = sections_for(uow, Subject.RECORD, kind.key)
    site = uow.session.get(Site, record.site_id) if record.site_id else None
    return Report(
        title=record.title,
        subtitle=f"{kind.label} {record.reference}",
        reference=f"{kind.label} {record.reference} – {uow.tenant.name}",
        facts=facts_of_record(record, kind.lifecycle.state(record.status).label, site.name if site else ""),
        parts=drawn_parts(uow, [one for one in offered if one.key in chosen] or offered, scope),
        scope=scope,
        tenant=uow.tenant,
        role_label=uow.actor.role_label,
        made_at=uow.now,
    )
