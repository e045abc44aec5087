"""Bank holidays the operator adds to those of the calendar."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from portal.core.errors import NotFoundError, PortalError
from portal.core.working_days import KNOWN_UNTIL
from portal.operator import forms
from portal.operator.holidays import add_bank_holiday, added_holidays, remove_bank_holiday
from portal.operator.views.blueprint import OPERATOR, bp, session, today
from portal.web.forms import attach_error

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.route("/holidays", methods=["GET", "POST"], permission=OPERATOR)
def holidays() -> ResponseReturnValue:
    form = forms.HolidayForm()
    if form.validate_on_submit():
        try:
            add_bank_holiday(session(), **form.values(), today=today())
        except PortalError as error:
            session().rollback()
            attach_error(form, error)
        else:
            return redirect(url_for(".holidays"))
    added = added_holidays(session())
    return render_template("operator/holidays.html", form=form, holidays=added, known_until=KNOWN_UNTIL)


@bp.route("/holidays/<nation>/<day>/remove", methods=["POST"], permission=OPERATOR)
def remove_holiday(nation: str, day: str) -> ResponseReturnValue:
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise NotFoundError from None
    remove_bank_holiday(session(), nation=nation, day=wanted)
    return redirect(url_for(".holidays"))
