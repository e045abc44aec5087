"""Whom to ring about a safeguarding concern, and when somebody last made sure."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from plugins.safeguarding import forms
from plugins.safeguarding.models import LocalContact
from plugins.safeguarding.permissions import KEEP_CONTACTS, READ_CONTACTS
from plugins.safeguarding.queries import contacts as all_contacts
from plugins.safeguarding.queries import is_stale, load_contact
from plugins.safeguarding.services.contacts import keep_contact, verify_contact
from plugins.safeguarding.views.blueprint import bp
from portal.plugin import PortalError
from portal.plugin.web import FILE_FORMS, attach_error, list_file, uow

COLUMNS = ("Authority", "Team", "Telephone", "Out of hours", "E-mail", "Website", "Last verified")


@bp.route("/contacts/", permission=READ_CONTACTS)
def contacts() -> ResponseReturnValue:
    found = [(one, is_stale(one, uow.today)) for one in all_contacts(uow)]
    return render_template("safeguarding/contacts.html", found=found)


@bp.route(f"/contacts.{FILE_FORMS}", permission=READ_CONTACTS)
def contacts_sheet(form: str) -> ResponseReturnValue:
    rows = (
        (one.authority, one.team, one.phone, one.out_of_hours, one.email, one.web, one.verified_on)
        for one in all_contacts(uow)
    )
    return list_file(form, "safeguarding-contacts", COLUMNS, rows)


@bp.route("/contacts/new", methods=["GET", "POST"], permission=KEEP_CONTACTS)
def new_contact() -> ResponseReturnValue:
    return _keep(forms.LocalContactForm())


@bp.route("/contacts/<uuid:contact_id>/edit", methods=["GET", "POST"], permission=KEEP_CONTACTS)
def edit_contact(contact_id: UUID) -> ResponseReturnValue:
    found = load_contact(uow, contact_id)
    return _keep(forms.LocalContactForm(obj=found), contact=found)


@bp.route("/contacts/<uuid:contact_id>/verify", methods=["POST"], permission=KEEP_CONTACTS)
def verify(contact_id: UUID) -> ResponseReturnValue:
    verify_contact(uow, load_contact(uow, contact_id))
    return redirect(url_for(".contacts"))


def _keep(form: Any, contact: LocalContact | None = None) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            keep_contact(uow, contact=contact, **form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".contacts"))
    return render_template("safeguarding/contact.html", form=form, contact=contact)
