"""Stop the clock of a date, let it go on, give it more time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.casework import forms
from portal.casework.blueprint import bp, kind_or_404
from portal.core.errors import NotFoundError, PortalError
from portal.deadlines.models import Deadline
from portal.deadlines.moving import extend_clock, resume_clock, rule_of, stop_clock
from portal.deadlines.queries import clock_of
from portal.declarations import RecordKind
from portal.records.queries import load_record
from portal.web.access import OfKind
from portal.web.forms import PortalForm, attach_error
from portal.web.transaction import uow

CLOCK = "/<kind_key>/<uuid:record_id>/clocks/<uuid:clock_id>"


@bp.route(f"{CLOCK}/stop", methods=["GET", "POST"], permission=OfKind("write"))
def stop(kind_key: str, record_id: UUID, clock_id: UUID) -> ResponseReturnValue:
    form = forms.StopClockForm(data={"stopped_on": uow.today})
    return _move(_own_clock(kind_key, record_id, clock_id), form, stop_clock, "casework/clock_stop.html")


@bp.route(f"{CLOCK}/resume", methods=["GET", "POST"], permission=OfKind("write"))
def resume(kind_key: str, record_id: UUID, clock_id: UUID) -> ResponseReturnValue:
    form = forms.ResumeClockForm(data={"resumed_on": uow.today})
    return _move(_own_clock(kind_key, record_id, clock_id), form, resume_clock, "casework/clock_resume.html")


@bp.route(f"{CLOCK}/extend", methods=["GET", "POST"], permission=OfKind("write"))
def extend(kind_key: str, record_id: UUID, clock_id: UUID) -> ResponseReturnValue:
    form = forms.ExtendClockForm(data={"agreed_on": uow.today})
    return _move(_own_clock(kind_key, record_id, clock_id), form, extend_clock, "casework/clock_extend.html")


def _move(
    found: tuple[RecordKind, Any, Deadline], form: PortalForm, act: Callable[..., None], template: str
) -> ResponseReturnValue:
    """Back to the record when it was done; otherwise the form, with what was refused on it."""
    kind, record, clock = found
    if form.validate_on_submit():
        try:
            act(uow, clock, record, **form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            flash("The date was worked out again.")
            return redirect(url_for(".show", kind_key=kind.key, record_id=record.id, _anchor="dates"))
    rule = rule_of(uow.plugins.installed_rules, clock)
    return render_template(template, kind=kind, record=record, clock=clock, rule=rule, form=form)


def _own_clock(kind_key: str, record_id: UUID, clock_id: UUID) -> tuple[RecordKind, Any, Deadline]:
    kind = kind_or_404(kind_key)
    record = load_record(uow, kind, record_id)
    if record.is_received:
        raise NotFoundError
    clock = clock_of(uow, record.id, clock_id)
    rule = rule_of(uow.plugins.installed_rules, clock)
    if rule and rule.is_mutual:
        raise NotFoundError
    return kind, record, clock
