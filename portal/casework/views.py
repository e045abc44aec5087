"""List, show, note, move and restrict records of any kind; open what another organisation shared."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework import forms
from portal.casework.blueprint import bp, kind_or_404
from portal.casework.listing import lines
from portal.casework.page import record_page_words
from portal.core.errors import NotFoundError, PortalError
from portal.declarations import RecordKind
from portal.exchange.models import Receipt
from portal.exchange.services import open_receipt
from portal.oversight.queries import site_choices
from portal.records.queries import ListFilter, load_record, record_or_what_is_left, record_page
from portal.records.services import add_note, move_record, restrict_record
from portal.web.access import OfKind
from portal.web.forms import attach_error
from portal.web.picking import with_site
from portal.web.transaction import uow
from portal.web.typed import day_in, uuid_in


@bp.route("/<kind_key>/", permission=OfKind("read"))
def index(kind_key: str) -> ResponseReturnValue:
    kind = kind_or_404(kind_key)
    sites = site_choices(uow)
    filters, site = with_site(request.args, sites)
    wanted = filter_from(filters)
    plugins: Any = uow.plugins
    page = record_page(uow, kind.key, wanted, request.args.get("after"))
    prefix = url_for(".index", kind_key=kind.key)
    return render_template(
        "casework/index.html",
        kind=kind,
        page=page,
        lines=lines(uow, kind, page.rows, prefix=prefix),
        wanted=wanted,
        sites=sites,
        site=site,
        severities=plugins.list(kind.severity_list) if kind.severity_list else None,
        arguments={key: value for key, value in filters.items() if value and key != "after"},
        may_create=kind.create_endpoint if uow.tenant.kind in kind.tenant_kinds and uow.may(kind.write) else None,
    )


@bp.route("/<kind_key>/<uuid:record_id>", permission=OfKind("read"))
def show(kind_key: str, record_id: UUID) -> ResponseReturnValue:
    kind = kind_or_404(kind_key)
    record = record_or_what_is_left(uow, kind, record_id)
    if record.erased_on:
        return redirect(url_for("retention.record", kind_key=kind.key, record_id=record.id))
    if record.is_received and record.first_opened_at is None and not _is_opened(record.receipt_id):
        return render_template("casework/unopened.html", kind=kind, record=record)
    return render_template("casework/show.html", **record_page_words(uow, kind, record), note=forms.NoteForm())


@bp.route("/<kind_key>/<uuid:record_id>/open", methods=["POST"], permission=OfKind("read"))
def open_copy(kind_key: str, record_id: UUID) -> ResponseReturnValue:
    kind = kind_or_404(kind_key)
    record = load_record(uow, kind, record_id)
    receipt = uow.session.get(Receipt, (uow.tenant.id, record.receipt_id)) if record.receipt_id else None
    if receipt is None:
        raise NotFoundError
    open_receipt(uow, receipt)
    return redirect(url_for(".show", kind_key=kind.key, record_id=record.id))


@bp.route("/<kind_key>/<uuid:record_id>/notes", methods=["POST"], permission=OfKind("write"))
def note(kind_key: str, record_id: UUID) -> ResponseReturnValue:
    kind = kind_or_404(kind_key)
    record = load_record(uow, kind, record_id)
    form = forms.NoteForm()
    if form.validate_on_submit():
        add_note(uow, record, words=form.words.text)
        return redirect(url_for(".show", kind_key=kind.key, record_id=record.id, _anchor="notes"))
    return render_template("casework/show.html", **record_page_words(uow, kind, record), note=form), 422


@bp.route("/<kind_key>/<uuid:record_id>/steps/<step_key>", methods=["GET", "POST"], permission=OfKind("write"))
def move(kind_key: str, record_id: UUID, step_key: str) -> ResponseReturnValue:
    kind = kind_or_404(kind_key)
    record = _own_record(kind, record_id)
    step = next((one for one in kind.lifecycle.transitions if one.key == step_key), None)
    if step is None:
        raise NotFoundError
    uow.require(step.permission)
    form = forms.StepForm()
    if form.validate_on_submit():
        try:
            move_record(uow, record, step, reason=form.reason.data)
        except PortalError as error:
            attach_error(form, error)
        else:
            flash(f"{kind.lifecycle.state(record.status).label}.")
            return redirect(url_for(".show", kind_key=kind.key, record_id=record.id))
    objections = step.guard(uow, record) if step.guard else []
    return render_template("casework/move.html", kind=kind, record=record, step=step, form=form, objections=objections)


@bp.route("/<kind_key>/<uuid:record_id>/restrict", methods=["GET", "POST"], permission=OfKind("write"))
def restrict(kind_key: str, record_id: UUID) -> ResponseReturnValue:
    kind = kind_or_404(kind_key)
    record = _own_record(kind, record_id)
    form = forms.RestrictForm(data={"compartment": record.compartment})
    if form.validate_on_submit():
        try:
            restrict_record(uow, record, **form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".show", kind_key=kind.key, record_id=record.id))
    return render_template("casework/restrict.html", kind=kind, record=record, form=form)


def filter_from(arguments: Any) -> ListFilter:
    """What the address asks the list for; nonsense is left out, not refused."""
    return ListFilter(
        status=arguments.get("status") or None,
        severity=arguments.get("severity") or None,
        site_id=uuid_in(arguments.get("site")),
        opened_from=day_in(arguments.get("opened_from")),
        opened_to=day_in(arguments.get("opened_to")),
        only_open=arguments.get("open") == "1",
        origin=arguments.get("origin") if arguments.get("origin") in {"own", "received"} else None,
    )


def _own_record(kind: RecordKind, record_id: UUID) -> Any:
    """A record that is ours to move: a copy of what another organisation told is not."""
    record = load_record(uow, kind, record_id)
    if record.is_received:
        raise NotFoundError
    return record


def _is_opened(receipt_id: UUID | None) -> bool:
    receipt = uow.session.get(Receipt, (uow.tenant.id, receipt_id)) if receipt_id else None
    return receipt is not None and receipt.opened_at is not None
