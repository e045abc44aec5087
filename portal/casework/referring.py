"""Open a record of another kind from this one, where that kind has no page of its own for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.casework import forms
from portal.casework.blueprint import bp, kind_or_404
from portal.core.errors import NotFoundError, PortalError
from portal.declarations import OpenedFrom, RecordKind
from portal.records.present import shown_value
from portal.records.queries import load_record
from portal.records.referrals import carried_facts, offers_on, opened_from, refer
from portal.web.access import OfKind
from portal.web.forms import attach_error
from portal.web.transaction import uow


@bp.route("/<kind_key>/<uuid:record_id>/open-another/<to_kind>", methods=["GET", "POST"], permission=OfKind("read"))
def open_another(kind_key: str, record_id: UUID, to_kind: str) -> ResponseReturnValue:
    kind = kind_or_404(kind_key)
    record = load_record(uow, kind, record_id)
    wanted, door = _offered(record, to_kind)
    form = forms.ReferForm()
    if form.validate_on_submit():
        try:
            opened = refer(uow, record, to_kind=to_kind, reason=form.reason.text, facts=carried_facts(uow, record))
        except PortalError as error:
            attach_error(form, error)
        else:
            if opened is not None:
                return _after(kind, record, wanted, opened)
            form.form_errors.append(door.by_hand)
    return render_template(
        "casework/open_another.html", kind=kind, record=record, wanted=wanted, form=form, carried=_shown(kind, record)
    )


def _offered(record: Any, to_kind: str) -> tuple[RecordKind, OpenedFrom]:
    found = next((one.kind for one in offers_on(uow, record) if one.is_on and one.kind.key == to_kind), None)
    if found is None or found.opened_from is None or found.opened_from.endpoint:
        raise NotFoundError
    return found, found.opened_from


def _after(kind: RecordKind, record: Any, wanted: RecordKind, opened: UUID) -> ResponseReturnValue:
    """To the new record; or back, where whoever opened it may not see it."""
    if any(one.record.id == opened for one in opened_from(uow, record.id)):
        return redirect(url_for(".show", kind_key=wanted.key, record_id=opened))
    flash(f"{wanted.label}: handed over.")
    return redirect(url_for(".show", kind_key=kind.key, record_id=record.id))


def _shown(kind: RecordKind, record: Any) -> list[tuple[str, Any]]:
    """What goes along, in the words of the record's own page."""
    fields = [one for group in kind.groups for one in group.fields if one.key in kind.carries]
    found = [(one.label, shown_value(uow, one, getattr(record, one.key))) for one in fields]
    return [(label, value) for label, value in found if value]
