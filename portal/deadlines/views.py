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
from portal.web.transaction import uow

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

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


@dates.route("/moved", permission=Anyone("shows dates of the kinds of record this person may read, and no others"))
def moved() -> ResponseReturnValue:
    plugins: Any = uow.plugins
    kinds = [kind.key for kind in plugins.kinds if uow.may(kind.read)]
    return render_template("deadlines/moved.html", dates=queries.moved_dates(uow, kinds=kinds))
