"""Edit a record. A save made from an old version becomes a merge page: theirs and yours, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.casework.blueprint import bp, kind_or_404
from portal.casework.forms import VersionField
from portal.core.errors import NotFoundError, PortalError, StaleRecordError
from portal.declarations import Field, RecordKind
from portal.exchange.services import hold_back
from portal.exchange.standing import carried
from portal.records.present import shown_value
from portal.records.queries import load_record
from portal.records.services import change_record
from portal.tenants.models import Link
from portal.web.access import OfKind
from portal.web.forms import PortalForm, attach_error
from portal.web.transaction import uow

KEEP = "keep-"
NOT_FIELDS = frozenset({"csrf_token", "op", "row_version"})


@dataclass(frozen=True)
class Difference:
    """One field two people left different: what is saved now, and what this person wants."""

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
    form = edit_form(kind.edit_form)(obj=record)  # type: ignore[arg-type]  # a class can be hashed
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
    return render_template("casework/edit.html", kind=kind, record=record, form=form, carried=_would_send(kind, record))


@lru_cache
def edit_form(form_class: type[PortalForm]) -> type[PortalForm]:
    """The kind's form, with the version of the record it was made from."""
    return type(f"Versioned{form_class.__name__}", (form_class,), {"row_version": VersionField()})


def _save(kind: RecordKind, record: Any, form: PortalForm) -> None:
    _keep_theirs(record, form)
    values = form.values()
    expected = values.pop("row_version")
    change = kind.change or change_record
    for link_id in request.form.getlist("hold_back"):
        link = uow.session.get_one(Link, (uow.tenant.id, UUID(link_id)))
        hold_back(uow, record, link, reason=request.form.get("hold_back_reason", "").strip())
    change(uow, record, expected_version=expected, **values)


def _keep_theirs(record: Any, form: PortalForm) -> None:
    """On a merge page: where the person chose what is saved now, take it from the record."""
    for name, choice in request.form.items():
        if name.startswith(KEEP) and choice == "theirs" and name.removeprefix(KEEP) in form:
            form[name.removeprefix(KEEP)].data = getattr(record, name.removeprefix(KEEP))


def _merge_page(kind: RecordKind, record: Any, form: PortalForm) -> ResponseReturnValue:
    uow.session.refresh(record)
    declared = {one.key: one for group in kind.groups for one in group.fields}
    differences = [
        Difference(field.name, field.label.text, *_both(declared.get(field.name), record, field))
        for field in form
        if field.name not in NOT_FIELDS and field.data != getattr(record, field.name, field.data)
    ]
    typed = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in NOT_FIELDS and not name.startswith(KEEP)
    ]
    page = render_template(
        "casework/merge.html", kind=kind, record=record, form=form, differences=differences, typed=typed
    )
    return page, 409


def _both(field: Field | None, record: Any, typed: Any) -> tuple[Markup, Markup]:
    shown = field or Field(typed.name, typed.label.text)
    return shown_value(uow, shown, getattr(record, typed.name)), shown_value(uow, shown, typed.data)


def _would_send(kind: RecordKind, record: Any) -> list[Any]:
    """The links whose organisation is told when this is saved."""
    return carried(uow, record, kind)
