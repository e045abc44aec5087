"""Documents about a concern, as pages to print and as PDF."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from plugins.safeguarding.panels import PAPERS as WHEN
from plugins.safeguarding.papers import PAPERS
from plugins.safeguarding.permissions import READ
from plugins.safeguarding.queries import load_own_concern
from plugins.safeguarding.views.blueprint import bp
from portal.plugin import NotFoundError, now
from portal.plugin.web import paper_page, paper_pdf, trail_foot, uow

TEMPLATE = "safeguarding/paper.html"


@bp.route("/<uuid:record_id>/papers/<key>", permission=READ)
def paper(record_id: UUID, key: str) -> ResponseReturnValue:
    return paper_page(TEMPLATE, **_words(record_id, key))


@bp.route("/<uuid:record_id>/papers/<key>.pdf", permission=READ)
def pdf(record_id: UUID, key: str) -> ResponseReturnValue:
    words = _words(record_id, key)
    page_url = url_for(".paper", record_id=record_id, key=key)
    filename = f"{words['record'].reference}-{key}.pdf"
    return paper_pdf(TEMPLATE, filename=filename, foot=trail_foot(uow), page_url=page_url, **words)


def _words(record_id: UUID, key: str) -> dict[str, Any]:
    concern = load_own_concern(uow, record_id)
    if key not in {one for one, _label, has_words in WHEN if has_words(concern)}:
        raise NotFoundError
    found = PAPERS[key]
    return {"record": concern, "paper": found, "parts": found.parts(uow, concern), "now": now()}
