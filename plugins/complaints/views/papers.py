"""Papers of complaints, each a page and a tagged PDF: the ombudsman's pack, the regulator's summary, the year."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from plugins.complaints import documents, forms
from plugins.complaints.permissions import READ, REQUESTS, SHARE_THEMES
from plugins.complaints.queries import load_own_complaint, load_request
from plugins.complaints.services import requests
from plugins.complaints.views.asking import answers
from plugins.complaints.views.blueprint import bp
from portal.plugin import NotFoundError, PortalError
from portal.plugin.web import attach_error, paper_page, paper_pdf, trail_foot, uow

PACK, SUMMARY, ANNUAL = "complaints/pack.html", "complaints/summary.html", "complaints/annual.html"
EARLIEST, YEARS_SHOWN = 2000, 4


@bp.route("/<uuid:record_id>/pack", permission=READ)
def pack(record_id: UUID) -> ResponseReturnValue:
    return paper_page(PACK, **_pack(record_id))


@bp.route("/<uuid:record_id>/pack.pdf", permission=READ)
def pack_pdf(record_id: UUID) -> ResponseReturnValue:
    words = _pack(record_id)
    return _pdf(PACK, "ombudsman-pack.pdf", url_for(".pack", record_id=record_id), words)


@bp.route("/requests/new", methods=["GET", "POST"], permission=REQUESTS)
def note_request() -> ResponseReturnValue:
    form = forms.RequestForm(data={"asked_on": uow.today})
    if form.validate_on_submit():
        try:
            found = requests.note_request(uow, **answers(form))
        except PortalError as error:
            attach_error(form, error)
        else:
            return _to_request(found.id)
    return render_template("complaints/note_request.html", form=form)


@bp.route("/requests/<uuid:record_id>/summary", permission=REQUESTS)
def summary(record_id: UUID) -> ResponseReturnValue:
    return paper_page(SUMMARY, **_summary(record_id))


@bp.route("/requests/<uuid:record_id>/summary.pdf", permission=REQUESTS)
def summary_pdf(record_id: UUID) -> ResponseReturnValue:
    words = _summary(record_id)
    return _pdf(SUMMARY, "summary-of-complaints.pdf", url_for(".summary", record_id=record_id), words)


@bp.route("/requests/<uuid:record_id>/sent", methods=["GET", "POST"], permission=REQUESTS)
def summary_sent(record_id: UUID) -> ResponseReturnValue:
    found = load_request(uow, record_id)
    form = forms.RequestSentForm(data={"on": uow.today})
    if form.validate_on_submit():
        try:
            requests.send_summary(uow, found, **answers(form))
        except PortalError as error:
            attach_error(form, error)
        else:
            return _to_request(found.id)
    return render_template("complaints/summary_sent.html", form=form, found=found)


@bp.route("/year", permission=SHARE_THEMES)
def year() -> ResponseReturnValue:
    latest = documents.year_of(uow.today)
    return render_template("complaints/year.html", years=range(latest, latest - YEARS_SHOWN, -1))


@bp.route("/annual", permission=SHARE_THEMES)
def annual() -> ResponseReturnValue:
    return paper_page(ANNUAL, **_annual())


@bp.route("/annual.pdf", permission=SHARE_THEMES)
def annual_pdf() -> ResponseReturnValue:
    words = _annual()
    return _pdf(ANNUAL, "complaints-annual-report.pdf", url_for(".annual", year=words["annual"].first.year), words)


def _pack(record_id: UUID) -> dict[str, Any]:
    return {"pack": documents.pack_of(uow, load_own_complaint(uow, record_id)), "tenant": uow.tenant}


def _summary(record_id: UUID) -> dict[str, Any]:
    found = load_request(uow, record_id)
    if found.first is None or found.last is None:
        raise NotFoundError
    lines = documents.summary_for_regulator(uow, found.first, found.last)
    return {"found": found, "lines": lines, "tenant": uow.tenant}


def _annual() -> dict[str, Any]:
    latest = documents.year_of(uow.today)
    asked = request.args.get("year", "")
    wanted = int(asked) if asked.isdecimal() and EARLIEST <= int(asked[:5]) <= latest else latest
    return {"annual": documents.annual_report(uow, wanted), "tenant": uow.tenant}


def _pdf(template: str, filename: str, page_url: str, words: dict[str, Any]) -> ResponseReturnValue:
    return paper_pdf(template, filename=filename, foot=trail_foot(uow), page_url=page_url, **words)


def _to_request(record_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("casework.show", kind_key="complaints_request", record_id=record_id))
