"""The list of records that have been kept long enough, and the decision on each."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import PortalError
from portal.records.queries import any_record
from portal.retention import forms, queries
from portal.retention.permissions import APPROVE, READ
from portal.retention.services.deciding import approve_erasure, keep_longer, objections_to
from portal.retention.views.blueprint import bp, kind_labels
from portal.web.forms import attach_error
from portal.web.paging import every_row
from portal.web.spreadsheets import FILE_FORMS, list_file
from portal.web.transaction import uow


@bp.route("/", permission=READ)
def index() -> ResponseReturnValue:
    items = queries.waiting_items(uow)
    held = queries.held_ids(uow, [one.record_id for one in items])
    return render_template("retention/index.html", items=items, held=held, kinds=kind_labels())


@bp.route(f"/list.{FILE_FORMS}", permission=READ)
def sheet(form: str) -> ResponseReturnValue:
    kinds = kind_labels()
    rows = (
        (kinds.get(one.kind, one.kind), one.reference, one.keep_until, one.rule_words, one.status)
        for one in queries.waiting_items(uow)
    )
    return list_file(form, "kept-long-enough", ("Kind", "Reference", "Kept until", "By which rule", "State"), rows)


@bp.route("/items/<uuid:item_id>", permission=READ)
def item(item_id: UUID) -> ResponseReturnValue:
    found = queries.load_item(uow, item_id)
    if found.status == queries.ERASED:
        return redirect(url_for(".certificate", item_id=found.id))
    record = any_record(uow, found.record_id)
    may_decide = found.status == queries.PROPOSED and uow.may(APPROVE)
    return render_template(
        "retention/item.html",
        item=found,
        record=record,
        kinds=kind_labels(),
        holds=queries.holds_on(uow, record),
        dates=queries.dates_of(uow, record.id),
        may_decide=may_decide,
        objections=objections_to(uow, found) if may_decide else [],
    )


@bp.route("/items/<uuid:item_id>/approve", methods=["POST"], permission=APPROVE)
def approve(item_id: UUID) -> ResponseReturnValue:
    found = queries.load_item(uow, item_id)
    approve_erasure(uow, found)
    flash(f"{found.reference} is to be erased. You agreed to it.")
    return redirect(url_for(".index"))


@bp.route("/items/<uuid:item_id>/keep", methods=["GET", "POST"], permission=APPROVE)
def keep(item_id: UUID) -> ResponseReturnValue:
    found = queries.load_item(uow, item_id)
    form = forms.KeepForm()
    if form.validate_on_submit():
        try:
            keep_longer(uow, found, until=form.until.data, reason=form.reason.text)
        except PortalError as error:
            attach_error(form, error)
        else:
            flash(f"{found.reference} is kept for now.")
            return redirect(url_for(".index"))
    return render_template("retention/keep.html", form=form, item=found)


@bp.route("/erased", permission=READ)
def erased() -> ResponseReturnValue:
    page = queries.certificates(uow, request.args.get("after"))
    return render_template("retention/erased.html", page=page, kinds=kind_labels())


@bp.route(f"/erased.{FILE_FORMS}", permission=READ)
def erased_sheet(form: str) -> ResponseReturnValue:
    kinds = kind_labels()
    rows = (
        (kinds.get(one.kind, one.kind), one.reference, one.keep_until, one.erased_at)
        for one in every_row(lambda cursor: queries.certificates(uow, cursor))
    )
    return list_file(form, "erased", ("Kind", "Reference", "Kept until", "Erased"), rows)
