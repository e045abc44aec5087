"""Add a document to whatever a page is about: a new file, one that is kept already, or one beside the other answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.core.errors import PortalError
from portal.core.uow import UnitOfWork
from portal.documents import forms
from portal.documents.blueprint import vault
from portal.documents.inspection.inspect import Upload
from portal.documents.queries import documents_to_reuse, load_document
from portal.documents.services import Subject, add_document, link_document
from portal.web.fields import Option
from portal.web.filters import short_day
from portal.web.forms import PortalForm, attach_error
from portal.web.transaction import uow

NEW, REUSE = "new", "reuse"
WAYS = f"{NEW},{REUSE}"
PAGES = {NEW: "documents/new.html", REUSE: "documents/reuse.html"}


def answer_adding(
    way: str, subject: Subject, *, caption: str, back: str, here: Callable[[str], str]
) -> ResponseReturnValue:
    """The page that adds a document to `subject`, `way` new or reuse; `here` gives the address of the other way."""
    form, act = (forms.AddForm(), _add) if way == NEW else (_reuse_form(), _reuse)
    if form.validate_on_submit():
        try:
            act(form, subject)
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(back)
    other = here(REUSE if way == NEW else NEW)
    return render_template(PAGES[way], form=form, caption=caption, back_url=back, other=other, accept=forms.ACCEPT)


def upload_of(stored: Any) -> Upload:
    """A file as the form holds it."""
    return Upload(stored.filename, stored.stream)


def add_beside(uow: UnitOfWork, subject: Subject, stored: Any, *, title: str, about_on: date, field: str) -> None:
    """Keep a file that came with the answers of another form; what is wrong with it stands on that `field`."""
    try:
        add_document(uow, vault(), subject, upload=upload_of(stored), title=title, about_on=about_on)
    except PortalError as error:
        if error.field == "file":
            error.field = field
        raise


def _add(form: PortalForm, subject: Subject) -> None:
    values = form.values()
    document = add_document(uow, vault(), subject, upload=upload_of(values.pop("file")), **values)
    flash(f"“{document.title}” is kept.")


def _reuse(form: PortalForm, subject: Subject) -> None:
    document = load_document(uow, UUID(form.document_id.data))
    link_document(uow, document, subject)
    flash(f"“{document.title}” stands here too.")


def _reuse_form() -> PortalForm:
    form = forms.ReuseForm()
    rows = documents_to_reuse(uow)
    form.document_id.offer(Option(str(one.id), f"{one.title} ({short_day(one.about_on)})") for one in rows)
    return form
