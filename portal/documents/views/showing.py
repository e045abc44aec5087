"""The list of documents and the page of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.accounts.queries import names_of
from portal.documents import queries
from portal.documents.blueprint import SHOWN, bp, vault
from portal.documents.inspection.kinds import LABELS
from portal.documents.models import Document
from portal.documents.permissions import READ
from portal.documents.rules import PARTS
from portal.records.models import Record
from portal.web.spreadsheets import FILE_FORMS, MOST_ROWS, list_file
from portal.web.transaction import uow

COLUMNS = ("Document", "About", "Runs out", "Added", "Version", "File", "Kind", "Bytes")


@bp.route("/", permission=READ)
def index() -> ResponseReturnValue:
    words = _words()
    return render_template(
        "documents/index.html",
        page=queries.document_page(uow, request.args.get("after"), words=words),
        words=words,
        labels=LABELS,
        used=queries.bytes_kept(uow),
        most=vault().most_per_tenant,
        arguments={"words": words} if words else {},
    )


@bp.route(f"/list.{FILE_FORMS}", permission=READ)
def as_file(form: str) -> ResponseReturnValue:
    rows = queries.document_rows(_words()).order_by(Document.created_at.desc(), Document.id.desc())
    return list_file(form, "documents", COLUMNS, (_line(row) for row in uow.session.execute(rows.limit(MOST_ROWS + 1))))


@bp.route("/<uuid:document_id>", permission=SHOWN)
def show(document_id: UUID) -> ResponseReturnValue:
    document = queries.load_document(uow, document_id)
    versions = queries.versions_of(uow, document)
    return render_template(
        "documents/show.html",
        document=document,
        versions=versions,
        labels=LABELS,
        people=names_of(uow, {one.uploaded_by for one in versions if one.uploaded_by}),
        uses=_uses(document),
        is_scanned=vault().scanner is not None,
    )


def _words() -> str:
    return (request.args.get("words") or "").strip()


def _line(row: Any) -> tuple[Any, ...]:
    kind = LABELS.get(row.media_type, row.media_type)
    return (row.title, row.about_on, row.expires_on, row.created_at, row.newest, row.file_name, kind, row.size_bytes)


def _uses(document: Document) -> list[Mapping[str, Any]]:
    """What it is put to, as far as this person sees that: words, an address where there is one, and the link."""
    links = queries.links_of(uow, document)
    ids = {one.record_id for one in links if one.record_id}
    rows = uow.session.execute(select(Record.id, Record.kind, Record.reference).where(Record.id.in_(ids))).all()
    records = {one.id: one for one in rows if uow.plugins.kind(one.kind)}
    return [
        {
            "link": one,
            "record": records.get(one.record_id),
            "part": _part(records.get(one.record_id), one.kind),
            "action_url": url_for("actions.show", action_id=one.action_id) if one.action_id else None,
        }
        for one in links
    ]


def _part(record: Any, kind: str) -> str | None:
    """The words for the part of a record it is put to; None for the record itself."""
    own = uow.plugins.kind(record.kind).evidence_parts if record else {}
    return {**PARTS, **own}.get(kind)
