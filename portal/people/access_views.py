"""Take a subject access request on, decide passage by passage, release it by two people, hand it over."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFoundError, PortalError
from portal.people import access, forms
from portal.people.blueprint import access_bp as bp
from portal.people.kinds import ACCESS_REQUEST
from portal.people.models import AccessRequest
from portal.people.permissions import RELEASE, WORK
from portal.people.queries import load_person
from portal.people.redaction import without
from portal.records.queries import load_record
from portal.web.forms import PortalForm, attach_error
from portal.web.transaction import uow

ONE = "/<uuid:request_id>"


@bp.route("/new/<uuid:person_id>", methods=["GET", "POST"], permission=WORK)
def new(person_id: UUID) -> ResponseReturnValue:
    person = load_person(uow, person_id)
    form = forms.OrderForm(data={"received_on": uow.today})
    if form.validate_on_submit():
        told = form.values() | {"search_words": form.search_words.text.splitlines()}
        try:
            made = access.order_pack(uow, person, **told)
        except PortalError as error:
            attach_error(form, error)
        else:
            flash("What is held is being gathered. This takes a moment: load the page again.")
            return _to(made)
    return render_template("people/order.html", form=form, person=person)


@bp.route(f"{ONE}/identity", methods=["GET", "POST"], permission=WORK)
def identity(request_id: UUID) -> ResponseReturnValue:
    asked = _load(request_id)
    form = forms.IdentityForm(data={"on": uow.today})
    return _done(asked, form, access.confirm_identity) or _page("people/identity.html", asked, form)


@bp.route(f"{ONE}/gather", methods=["POST"], permission=WORK)
def gather(request_id: UUID) -> ResponseReturnValue:
    asked = _load(request_id)
    access.gather_again(uow, asked)
    flash("What is held is being gathered again. What you decided stays.")
    return _to(asked)


@bp.route(f"{ONE}/passages", permission=WORK)
def lines(request_id: UUID) -> ResponseReturnValue:
    asked = _load(request_id)
    found = access.lines_of(uow, asked)
    groups = [(source, list(one)) for source, one in groupby(found, key=lambda line: line.source)]
    return render_template(
        "people/lines.html",
        asked=asked,
        groups=groups,
        undecided=sum(one.decision is None for one in found),
        decisions={one.value: one.label for one in forms.DECISIONS},
        is_open=asked.status == access.DECIDING,
    )


@bp.route(f"{ONE}/passages/<uuid:line_id>", methods=["GET", "POST"], permission=WORK)
def decide(request_id: UUID, line_id: UUID) -> ResponseReturnValue:
    asked = _load(request_id)
    line = access.line_of(uow, asked, line_id)
    kept = {"decision": line.decision, "reason": line.reason, "left_out": "\n".join(line.left_out or line.others_named)}
    form = forms.DecideForm(data=kept)
    if form.validate_on_submit():
        told = form.values() | {"left_out": form.left_out.text.splitlines()}
        try:
            access.decide_line(uow, asked, line, **told)
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".lines", request_id=asked.id, _anchor=f"passage-{line.id}"))
    given = without(line.words, line.left_out) if line.decision == access.INCLUDE else None
    return _page("people/decide.html", asked, form, line=line, given=given)


@bp.route(f"{ONE}/passages/<uuid:line_id>/rest", methods=["GET", "POST"], permission=WORK)
def rest(request_id: UUID, line_id: UUID) -> ResponseReturnValue:
    asked = _load(request_id)
    line = access.line_of(uow, asked, line_id)
    form = forms.DecideRestForm()
    if form.validate_on_submit():
        try:
            count = access.decide_rest(uow, asked, line, **form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            flash(f"Decided about {count} of them. What names others waits for you.")
            return redirect(url_for(".lines", request_id=asked.id))
    return _page("people/rest.html", asked, form, line=line)


@bp.route(f"{ONE}/propose", methods=["GET", "POST"], permission=WORK)
def propose(request_id: UUID) -> ResponseReturnValue:
    asked, form = _load(request_id), PortalForm()
    return _done(asked, form, access.propose_release) or _page("people/propose.html", asked, form)


@bp.route(f"{ONE}/release", methods=["GET", "POST"], permission=RELEASE)
def release(request_id: UUID) -> ResponseReturnValue:
    asked, form = _load(request_id), PortalForm()
    found = access.lines_of(uow, asked)
    counts = {one.label: sum(line.decision == one.value for line in found) for one in forms.DECISIONS}
    return _done(asked, form, access.release_pack) or _page("people/release.html", asked, form, counts=counts)


@bp.route(f"{ONE}/send-back", methods=["GET", "POST"], permission=RELEASE)
def send_back(request_id: UUID) -> ResponseReturnValue:
    asked, form = _load(request_id), forms.SendBackForm()
    return _done(asked, form, access.send_back) or _page("people/send_back.html", asked, form)


@bp.route(f"{ONE}/given", methods=["GET", "POST"], permission=WORK)
def given(request_id: UUID) -> ResponseReturnValue:
    asked = _load(request_id)
    form = forms.GivenForm(data={"given_on": uow.today})
    person = load_person(uow, asked.person_id)
    return _done(asked, form, access.record_given) or _page("people/given.html", asked, form, person=person)


@bp.route(f"{ONE}/end", methods=["GET", "POST"], permission=WORK)
def end(request_id: UUID) -> ResponseReturnValue:
    asked, form = _load(request_id), forms.EndForm()
    return _done(asked, form, access.end_request) or _page("people/end.html", asked, form)


@bp.route(f"{ONE}/pack.zip", permission=WORK)
def pack(request_id: UUID) -> ResponseReturnValue:
    asked = _load(request_id)
    made = access.pack_of(uow, asked)
    if made is None:
        raise NotFoundError
    response = Response(made.content, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{asked.reference}.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _load(request_id: UUID) -> Any:
    return load_record(uow, ACCESS_REQUEST, request_id)


def _to(asked: AccessRequest) -> ResponseReturnValue:
    return redirect(url_for("casework.show", kind_key=ACCESS_REQUEST.key, record_id=asked.id))


def _done(asked: AccessRequest, form: PortalForm, act: Callable[..., Any]) -> ResponseReturnValue | None:
    """Back to the request when it was done; None while the form is to be shown, with what was refused on it."""
    if not form.validate_on_submit():
        return None
    try:
        act(uow, asked, **form.values())
    except PortalError as error:
        attach_error(form, error)
        return None
    return _to(asked)


def _page(template: str, asked: AccessRequest, form: PortalForm, **words: Any) -> ResponseReturnValue:
    status = 422 if request.method == "POST" else 200
    return render_template(template, asked=asked, form=form, **words), status
