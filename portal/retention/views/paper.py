"""The certificate: on screen, to print, and as a PDF. It names nobody but the role that agreed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import Json
from portal.core.errors import NotFoundError
from portal.core.pdf import STYLE_SHEET, PdfUnavailableError, render_pdf
from portal.retention import queries
from portal.retention.models import RetentionItem
from portal.retention.permissions import READ
from portal.retention.views.blueprint import bp, kind_labels
from portal.trail.queries import trail_foot
from portal.web.transaction import uow


@bp.route("/certificates/<uuid:item_id>", permission=READ)
def certificate(item_id: UUID) -> ResponseReturnValue:
    return render_template("retention/certificate.html", **_words(item_id))


@bp.route("/certificates/<uuid:item_id>/print", permission=READ)
def certificate_page(item_id: UUID) -> ResponseReturnValue:
    return render_template("retention/paper.html", **_words(item_id), style="/static/print.css")


@bp.route("/certificates/<uuid:item_id>.pdf", permission=READ)
def certificate_pdf(item_id: UUID) -> ResponseReturnValue:
    words = _words(item_id)
    try:
        html = render_template("retention/paper.html", **words, style=STYLE_SHEET)
        pdf = render_pdf(html, foot=trail_foot(uow))
    except PdfUnavailableError:
        return redirect(url_for(".certificate_page", item_id=item_id))
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="erased-{words["item"].reference}.pdf"'
    return response


def _words(item_id: UUID) -> Json:
    item = queries.load_item(uow, item_id)
    if item.status != queries.ERASED:
        raise NotFoundError
    return {"item": item, "kind": kind_labels().get(item.kind, item.kind), "role": _role(item), "now": clock.now()}


def _role(item: RetentionItem) -> str:
    """The roles of the person who agreed, as they are called today; not their name."""
    plugins: Any = uow.plugins
    member = queries.approver_of(uow, item)
    return plugins.registry.role_label(member.roles) if member else ""
