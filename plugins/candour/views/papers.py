"""Documents of a record and of the annual report, as pages to print and as PDF; the log as a list and files."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from plugins.candour.kinds import CANDOUR
from plugins.candour.papers import PAPERS
from plugins.candour.permissions import READ
from plugins.candour.queries import (
    has_annual_reports,
    load_case,
    load_report,
    log_between,
    owes_annual_reports,
    person_of,
)
from plugins.candour.rules.codes import BODIES_TOLD, HARMS
from plugins.candour.rules.regimes import REGIME_LIST
from plugins.candour.services.reporting import days_of, figures_of, year_of
from plugins.candour.views.blueprint import bp
from portal.plugin import NotFoundError, london_day, now
from portal.plugin.web import FILE_FORMS, list_file, paper_page, paper_pdf, trail_foot, uow

PAPER, REPORT = "candour/paper.html", "candour/annual.html"
LARGE = "large"
COLUMNS = (
    "Reference", "Opened", "Where", "Duty", "Harm", "State", "Became aware", "Applies", "Told", "Not told",
    "Letter sent", "Results shared", "Review done", "Closed",
)  # fmt: skip
EARLIEST, YEARS_SHOWN = 2014, 4


@bp.route("/<uuid:record_id>/people/<uuid:person_id>/papers/<key>", permission=READ)
def paper(record_id: UUID, person_id: UUID, key: str) -> ResponseReturnValue:
    return paper_page(PAPER, **_words(record_id, person_id, key))


@bp.route("/<uuid:record_id>/people/<uuid:person_id>/papers/<key>.pdf", permission=READ)
def pdf(record_id: UUID, person_id: UUID, key: str) -> ResponseReturnValue:
    words = _words(record_id, person_id, key)
    page_url = url_for(".paper", record_id=record_id, person_id=person_id, key=key)
    filename = f"{words['record'].reference}-{words['person'].position}-{key}.pdf"
    is_large = request.args.get("print") == LARGE
    return paper_pdf(PAPER, filename=filename, foot=trail_foot(uow), page_url=page_url, is_large=is_large, **words)


@bp.route("/reports/<uuid:record_id>/paper", permission=READ)
def report(record_id: UUID) -> ResponseReturnValue:
    return paper_page(REPORT, **_report(record_id))


@bp.route("/reports/<uuid:record_id>/paper.pdf", permission=READ)
def report_pdf(record_id: UUID) -> ResponseReturnValue:
    words = _report(record_id)
    page_url = url_for(".report", record_id=record_id)
    filename = f"candour-annual-report-{words['report'].year}.pdf"
    return paper_pdf(REPORT, filename=filename, foot=trail_foot(uow), page_url=page_url, **words)


@bp.route("/log", permission=READ)
def log() -> ResponseReturnValue:
    latest, year = year_of(uow.today), _year()
    rows = [(one.CandourRecord, line) for one, line in zip(_found(year), _lines(year), strict=True)]
    years = range(latest, latest - YEARS_SHOWN, -1)
    in_scotland = owes_annual_reports(uow) or has_annual_reports(uow)
    return render_template("candour/log.html", rows=rows, year=year, years=years, in_scotland=in_scotland)


@bp.route(f"/log.{FILE_FORMS}", permission=READ)
def log_sheet(form: str) -> ResponseReturnValue:
    return list_file(form, f"candour-log-{_year()}", COLUMNS, _lines(_year()))


def _words(record_id: UUID, person_id: UUID, key: str) -> dict[str, Any]:
    case = load_case(uow, record_id)
    person, found = person_of(case, person_id), PAPERS.get(key)
    if found is None or not found.has_words(case, person):
        raise NotFoundError
    return {
        "record": case,
        "person": person,
        "paper": found,
        "parts": found.parts(uow, case, person),
        "day": getattr(person, found.day) if found.day else None,
        "now": now(),
    }


def _report(record_id: UUID) -> dict[str, Any]:
    found = load_report(uow, record_id)
    first, last = days_of(found.year or 0)
    figures = found.figures if found.published_on else figures_of(uow, found.year or 0)
    return {
        "report": found,
        "first": first,
        "last": last,
        "figures": figures,
        "body_told": BODIES_TOLD.label_of(found.body_told),
    }


def _year() -> int:
    latest = year_of(uow.today)
    asked = request.args.get("year", "")
    years = {str(one): one for one in range(EARLIEST, latest + 1)}
    return years.get(asked, latest)


def _found(year: int) -> Any:
    return log_between(uow, *days_of(year))


def _lines(year: int) -> list[tuple[Any, ...]]:
    """A line for each record opened in the year: states and days, no words of anybody."""
    return [_line(one.CandourRecord, one.site_name) for one in _found(year)]


def _line(case: Any, site_name: str | None) -> tuple[Any, ...]:
    return (
        case.reference,
        case.opened_on,
        site_name or "",
        REGIME_LIST.label_of(case.regime),
        HARMS.label_of(case.harm),
        CANDOUR.lifecycle.state(case.status).label,
        _day(case.aware_at),
        {None: "", True: "Yes", False: "No"}[case.is_notifiable],
        _day(case.told_at),
        case.not_told_on,
        case.letter_sent_on,
        case.results_shared_on,
        case.review_done_on,
        case.closed_on,
    )


def _day(moment: Any) -> date | None:
    return london_day(moment) if moment else None
