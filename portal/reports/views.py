"""Choose what a report says, read it as a page, have it made as a PDF."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFoundError
from portal.declarations import Subject, TenantKind
from portal.oversight.queries import overseen_providers
from portal.reports import queries, services
from portal.reports.choices import READERS, Choices, choices_from, choices_of, report_of
from portal.reports.compose import paper, sections_for
from portal.reports.permissions import MAKE
from portal.reports.rules import periods_to_choose
from portal.web.blueprint import PortalBlueprint
from portal.web.transaction import uow

bp = PortalBlueprint("reports", "portal.reports", path="reports")
SCREEN = "/static/print.css"
PERIOD_SUBJECTS = "<any(provider, tenant):subject>"


@bp.route("/", permission=MAKE)
def index() -> ResponseReturnValue:
    return render_template(
        "reports/index.html", reports=queries.my_reports(uow), is_watching=uow.tenant.kind != TenantKind.PROVIDER
    )


@bp.route(f"/{PERIOD_SUBJECTS}", permission=MAKE)
def choose(subject: str) -> ResponseReturnValue:
    choices = choices_from(uow, Subject(subject), request.args)
    return render_template(
        "reports/choose.html",
        choices=choices,
        sections=sections_for(uow, choices.subject),
        periods=periods_to_choose(uow.today),
        providers=overseen_providers(uow) if choices.subject is Subject.PROVIDER else (),
        readers=READERS,
    )


@bp.route(f"/{PERIOD_SUBJECTS}/read", permission=MAKE)
def read(subject: str) -> ResponseReturnValue:
    choices = choices_from(uow, Subject(subject), request.args)
    if choices.subject is Subject.PROVIDER and choices.provider_id is None:
        return redirect(f"{url_for('.choose', subject=subject)}?{choices.query}")
    return paper(report_of(uow, choices), style=SCREEN, **_bar(choices))


@bp.route(f"/{PERIOD_SUBJECTS}/pdf", methods=["POST"], permission=MAKE)
def ask(subject: str) -> ResponseReturnValue:
    choices = choices_from(uow, Subject(subject), request.form)
    if choices.subject is Subject.PROVIDER and choices.provider_id is None:
        raise NotFoundError
    report = services.ask_for_report(uow, choices)
    return redirect(url_for(".made", report_id=report.id))


@bp.route("/made/<uuid:report_id>", permission=MAKE)
def made(report_id: UUID) -> ResponseReturnValue:
    report = queries.my_report(uow, report_id)
    choices = choices_of(uow, report.choices)
    return render_template("reports/made.html", report=report, choices=choices, kept_for=services.KEPT_FOR)


@bp.route("/made/<uuid:report_id>/report.pdf", permission=MAKE)
def download(report_id: UUID) -> ResponseReturnValue:
    report = queries.my_report(uow, report_id)
    if report.pdf is None:
        return redirect(url_for(".made", report_id=report.id))
    response = Response(report.pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="report.pdf"'
    return response


def _bar(choices: Choices) -> dict[str, Any]:
    """What the screen shows above the report: the way back, and the button for the PDF."""
    return {
        "back": f"{url_for('.choose', subject=choices.subject.value)}?{choices.query}",
        "action": url_for(".ask", subject=choices.subject.value),
        "values": list(choices.address.items(multi=True)),
    }
