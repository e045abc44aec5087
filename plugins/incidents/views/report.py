"""Report an incident: four short pages, a check, and what happens next. Each page saves itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from plugins.incidents import forms
from plugins.incidents.models import Incident
from plugins.incidents.permissions import READ_OWN, REPORT
from plugins.incidents.rules.codes import ACTIONS_TAKEN, WHO_AFFECTED
from plugins.incidents.services import FirstReport, report_incident
from plugins.incidents.views.blueprint import bp
from portal.plugin import NotFoundError, PortalError
from portal.plugin.services import (
    Submission,
    any_record,
    discard_draft,
    discard_typed,
    keep_origin,
    read_draft,
    save_draft,
    site_of,
    sites_in_view,
    submissions_by_me,
)
from portal.plugin.web import FILE_FORMS, Option, PortalForm, attach_error, list_file, uow

DRAFT = "incidents.report"
STEPS: dict[str, type[PortalForm]] = {
    "what": forms.WhatForm,
    "when": forms.WhenForm,
    "hurt": forms.HurtForm,
    "done": forms.DoneForm,
}
ORDER = [*STEPS, "check"]
FEW_ENOUGH_TO_SHOW = 7


@bp.route("/report", permission=REPORT)
def report() -> ResponseReturnValue:
    if request.args.get("from_id"):
        return redirect(url_for(".step", step_key=ORDER[0], from_id=request.args["from_id"]))
    draft = read_draft(uow, DRAFT)
    if draft is None or request.args.get("again"):
        return redirect(url_for(".step", step_key=ORDER[0]))
    return render_template("incidents/resume.html", draft=draft, step_key=_next_unanswered(draft.values))


@bp.route("/report/discard", methods=["POST"], permission=REPORT)
def discard() -> ResponseReturnValue:
    _discard_all()
    return redirect(url_for(".step", step_key=ORDER[0]))


@bp.route("/report/<any(what, when, hurt, done):step_key>", methods=["GET", "POST"], permission=REPORT)
def step(step_key: str) -> ResponseReturnValue:
    values = _draft_values()
    form = STEPS[step_key](data=_typed(values))
    _offer_answers(form)
    if form.validate_on_submit():
        save_draft(uow, DRAFT, {**values, **_plain(form.values()), **_from_record()})
        return redirect(_after(step_key))
    number = ORDER.index(step_key) + 1
    return render_template(
        "incidents/report_step.html", form=form, step_key=step_key, number=number, back_url=_before(step_key)
    )


@bp.route("/report/check", methods=["GET", "POST"], permission=REPORT)
def check() -> ResponseReturnValue:
    values = _typed(_draft_values())
    unanswered = _next_unanswered(values)
    if unanswered != "check":
        return redirect(url_for(".step", step_key=unanswered))
    form = forms.SendForm()
    if form.validate_on_submit():
        try:
            incident = report_incident(uow, site=_site(values), report=_first_report(values))
            _keep_origin(incident, values)
        except PortalError as error:
            attach_error(form, error)
        else:
            _discard_all()
            return redirect(url_for(".sent", reference=incident.reference))
    return render_template("incidents/report_check.html", form=form, answers=_readable(values))


@bp.route("/report/sent/<reference>", permission=READ_OWN)
def sent(reference: str) -> ResponseReturnValue:
    return render_template("incidents/report_sent.html", submission=_own_submission(reference))


@bp.route("/reports", permission=READ_OWN)
def mine() -> ResponseReturnValue:
    return render_template("incidents/my_reports.html", submissions=submissions_by_me(uow))


@bp.route(f"/reports.{FILE_FORMS}", permission=READ_OWN)
def mine_sheet(form: str) -> ResponseReturnValue:
    columns = ("Reference", "Title", "Sent", "Answer by", "Answered", "Answer")
    rows = (
        (one.reference, one.title, one.submitted_at, one.answer_by, one.answered_at, one.answer)
        for one in submissions_by_me(uow)
    )
    return list_file(form, "your-reports", columns, rows)


@bp.route("/reports/<reference>", permission=READ_OWN)
def mine_show(reference: str) -> ResponseReturnValue:
    return render_template("incidents/my_report.html", submission=_own_submission(reference))


def _from_record() -> dict[str, str]:
    """The record this report follows from, where the address of the first page names one the person may see."""
    wanted = request.args.get("from_id")
    try:
        return {"from_id": str(any_record(uow, UUID(wanted)).id)} if wanted else {}
    except ValueError:
        raise NotFoundError from None


def _keep_origin(incident: Incident, values: dict[str, Any]) -> None:
    if values.get("from_id"):
        origin = any_record(uow, UUID(values["from_id"]))
        keep_origin(uow, incident, from_record=origin, reason=incident.title)


def _own_submission(reference: str) -> Submission:
    found = next((one for one in submissions_by_me(uow) if one.reference == reference), None)
    if found is None:
        raise NotFoundError
    return found


def _discard_all() -> None:
    """The report as far as it went, and what was half typed on any of its pages."""
    discard_draft(uow, DRAFT)
    for key, form in STEPS.items():
        discard_typed(uow, form.draft_key_at(step_key=key))


def _draft_values() -> dict[str, Any]:
    draft = read_draft(uow, DRAFT)
    return dict(draft.values) if draft else {}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in values.items()}


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    moment = values.get("occurred_at")
    return {**values, "occurred_at": datetime.fromisoformat(moment)} if isinstance(moment, str) else dict(values)


def _offer_answers(form: PortalForm) -> None:
    if not isinstance(form, forms.WhenForm):
        return
    if request.method == "GET":
        form.occurred_at.suggest_day(uow.today)
    sites = sites_in_view(uow)
    form.site_id.offer(Option(str(site.id), site.name) for site in sites)
    if len(sites) > FEW_ENOUGH_TO_SHOW:
        form.site_id.control = "select"
    if len(sites) == 1 and not form.site_id.data:
        form.site_id.data = str(sites[0].id)


def _next_unanswered(values: dict[str, Any]) -> str:
    needed = {"what": "what_happened", "when": "site_id", "hurt": "outcome", "done": "actions_taken"}
    return next((key for key, name in needed.items() if values.get(name) is None), "check")


def _after(step_key: str) -> str:
    following = ORDER[ORDER.index(step_key) + 1]
    return url_for(".check") if following == "check" else url_for(".step", step_key=following)


def _before(step_key: str) -> str:
    position = ORDER.index(step_key)
    return url_for(".step", step_key=ORDER[position - 1]) if position else url_for("dashboard.home")


def _site(values: dict[str, Any]) -> Any:
    return site_of(uow, UUID(values["site_id"]))


def _first_report(values: dict[str, Any]) -> FirstReport:
    event_type, physical, psychological = forms.OUTCOMES[values["outcome"]]
    return FirstReport(
        what_happened=values["what_happened"],
        occurred_at=values["occurred_at"],
        event_type=event_type,
        physical_harm=physical,
        psychological_harm=psychological,
        who_affected=values.get("who_affected"),
        person_references=values.get("person_references"),
        place=values.get("place"),
        actions_taken=tuple(values.get("actions_taken") or ()),
        immediate_action=values.get("immediate_action"),
    )


def _readable(values: dict[str, Any]) -> dict[str, Any]:
    outcome = next(one for one in forms.OUTCOME_OPTIONS if one.value == values["outcome"])
    return {
        **values,
        "site_name": _site(values).name,
        "outcome": outcome.label,
        "who_affected": WHO_AFFECTED.label_of(values.get("who_affected")),
        "actions": [ACTIONS_TAKEN.label_of(one) for one in values.get("actions_taken") or []],
    }
