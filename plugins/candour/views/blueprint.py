"""The blueprint the view modules hang their pages on, and the one page most of them share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.plugin import PortalError
from portal.plugin.web import PortalBlueprint, PortalForm, attach_error

bp = PortalBlueprint("candour", "plugins.candour", path="candour", plugin="candour")


def answer_step(
    record: Any, form: PortalForm, order: Callable[..., Any], *, title: str, lead: str = "", whom: str = ""
) -> ResponseReturnValue:
    """A page of one form: `order` is given its answers, and the record's page follows, or what it refused.

    `whom` says for which of several people it is.
    """
    if form.validate_on_submit():
        try:
            order(**form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            return to_record(record)
    return render_template("candour/step.html", record=record, form=form, title=title, lead=lead, whom=whom)


def to_record(record: Any) -> ResponseReturnValue:
    return redirect(url_for("casework.show", kind_key=record.kind, record_id=record.id))
