"""Holds: on one record, on all about a provider; looked at again, released."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import PortalError
from portal.oversight.queries import overseen_providers, provider_in_view
from portal.people.permissions import READ as READ_PEOPLE
from portal.people.queries import load_person
from portal.records.queries import any_record, refuse_if_erased
from portal.retention import forms, queries
from portal.retention.permissions import HOLD, READ
from portal.retention.services.holding import hold_person, hold_provider, hold_record, release_hold
from portal.retention.views.blueprint import bp
from portal.web.fields import Option
from portal.web.forms import attach_error
from portal.web.spreadsheets import FILE_FORMS, list_file
from portal.web.transaction import uow

ONE_PERSON = "one person"  # lists name nobody


@bp.route("/holds", permission=READ)
def holds() -> ResponseReturnValue:
    return render_template("retention/holds.html", holds=queries.all_live_holds(uow), today=uow.today)


@bp.route(f"/holds.{FILE_FORMS}", permission=READ)
def holds_sheet(form: str) -> ResponseReturnValue:
    found = queries.all_live_holds(uow)
    rows = (
        (reference, provider or (ONE_PERSON if hold.person_id else None), hold.reason, hold.review_on)
        for hold, reference, provider in found
    )
    return list_file(form, "holds", ("Record", "Every record about", "Why", "Look again on"), rows)


@bp.route("/records/<uuid:record_id>/hold", methods=["GET", "POST"], permission=HOLD)
def hold(record_id: UUID) -> ResponseReturnValue:
    record = any_record(uow, record_id)
    refuse_if_erased(record)
    form = forms.HoldForm()
    if form.validate_on_submit():
        try:
            hold_record(uow, record, **form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            flash(f"{record.reference} is held. Nothing of it is erased until somebody releases it.")
            return redirect(url_for(".holds"))
    return render_template("retention/hold.html", form=form, record=record, person=None)


@bp.route("/holds/provider", methods=["GET", "POST"], permission=HOLD)
def hold_all() -> ResponseReturnValue:
    form = forms.ProviderHoldForm()
    form.provider_id.offer(Option(str(one.id), one.name) for one in overseen_providers(uow))
    if form.validate_on_submit():
        try:
            provider = provider_in_view(uow, UUID(form.provider_id.data))
            hold_provider(uow, provider, reason=form.reason.text, review_on=form.review_on.data)
        except PortalError as error:
            attach_error(form, error)
        else:
            flash(f"Every record about {provider.name} is held.")
            return redirect(url_for(".holds"))
    return render_template("retention/hold.html", form=form, record=None, person=None)


@bp.route("/holds/people/<uuid:person_id>", methods=["GET", "POST"], permission=HOLD)
def hold_named(person_id: UUID) -> ResponseReturnValue:
    person = load_person(uow, person_id)
    uow.require(READ_PEOPLE)
    form = forms.HoldForm()
    if form.validate_on_submit():
        try:
            hold_person(uow, person, **form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            flash("Every record that names this person is held.")
            return redirect(url_for(".holds"))
    return render_template("retention/hold.html", form=form, record=None, person=person)


@bp.route("/holds/<uuid:hold_id>/release", methods=["GET", "POST"], permission=HOLD)
def release(hold_id: UUID) -> ResponseReturnValue:
    found = queries.load_hold(uow, hold_id)
    form = forms.ReleaseForm()
    if form.validate_on_submit():
        try:
            release_hold(uow, found, reason=form.reason.text)
        except PortalError as error:
            attach_error(form, error)
        else:
            flash("The hold is released. The rules count again.")
            return redirect(url_for(".holds"))
    return render_template("retention/release.html", form=form, hold=found)
