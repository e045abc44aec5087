"""Pages of closure days, of an organisation's own targets, and of the dates that the calendar moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, url_for

from portal.core.errors import PortalError
from portal.deadlines import forms, queries
from portal.deadlines.closures import add_closure_day, remove_closure_day
from portal.deadlines.permissions import MANAGE_CLOSURES, SET_TARGETS
from portal.deadlines.targets import set_target, target_of, targets
from portal.declarations import Binding
from portal.web.access import Anyone
from portal.web.blueprint import PortalBlueprint
from portal.web.forms import attach_error
from portal.web.spreadsheets import FILE_FORMS, list_file
from portal.web.transaction import uow

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from portal.declarations import DeadlineRule

OF_READABLE_KINDS = Anyone("shows dates of the kinds of record this person may read, and no others")

closures = PortalBlueprint("closures", "portal.deadlines", path="closure-days")
own_targets = PortalBlueprint("targets", "portal.deadlines", path="targets")
dates = PortalBlueprint("dates", "portal.deadlines", path="dates")


@closures.route("/", methods=["GET", "POST"], permission=MANAGE_CLOSURES)
def index() -> ResponseReturnValue:
    form = forms.ClosureForm()
    if form.validate_on_submit():
        try:
            add_closure_day(uow, **form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".index"))
    return render_template("deadlines/closures.html", form=form, closures=queries.closure_days(uow))


@closures.route("/<uuid:closure_id>/remove", methods=["POST"], permission=MANAGE_CLOSURES)
def remove(closure_id: UUID) -> ResponseReturnValue:
    remove_closure_day(uow, queries.closure_day(uow, closure_id))
    return redirect(url_for(".index"))


@own_targets.route("/", endpoint="index", permission=SET_TARGETS)
def list_targets() -> ResponseReturnValue:
    found = targets(uow)
    groups = (
        ("Local targets", [one for one in found if one.rule.binding is Binding.LOCAL]),
        ("Prompts: when an unmet prompt duty is pointed out", [one for one in found if one.rule.prompt_hours]),
        ("Numbers not verified against their source", [one for one in found if _is_unverified_number(one.rule)]),
    )
    return render_template("deadlines/targets.html", groups=groups)


@own_targets.route(f"/targets.{FILE_FORMS}", permission=SET_TARGETS)
def targets_sheet(form: str) -> ResponseReturnValue:
    rows = ((one.rule.code, one.rule.label, one.default, one.today, one.rule.source) for one in targets(uow))
    return list_file(form, "own-targets", ("Rule", "What", "Default", "Yours", "Source"), rows)


@own_targets.route("/<code>", methods=["GET", "POST"], permission=SET_TARGETS)
def change(code: str) -> ResponseReturnValue:
    target = target_of(uow, code)
    form = forms.TargetForm(data={"number": target.number, "since": uow.today})
    if form.validate_on_submit():
        try:
            set_target(uow, target, **form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".index"))
    return render_template("deadlines/target.html", form=form, target=target)


def _is_unverified_number(rule: DeadlineRule) -> bool:
    return rule.binding is not Binding.LOCAL and rule.prompt_hours is None


@dates.route("/moved", permission=OF_READABLE_KINDS)
def moved() -> ResponseReturnValue:
    return render_template("deadlines/moved.html", dates=queries.moved_dates(uow, kinds=_readable()))


@dates.route(f"/moved.{FILE_FORMS}", permission=OF_READABLE_KINDS)
def moved_sheet(form: str) -> ResponseReturnValue:
    found = queries.moved_dates(uow, kinds=_readable())
    rows = ((one.reference, one.title, one.label, one.old_due_on, one.new_due_on, one.why) for one in found)
    return list_file(form, "dates-that-moved", ("Reference", "Case", "Date of", "Was", "Is now", "Why"), rows)


def _readable() -> list[str]:
    plugins: Any = uow.plugins
    return [kind.key for kind in plugins.kinds if uow.may(kind.read)]
