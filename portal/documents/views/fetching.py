"""Give a file out: press, get a link that works once, and the file as an attachment no browser runs."""

from __future__ import annotations

from uuid import UUID

from flask import Response, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.documents import downloads
from portal.documents.blueprint import SHOWN, bp, vault
from portal.documents.models import DocumentVersion
from portal.documents.queries import load_document, version_of
from portal.documents.vault import OpenedFile
from portal.web.transaction import uow, writing_beside

# Should a browser show it after all, it can load, run and send nothing.
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


@bp.route("/<uuid:document_id>/versions/<int:number>/download", methods=["POST"], permission=SHOWN)
def download(document_id: UUID, number: int) -> ResponseReturnValue:
    version = version_of(uow, load_document(uow, document_id), number)
    return redirect(url_for(".file", signed=downloads.issue_ticket(uow, version, secret=_secret())))


@bp.route("/file/<signed>", permission=SHOWN)
def file(signed: str) -> ResponseReturnValue:
    ticket_id, version = downloads.ticketed_version(uow, signed, secret=_secret())
    opened = vault().read(uow.tenant.id, version.id, version.wrapped_key, version.sha256)
    try:
        with writing_beside() as writing:
            downloads.use_ticket(writing, ticket_id)
    except BaseException:
        opened.close()
        raise
    return _attachment(version, opened)


def _attachment(version: DocumentVersion, opened: OpenedFile) -> Response:
    response = Response(opened, content_type=version.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=version.file_name)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Content-Length"] = str(version.size_bytes)
    return response


def _secret() -> str:
    secret: str = current_app.config["SETTINGS"].secret
    return secret
