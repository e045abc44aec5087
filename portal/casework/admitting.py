"""Who was let into one record: see, add, take away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.queries import names_of
from portal.casework import forms
from portal.casework.blueprint import bp, kind_or_404
from portal.declarations import RecordKind
from portal.records import admissions
from portal.records.permissions import LET_IN
from portal.records.queries import load_record
from portal.web.access import OfKind
from portal.web.fields import Option
from portal.web.transaction import uow
from portal.web.typed import uuid_in


@bp.route("/<kind_key>/<uuid:record_id>/let-in", methods=["GET", "POST"], permission=OfKind("read"))
def let_in(kind_key: str, record_id: UUID) -> ResponseReturnValue:
    kind, record = _record_to_admit_to(kind_key, record_id)
    could_be = admissions.who_could_be_let_in(uow, kind, record)
    form = forms.LetInForm()
    form.user_id.offer(Option(str(one.user_id), one.name) for one in could_be)
    if form.validate_on_submit():
        admissions.let_in(uow, kind, record, user_id=uuid_in(form.user_id.data))
        flash("They find this record from now on.")
        return redirect(url_for(".let_in", kind_key=kind.key, record_id=record.id))
    inside = admissions.admissions_to(uow, record.id)
    return render_template(
        "casework/let_in.html",
        kind=kind,
        record=record,
        inside=inside,
        names=names_of(uow, {one.user_id for one in inside}),
        form=form if could_be else None,
    )


@bp.route("/<kind_key>/<uuid:record_id>/let-in/<uuid:user_id>/end", methods=["POST"], permission=OfKind("read"))
def let_out(kind_key: str, record_id: UUID, user_id: UUID) -> ResponseReturnValue:
    kind, record = _record_to_admit_to(kind_key, record_id)
    admissions.let_out(uow, record, user_id=user_id)
    flash("They do not find this record any more.")
    return redirect(url_for(".let_in", kind_key=kind.key, record_id=record.id))


def _record_to_admit_to(kind_key: str, record_id: UUID) -> tuple[RecordKind, Any]:
    kind = kind_or_404(kind_key)
    record = load_record(uow, kind, record_id)
    uow.require(LET_IN)
    return kind, record
