"""Add, change and remove documents."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFoundError, PortalError
from portal.documents import forms, queries, services
from portal.documents.adding import WAYS, answer_adding, upload_of
from portal.documents.blueprint import bp, vault
from portal.documents.permissions import WRITE
from portal.records.queries import load_record
from portal.web.access import OfKind
from portal.web.forms import attach_error
from portal.web.transaction import uow


@bp.route(
    f"/records/<kind_key>/<uuid:record_id>/<any({WAYS}):way>", methods=["GET", "POST"], permission=OfKind("write")
)
def add(kind_key: str, record_id: UUID, way: str) -> ResponseReturnValue:
    kind = uow.plugins.kind(kind_key)
    if kind is None:
        raise NotFoundError
    record = load_record(uow, kind, record_id)
    where = {"kind_key": kind.key, "record_id": record.id}
    return answer_adding(
        way,
        services.subject_of(record),
        caption=f"{kind.label} {record.reference}",
        back=url_for("casework.show", **where, _anchor="documents"),
        here=lambda other: url_for(".add", **where, way=other),
    )


@bp.route("/<uuid:document_id>/versions/new", methods=["GET", "POST"], permission=WRITE)
def new_version(document_id: UUID) -> ResponseReturnValue:
    document = queries.load_document(uow, document_id)
    form = forms.FileForm()
    if form.validate_on_submit():
        try:
            version = services.add_version(uow, vault(), document, upload=upload_of(form.file.data))
        except PortalError as error:
            attach_error(form, error)
        else:
            flash(f"Version {version.number} is kept.")
            return redirect(url_for(".show", document_id=document.id))
    return render_template("documents/new_version.html", document=document, form=form, accept=forms.ACCEPT)


@bp.route("/<uuid:document_id>/change", methods=["GET", "POST"], permission=WRITE)
def change(document_id: UUID) -> ResponseReturnValue:
    document = queries.load_document(uow, document_id)
    form = forms.AboutForm(obj=document)
    if form.validate_on_submit():
        try:
            services.change_document(uow, document, **form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            flash("Saved.")
            return redirect(url_for(".show", document_id=document.id))
    return render_template("documents/change.html", document=document, form=form)


@bp.route("/links/<uuid:link_id>/remove", methods=["GET", "POST"], permission=WRITE)
def remove(link_id: UUID) -> ResponseReturnValue:
    link = queries.load_link(uow, link_id)
    document = queries.load_document(uow, link.document_id)
    form = forms.RemoveForm()
    if form.validate_on_submit():
        title = document.title
        is_erased = services.unlink_document(uow, link)
        flash(f"“{title}” was {'removed and erased' if is_erased else 'taken away from here; it is used elsewhere'}.")
        return redirect(url_for(".index"))
    return render_template("documents/remove.html", document=document, link=link, form=form)
