"""A document that is a page on the screen and a tagged PDF, from one template."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.core.pdf import STYLE_SHEET, PdfUnavailableError, render_pdf

SCREEN = "/static/print.css"


def paper_page(template: str, **words: Any) -> str:
    """The document as a page that can be printed. The template links the style sheet it is given as `style`."""
    return render_template(template, style=SCREEN, **words)


def paper_pdf(
    template: str, *, filename: str, foot: str, page_url: str, is_large: bool = False, **words: Any
) -> ResponseReturnValue:
    """The document as PDF; where PDF cannot be made, the page at `page_url`. `filename` names nobody."""
    html = render_template(template, style=STYLE_SHEET, is_large=is_large, **words)
    try:
        pdf = render_pdf(html, foot=foot, is_large=is_large)
    except PdfUnavailableError:
        return redirect(page_url)
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
