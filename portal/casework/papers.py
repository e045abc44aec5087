"""A document about a record, of a template of its kind's own: as a page to print, and as a tagged PDF."""

from __future__ import annotations

from flask import Response, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.core.pdf import STYLE_SHEET, PdfUnavailableError, render_pdf
from portal.trail.queries import trail_foot
from portal.web.transaction import uow

SCREEN = "/static/print.css"


def paper_page(template: str, **words: object) -> str:
    """The document as a page; its template links the style sheet it is given as `style`."""
    return render_template(template, **words, style=SCREEN)


def paper_pdf(template: str, *, filename: str, page_url: str, **words: object) -> ResponseReturnValue:
    """The same as a PDF to keep; where PDF is not installed, the page at `page_url` instead."""
    html = render_template(template, **words, style=STYLE_SHEET)
    try:
        pdf = render_pdf(html, foot=trail_foot(uow))
    except PdfUnavailableError:
        return redirect(page_url)
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}.pdf"'
    return response
