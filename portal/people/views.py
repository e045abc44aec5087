"""Find people, see and change what is known of them, say where they stand, merge entries that are one person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFoundError, PortalError
from portal.people import forms, queries, services
from portal.people.blueprint import bp
from portal.people.models import Person
from portal.people.permissions import MERGE, READ, WORK, WRITE
from portal.people.present import place_lines, shown_needs
from portal.people.rules import FORMATS
from portal.web.forms import PortalForm, attach_error
from portal.web.transaction import uow


@bp.route("/", methods=["GET", "POST"], permission=READ)
def index() -> ResponseReturnValue:
    """A name is sent, never part of the address: addresses are kept by browsers and logs."""
    form = forms.SearchForm()
    found = queries.find_people(uow, form.name.text) if form.validate_on_submit() else None
    return render_template("people/index.html", form=form, found=found, most=queries.MOST_FOUND)


@bp.route("/new", methods=["GET", "POST"], permission=WRITE)
def new() -> ResponseReturnValue:
    form = forms.NewPersonForm()
    if form.validate_on_submit():
        try:
            person = services.record_person(uow, name=form.name.text)
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".edit", person_id=person.id))
    return render_template("people/new.html", form=form)


@bp.route("/<uuid:person_id>", permission=READ)
def show(person_id: UUID) -> ResponseReturnValue:
    person = queries.load_person(uow, person_id)
    kept = queries.entry_for(uow, person)
    return render_template(
        "people/show.html",
        person=person,
        kept=kept if kept.id != person.id else None,
        merged=queries.entries_of(uow, person)[1:],
        perhaps=queries.perhaps_the_same(uow, person) if uow.may(MERGE) and not person.merged_into else [],
        needs=shown_needs(uow, person),
        places=place_lines(uow, queries.records_of(uow, person)),
        choices=queries.formats_chosen(uow, person),
        formats=FORMATS,
        may_order=uow.may(WORK),
    )


@bp.route("/<uuid:person_id>/edit", methods=["GET", "POST"], permission=WRITE)
def edit(person_id: UUID) -> ResponseReturnValue:
    person = queries.load_person(uow, person_id)
    form = forms.PersonForm(data=_as_form(person))
    if form.validate_on_submit():
        try:
            services.change_person(uow, person, _typed(form), expected_version=_version(form))
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".show", person_id=person.id))
    return render_template("people/edit.html", form=form, person=person)


@bp.route("/<uuid:person_id>/needs", methods=["GET", "POST"], permission=WRITE)
def needs(person_id: UUID) -> ResponseReturnValue:
    person = queries.load_person(uow, person_id)
    form = forms.NeedsForm(data=_needs_of(person))
    if form.validate_on_submit():
        try:
            services.record_needs(uow, person, _told(form), expected_version=_version(form))
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".show", person_id=person.id))
    return render_template("people/needs.html", form=form, person=person)


@bp.route("/<uuid:person_id>/merge/<uuid:other_id>", methods=["GET", "POST"], permission=MERGE)
def merge(person_id: UUID, other_id: UUID) -> ResponseReturnValue:
    kept, other = queries.load_person(uow, person_id), queries.load_person(uow, other_id)
    form = PortalForm()
    if form.validate_on_submit():
        try:
            services.merge_people(uow, kept, other)
        except PortalError as error:
            attach_error(form, error)
        else:
            flash("The two entries are one now. You can undo this on the page of the person.")
            return redirect(url_for(".show", person_id=kept.id))
    return render_template("people/merge.html", form=form, kept=kept, other=other)


@bp.route("/<uuid:person_id>/undo-merge", methods=["POST"], permission=MERGE)
def undo_merge(person_id: UUID) -> ResponseReturnValue:
    person = services.undo_merge(uow, queries.load_person(uow, person_id))
    flash("This entry stands for itself again.")
    return redirect(url_for(".show", person_id=person.id))


def _as_form(person: Person) -> dict[str, Any]:
    return {
        "row_version": person.row_version,
        "name": person.name,
        "other_names": "\n".join(person.other_names),
        "our_reference": person.our_reference,
        "date_of_birth": person.date_of_birth,
        "email": person.email,
        "phone": person.phone,
        "address": person.address,
    }


def _needs_of(person: Person) -> dict[str, Any]:
    return {
        "row_version": person.row_version,
        "asked_on": uow.today,
        "formats": person.formats,
        "support": person.support,
        "contact_method": person.contact_method,
        "language": person.language,
        "notes": person.needs_notes,
        "may_share": person.may_share_needs,
        "review_on": person.needs_review_on if person.needs_review_on and person.needs_review_on >= uow.today else None,
    }


def _typed(form: forms.PersonForm) -> services.PersonDetails:
    told = form.values() | {"other_names": form.other_names.text.splitlines()}
    told.pop("row_version")
    return services.PersonDetails(**told)


def _told(form: forms.NeedsForm) -> services.NeedsTold:
    told = form.values() | {"may_share": form.may_share.answer}
    told.pop("row_version")
    return services.NeedsTold(**told)


def _version(form: Any) -> int:
    try:
        return int(form.row_version.data)
    except (TypeError, ValueError):
        raise NotFoundError from None
