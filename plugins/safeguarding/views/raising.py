"""Raise a concern: one page, whoever one is; afterwards what one sent, and what came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from plugins.safeguarding import forms, services
from plugins.safeguarding.models import Concern
from plugins.safeguarding.permissions import READ, WRITE
from plugins.safeguarding.queries import load_concern
from plugins.safeguarding.rules.naming import initials
from plugins.safeguarding.views.blueprint import answer_step, bp
from portal.plugin import NotFoundError, PortalError
from portal.plugin.services import (
    Person,
    Record,
    any_record,
    carried_facts,
    link_person,
    load_person,
    load_record,
    site_of,
    sites_in_view,
    submissions_by_me,
)
from portal.plugin.web import Anyone, Option, attach_error, uow

READ_PEOPLE = "people:person:read"
ANYBODY = Anyone("whoever works here may say that somebody is not safe")


@bp.route("/raise", methods=["GET", "POST"], permission=ANYBODY)
def raise_concern() -> ResponseReturnValue:
    origin, person = _origin(), _person()
    form = forms.RaiseForm(data=_first_answers(origin, person))
    form.site_id.offer(Option(str(one.id), one.name) for one in sites_in_view(uow))
    if form.validate_on_submit():
        try:
            concern = _raise(form, origin, person)
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".raised", reference=concern.reference))
    return render_template("safeguarding/raise.html", form=form, origin=origin)


@bp.route("/raised/<reference>", permission=ANYBODY)
def raised(reference: str) -> ResponseReturnValue:
    found = next((one for one in submissions_by_me(uow) if one.reference == reference), None)
    if found is None:
        raise NotFoundError
    return render_template("safeguarding/raised.html", submission=found)


@bp.route("/<uuid:record_id>/take-up", methods=["GET", "POST"], permission=WRITE)
def take_up(record_id: UUID) -> ResponseReturnValue:
    alert = load_concern(uow, record_id)
    if not alert.is_received:
        raise NotFoundError
    form = forms.ConfirmForm()
    if form.validate_on_submit():
        ours = services.open_own(uow, alert)
        return redirect(url_for("casework.show", kind_key=ours.kind, record_id=ours.id))
    return answer_step(
        alert,
        form,
        lambda: None,
        title="Open our own record of this",
        lead="It begins with what the alert says. What you decide and find stands in it; the alert stays as it is.",
        button="Open our own record",
    )


def _origin() -> Record | None:
    """The record the concern is raised from, where the address names one the person may see."""
    wanted = request.args.get("from_id")
    if not wanted:
        return None
    try:
        thin = any_record(uow, UUID(wanted))
    except ValueError:
        raise NotFoundError from None
    kind = uow.plugins.kind(thin.kind)
    if kind is None or not uow.may(kind.read):
        raise NotFoundError
    found: Record = load_record(uow, kind, thin.id)
    return found


def _person() -> Person | None:
    """The person it is about, where the address names one that whoever raises it may see."""
    wanted = request.args.get("person_id")
    if not wanted:
        return None
    if not uow.may(READ_PEOPLE):
        raise NotFoundError
    try:
        return load_person(uow, UUID(wanted))
    except ValueError:
        raise NotFoundError from None


def _first_answers(origin: Record | None, person: Person | None) -> dict[str, Any]:
    if person is not None:
        return {"adult_reference": person.our_reference or initials(person.name)}
    if origin is None:
        return {"site_id": request.args.get("site_id")}
    facts = carried_facts(uow, origin)
    return {
        "what_happened": facts.get("what_happened"),
        "adult_reference": facts.get("person_references"),
        "protection": facts.get("immediate_action"),
        "site_id": str(origin.site_id) if origin.site_id else None,
    }


def _raise(form: forms.RaiseForm, origin: Record | None, person: Person | None) -> Concern:
    values = form.values()
    site_id = values.pop("site_id")
    first = services.FirstConcern(**values)
    site = site_of(uow, UUID(site_id)) if site_id else None
    concern = services.raise_concern(uow, concern=first, site=site, from_record=origin)
    if person is not None and uow.may(READ):
        link_person(uow, concern, person, role="affected")
    return concern
