"""Say who stands in a record: look for them by name, then choose one of those found or write somebody new down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFoundError, PortalError
from portal.declarations import RecordKind
from portal.people import forms, queries, services
from portal.people.blueprint import bp
from portal.people.models import Person
from portal.people.permissions import WRITE
from portal.people.rules import ROLES
from portal.records.models import Record
from portal.records.queries import any_record
from portal.web.fields import Option
from portal.web.forms import attach_error
from portal.web.transaction import uow

RECORD = "/in/<uuid:record_id>"


@bp.route(RECORD, methods=["GET", "POST"], permission=WRITE)
def link(record_id: UUID) -> ResponseReturnValue:
    record, kind = _record(record_id)
    form = forms.LinkForm()
    form.role.offer(Option(key, ROLES.label_of(key)) for key in kind.people)
    if form.validate_on_submit():
        return render_template(
            "people/choose.html",
            form=forms.ChosenForm(formdata=None),
            record=record,
            found=queries.find_people(uow, form.name.text),
            name=form.name.text,
            role=form.role.data,
            role_label=ROLES.label_of(form.role.data),
        )
    return render_template("people/link.html", form=form, record=record, kind=kind)


@bp.route(f"{RECORD}/choose", methods=["POST"], permission=WRITE)
def choose(record_id: UUID) -> ResponseReturnValue:
    record, kind = _record(record_id)
    form = forms.ChosenForm()
    if not form.validate_on_submit():
        return redirect(url_for(".link", record_id=record.id))
    person_id = _person_id(form)
    try:
        person = queries.load_person(uow, person_id) if person_id else _new_person(form, record)
        services.link_person(uow, record, person, role=form.role.data or "")
    except NotFoundError:
        raise
    except PortalError as error:
        return render_template("people/link.html", form=_again(kind, error), record=record, kind=kind), 422
    return redirect(url_for("casework.show", kind_key=record.kind, record_id=record.id, _anchor="people"))


@bp.route("/places/<uuid:link_id>/remove", methods=["POST"], permission=WRITE)
def unlink(link_id: UUID) -> ResponseReturnValue:
    link = queries.link_of(uow, link_id)
    record, _kind = _record(link.record_id)
    services.unlink_person(uow, link)
    return redirect(url_for("casework.show", kind_key=record.kind, record_id=record.id, _anchor="people"))


def _person_id(form: forms.ChosenForm) -> UUID | None:
    try:
        return UUID(form.person_id.data) if form.person_id.data else None
    except ValueError:
        raise NotFoundError from None


def _new_person(form: forms.ChosenForm, record: Record) -> Person:
    return services.record_person(uow, name=form.name.data or "", record=record)


def _again(kind: RecordKind, error: PortalError) -> forms.LinkForm:
    form = forms.LinkForm(formdata=None)
    form.role.offer(Option(key, ROLES.label_of(key)) for key in kind.people)
    attach_error(form, error)
    return form


def _record(record_id: UUID) -> tuple[Record, RecordKind]:
    """A record of a kind in which people stand, for those who may read that kind."""
    record = any_record(uow, record_id)
    plugins: Any = uow.plugins
    kind: RecordKind | None = plugins.kind(record.kind)
    if kind is None or not kind.people or not uow.may(kind.read):
        raise NotFoundError
    return record, kind
