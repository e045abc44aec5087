"""The Scottish annual report: begun, written, published, and the body told."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from plugins.candour import forms
from plugins.candour.permissions import REPORT
from plugins.candour.queries import load_report
from plugins.candour.services import reporting
from plugins.candour.views.blueprint import answer_step, bp, to_record
from portal.plugin import PortalError
from portal.plugin.web import Option, attach_error, uow

YEARS_SHOWN = 3


@bp.route("/reports/begin", methods=["GET", "POST"], permission=REPORT)
def begin_report() -> ResponseReturnValue:
    form = forms.BeginReportForm()
    latest = reporting.year_of(uow.today) - 1
    form.year.offer(
        Option(str(one), f"April {one} to March {one + 1}") for one in range(latest, latest - YEARS_SHOWN, -1)
    )
    if form.validate_on_submit():
        try:
            report = reporting.begin_report(uow, year=int(form.year.data))
        except PortalError as error:
            attach_error(form, error)
        else:
            return to_record(report)
    return render_template("candour/begin_report.html", form=form)


@bp.route("/reports/<uuid:record_id>/write", methods=["GET", "POST"], permission=REPORT)
def write_report(record_id: UUID) -> ResponseReturnValue:
    report = load_report(uow, record_id)
    form = forms.WriteReportForm(obj=report)
    return answer_step(
        report,
        form,
        partial(reporting.write_report, uow, report),
        title="Write the report",
        lead="It is published: name nobody. The figures are counted for you, and small numbers are hidden.",
    )


@bp.route("/reports/<uuid:record_id>/publish", methods=["GET", "POST"], permission=REPORT)
def publish(record_id: UUID) -> ResponseReturnValue:
    report = load_report(uow, record_id)
    return answer_step(
        report,
        forms.PublishForm(),
        partial(reporting.publish_report, uow, report),
        title="Record the publication",
        lead="The figures are kept as they are on this day.",
    )


@bp.route("/reports/<uuid:record_id>/told", methods=["GET", "POST"], permission=REPORT)
def tell_body(record_id: UUID) -> ResponseReturnValue:
    report = load_report(uow, record_id)
    return answer_step(
        report, forms.BodyToldForm(), partial(reporting.tell_body, uow, report), title="Record that the body was told"
    )
