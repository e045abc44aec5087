"""An improvement plan on paper: as a tagged PDF, as a page to print, as a table for a spreadsheet."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.actions import present, queries
from portal.actions.blueprint import bp
from portal.actions.permissions import READ
from portal.actions.views import filter_from
from portal.core.pdf import STYLE_SHEET, PdfUnavailableError, render_pdf
from portal.oversight.queries import site_of
from portal.trail.queries import trail_foot
from portal.web.paging import every_row
from portal.web.spreadsheets import FILE_FORMS, list_file
from portal.web.transaction import uow


@bp.route("/plan", permission=READ)
def plan() -> ResponseReturnValue:
    return render_template("actions/plan.html", **_plan_words(), style="/static/print.css")


@bp.route("/plan.pdf", permission=READ)
def plan_pdf() -> ResponseReturnValue:
    try:
        html = render_template("actions/plan.html", **_plan_words(), style=STYLE_SHEET)
        pdf = render_pdf(html, foot=trail_foot(uow))
    except PdfUnavailableError:
        return redirect(f"{url_for('.plan')}?{request.query_string.decode()}")
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="improvement-plan.pdf"'
    return response


@bp.route(f"/plan.{FILE_FORMS}", permission=READ)
def plan_sheet(form: str) -> ResponseReturnValue:
    wanted = filter_from(request.args)
    rows = every_row(lambda cursor: queries.action_page(uow, wanted, cursor))
    return list_file(form, "improvement-plan", present.HEADINGS, present.plan_rows(uow, rows))


def _plan_words() -> dict[str, Any]:
    wanted = filter_from(request.args)
    rows = uow.session.execute(queries.action_rows(uow, wanted).limit(queries.MOST_IN_A_PLAN)).all()
    return {
        "lines": present.lines(uow, rows),
        "site": site_of(uow, wanted.site_id) if wanted.site_id else None,
        "is_cut": len(rows) == queries.MOST_IN_A_PLAN,
    }
