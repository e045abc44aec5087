"""Edit a record. A save made from an old version becomes a merge page: theirs and yours, field by field."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.casework.blueprint import bp, kind_or_404
from portal.casework.forms import MadeFromField, VersionField
from portal.core.errors import NotFoundError, PortalError, StaleRecordError
from portal.declarations import Field, RecordKind
from portal.exchange.standing import carried, holds_on, settle_holds
from portal.records.present import shown_value
from portal.records.queries import load_record
from portal.records.services import change_record
from portal.tenants.models import Link
from portal.web.access import OfKind
from portal.web.forms import PortalForm, attach_error
from portal.web.transaction import uow

KEEP = "keep-"
NOT_FIELDS = frozenset({"csrf_token", "op", "row_version", "made_from"})
MARK_LENGTH = 16


@dataclass(frozen=True)
class Difference:
    """One field both people changed: what is saved now, and what this person wants."""

    name: str
    label: str
    theirs: Markup
    yours: Markup


@bp.route("/<kind_key>/<uuid:record_id>/edit", methods=["GET", "POST"], permission=OfKind("write"))
def edit(kind_key: str, record_id: UUID) -> ResponseReturnValue:
    kind = kind_or_404(kind_key)
    record = load_record(uow, kind, record_id)
    if kind.edit_form is None or record.is_received:
        raise NotFoundError
    form = _form_of(kind, record)
    if form.validate_on_submit():
        try:
            _save(kind, record, form)
        except StaleRecordError:
            return _merge_page(kind, record, form)
        except PortalError as error:
            attach_error(form, error)
        else:
            flash(f"Saved {record.reference}.")
            return redirect(url_for(".show", kind_key=kind.key, record_id=record.id))
    held = {one.link_id for one in holds_on(uow, record.id)}
    told = _would_send(kind, record)
    return render_template("casework/edit.html", kind=kind, record=record, form=form, carried=told, held=held)


@lru_cache
def edit_form(form_class: type[PortalForm]) -> type[PortalForm]:
    """The kind's form, with the version of the record it was made from and how each field stood then."""
    more = {"row_version": VersionField(), "made_from": MadeFromField()}
    return type(f"Versioned{form_class.__name__}", (form_class,), more)


def _form_of(kind: RecordKind, record: Any) -> PortalForm:
    form = edit_form(kind.edit_form)(obj=record)  # type: ignore[arg-type]  # a class can be hashed
    if not form.is_submitted() and not form.made_from.data:
        form.made_from.data = {field.name: _mark(kind, field, getattr(record, field.name)) for field in _asked(form)}
    return form


def _save(kind: RecordKind, record: Any, form: PortalForm) -> None:
    _keep_theirs(record, form)
    values = form.values()
    expected, _made_from = values.pop("row_version") or 0, values.pop("made_from")
    change = kind.change or change_record
    reason = request.form.get("hold_back_reason", "").strip()
    settle_holds(uow, record, _held_back(kind, record), reason=reason)
    change(uow, record, expected_version=expected, **values)


def _held_back(kind: RecordKind, record: Any) -> list[Link]:
    """The links a person ticked, among those that would be told."""
    ticked = set(request.form.getlist("hold_back"))
    return list({link.id: link for link, _view in _would_send(kind, record) if str(link.id) in ticked}.values())


def _keep_theirs(record: Any, form: PortalForm) -> None:
    """On a merge page: where the person chose what is saved now, take it from the record."""
    for field in _asked(form):
        if _leaves_theirs(field):
            field.data = getattr(record, field.name)


def _leaves_theirs(field: Any) -> bool:
    return request.form.get(f"{KEEP}{field.name}") == "theirs"


def _merge_page(kind: RecordKind, record: Any, form: PortalForm) -> ResponseReturnValue:
    """What both changed is asked; what only one of them changed is kept without asking."""
    uow.session.refresh(record)
    made_from = form.made_from.data
    differences, kept, now = [], [], {}
    for field in _asked(form):
        theirs, yours = (_shown(kind, field, value) for value in (getattr(record, field.name), field.data))
        before, now[field.name] = made_from.get(field.name), _mark(kind, field, getattr(record, field.name))
        if _leaves_theirs(field) or _mark(kind, field, field.data) == before:
            kept.append(field.name)
        elif theirs != yours and now[field.name] != before:
            differences.append(Difference(field.name, field.label.text, theirs, yours))
    form.made_from.data = now
    page = render_template(
        "casework/merge.html",
        kind=kind, record=record, form=form, differences=differences, kept=kept, typed=_typed(),
    )  # fmt: skip
    return page, 409


def _asked(form: PortalForm) -> list[Any]:
    """The fields a person fills in."""
    return [field for field in form if field.name not in NOT_FIELDS]


def _typed() -> list[tuple[str, str]]:
    pairs = request.form.items(multi=True)
    return [(name, value) for name, value in pairs if name not in NOT_FIELDS and not name.startswith(KEEP)]


def _shown(kind: RecordKind, field: Any, value: Any) -> Markup:
    declared = {one.key: one for group in kind.groups for one in group.fields}
    return shown_value(uow, declared.get(field.name) or Field(field.name, field.label.text), value)


def _mark(kind: RecordKind, field: Any, value: Any) -> str:
    """A short mark of a value as a reader sees it: two that read the same have one mark."""
    return hashlib.sha256(_shown(kind, field, value).encode()).hexdigest()[:MARK_LENGTH]


def _would_send(kind: RecordKind, record: Any) -> list[Any]:
    """The links whose organisation is told when this is saved."""
    return carried(uow, record, kind)
