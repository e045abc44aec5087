"""Documents about a concern or a case, as pages to print and as PDF; the year in numbers for the board."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from plugins.safeguarding.panels import CASE_PAPERS
from plugins.safeguarding.panels import PAPERS as WHEN
from plugins.safeguarding.papers import PAPERS
from plugins.safeguarding.permissions import PIPOT_READ, READ
from plugins.safeguarding.pipot_papers import PIPOT_PAPERS, YearOfTrust, year_begun, year_of_trust
from plugins.safeguarding.queries import load_case, load_own_concern
from plugins.safeguarding.views.blueprint import bp, pipot_bp
from portal.plugin import NotFoundError, now
from portal.plugin.web import paper_page, paper_pdf, trail_foot, uow

TEMPLATE, ANNUAL = "safeguarding/paper.html", "safeguarding/annual.html"
EARLIEST, YEARS_SHOWN = 2000, 4


@bp.route("/<uuid:record_id>/papers/<key>", permission=READ)
def paper(record_id: UUID, key: str) -> ResponseReturnValue:
    return paper_page(TEMPLATE, **_words(record_id, key))


@bp.route("/<uuid:record_id>/papers/<key>.pdf", permission=READ)
def pdf(record_id: UUID, key: str) -> ResponseReturnValue:
    words = _words(record_id, key)
    filename = f"{words['record'].reference}-{key}.pdf"
    return _pdf(TEMPLATE, filename, url_for(".paper", record_id=record_id, key=key), words)


@pipot_bp.route("/<uuid:record_id>/papers/<key>", permission=PIPOT_READ, endpoint="paper")
def case_paper(record_id: UUID, key: str) -> ResponseReturnValue:
    return paper_page(TEMPLATE, **_case_words(record_id, key))


@pipot_bp.route("/<uuid:record_id>/papers/<key>.pdf", permission=PIPOT_READ, endpoint="pdf")
def case_pdf(record_id: UUID, key: str) -> ResponseReturnValue:
    words = _case_words(record_id, key)
    filename = f"{words['record'].reference}-{key}.pdf"
    return _pdf(TEMPLATE, filename, url_for("pipot.paper", record_id=record_id, key=key), words)


@pipot_bp.route("/year", permission=PIPOT_READ)
def year() -> ResponseReturnValue:
    latest = year_begun(uow.today)
    return render_template("safeguarding/year.html", years=range(latest, latest - YEARS_SHOWN, -1))


@pipot_bp.route("/year/<int:year>", permission=PIPOT_READ)
def annual(year: int) -> ResponseReturnValue:
    return paper_page(ANNUAL, annual=_annual(year))


@pipot_bp.route("/year/<int:year>.pdf", permission=PIPOT_READ)
def annual_pdf(year: int) -> ResponseReturnValue:
    words = {"annual": _annual(year)}
    return _pdf(ANNUAL, f"positions-of-trust-{year}.pdf", url_for("pipot.annual", year=year), words)


def _words(record_id: UUID, key: str) -> dict[str, Any]:
    concern = load_own_concern(uow, record_id)
    if key not in {one for one, _label, has_words in WHEN if has_words(concern)}:
        raise NotFoundError
    found = PAPERS[key]
    return {"record": concern, "paper": found, "parts": found.parts(uow, concern), "now": now()}


def _case_words(record_id: UUID, key: str) -> dict[str, Any]:
    case = load_case(uow, record_id)
    if key not in {one for one, _label, has_words in CASE_PAPERS if has_words(case)}:
        raise NotFoundError
    found = PIPOT_PAPERS[key]
    return {"record": case, "paper": found, "parts": found.parts(uow, case), "now": now()}


def _annual(year: int) -> YearOfTrust:
    if not EARLIEST <= year <= year_begun(uow.today):
        raise NotFoundError
    return year_of_trust(uow, year)


def _pdf(template: str, filename: str, page_url: str, words: dict[str, Any]) -> ResponseReturnValue:
    return paper_pdf(template, filename=filename, foot=trail_foot(uow), page_url=page_url, **words)
