"""Open a record by hand."""

from __future__ import annotations

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from plugins.candour import forms, services
from plugins.candour.permissions import OPEN
from plugins.candour.views.blueprint import bp, to_record
from portal.plugin import PortalError
from portal.plugin.services import site_of, sites_in_view
from portal.plugin.web import Option, attach_error, uow


@bp.route("/open", methods=["GET", "POST"], permission=OPEN)
def open_case() -> ResponseReturnValue:
    form = forms.OpenForm()
    form.site_id.offer(Option(str(one.id), one.name) for one in sites_in_view(uow))
    if form.validate_on_submit():
        values = form.values()
        site_id = values.pop("site_id")
        try:
            case = services.open_case(uow, site=site_of(uow, UUID(site_id)) if site_id else None, **values)
        except PortalError as error:
            attach_error(form, error)
        else:
            return to_record(case)
    return render_template("candour/open.html", form=form)
