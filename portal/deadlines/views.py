"""Pages of closure days, and of the dates that the calendar moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, url_for

from portal.core.errors import PortalError
from portal.deadlines import forms, queries
from portal.deadlines.closures import add_closure_day, remove_closure_day
from portal.deadlines.permissions import MANAGE_CLOSURES
from portal.web.access import Anyone
from portal.web.blueprint import PortalBlueprint
from portal.web.forms import attach_error
from portal.web.spreadsheets import FILE_FORMS, list_file
from portal.web.transaction import uow

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

OF_READABLE_KINDS = Anyone("shows dates of the kinds of record this person may read, and no others")

closures = PortalBlueprint("closures", "portal.deadlines", path="closure-days")
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
