"""How long each kind of record is kept: the default, the organisation's own, and what waits for a second person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.queries import names_of
from portal.core.errors import NotFoundError, PortalError
from portal.declarations import RecordKind
from portal.retention import forms, queries
from portal.retention.models import RetentionPeriod
from portal.retention.permissions import READ_PERIODS, SET_PERIODS
from portal.retention.rules import Force, Period, PeriodUnit, RetentionRule
from portal.retention.services.periods import confirm_period, propose_period, turn_down_period
from portal.retention.terms import periods_in_force, rules_of
from portal.retention.views.blueprint import bp
from portal.web.forms import attach_error
from portal.web.transaction import uow


@dataclass(frozen=True)
class ShownRule:
    """A rule beside what the organisation set in its place or beside it."""

    kind: RecordKind
    rule: RetentionRule
    policy: RetentionPeriod | None
    contract: RetentionPeriod | None


@bp.route("/periods", permission=READ_PERIODS)
def periods() -> ResponseReturnValue:
    pending = queries.pending_periods(uow)
    return render_template(
        "retention/periods.html",
        rules=list(_shown_rules()),
        pending=pending,
        names=names_of(uow, {one.proposed_by for one in pending}),
        labels={one.rule.code: one.rule.label for one in _shown_rules()},
        me=uow.actor.user_id,
    )


@bp.route("/periods/<rule_code>/set", methods=["GET", "POST"], permission=SET_PERIODS)
def set_period(rule_code: str) -> ResponseReturnValue:
    shown = next((one for one in _shown_rules() if one.rule.code == rule_code), None)
    if shown is None:
        raise NotFoundError
    form = forms.PeriodForm()
    if form.validate_on_submit():
        period, force = Period(form.n.data, PeriodUnit(form.unit.data)), Force(form.force.data)
        try:
            propose_period(uow, shown.rule, force=force, period=period, reason=form.reason.text)
        except PortalError as error:
            attach_error(form, error)
        else:
            flash(f"Put forward: {period}. It counts once somebody else has agreed.")
            return redirect(url_for(".periods"))
    return render_template("retention/period.html", form=form, shown=shown)


@bp.route("/periods/<uuid:period_id>/agree", methods=["POST"], permission=SET_PERIODS)
def agree(period_id: UUID) -> ResponseReturnValue:
    confirm_period(uow, queries.load_period(uow, period_id))
    flash("Agreed. It counts from now on.")
    return redirect(url_for(".periods"))


@bp.route("/periods/<uuid:period_id>/turn-down", methods=["POST"], permission=SET_PERIODS)
def turn_down(period_id: UUID) -> ResponseReturnValue:
    turn_down_period(uow, queries.load_period(uow, period_id))
    flash("Turned down. Nothing changes.")
    return redirect(url_for(".periods"))


def _shown_rules() -> Iterator[ShownRule]:
    plugins: Any = uow.plugins
    own = periods_in_force(uow)
    for kind in plugins.kinds:
        for rule in rules_of(kind):
            yield ShownRule(kind, rule, own.get((rule.code, Force.POLICY)), own.get((rule.code, Force.CONTRACT)))
