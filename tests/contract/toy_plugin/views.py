"""The page of visits, and the one that takes a visit's report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from portal.plugin import PortalError
from portal.plugin.services import documents_on, load_record, subject_of
from portal.plugin.web import PortalBlueprint, PortalForm, Required, UploadField, add_beside, attach_error, uow
from tests.contract.toy_plugin.kinds import REPORT, VISIT
from tests.contract.toy_plugin.panels import visits
from tests.contract.toy_plugin.permissions import READ, WRITE

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

bp = PortalBlueprint("toy", __name__, path="toy", plugin="toy")


class ReportForm(PortalForm):
    file = UploadField("The report of the visit", [Required("Choose the report")])


@bp.route("/<uuid:record_id>/report", methods=["GET", "POST"], permission=WRITE)
def report(record_id: UUID) -> ResponseReturnValue:
    visit = load_record(uow, VISIT, record_id)
    part = subject_of(visit, kind=REPORT)
    form = ReportForm()
    if form.validate_on_submit():
        try:
            add_beside(uow, part, form.file.data, title="Report of the visit", about_on=visit.visited_on, field="file")
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".report", record_id=visit.id))
    return render_template("toy/report.html", form=form, rows=documents_on(uow, record_id=visit.id))


@bp.route("/", permission=READ)
def index() -> ResponseReturnValue:
    return render_template("toy/index.html", rows=visits(uow))
