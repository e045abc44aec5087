"""Put a report together: the sections its maker chose and may see, each drawn in a corner of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template
from markupsafe import Markup

from portal.core.corner import corner
from portal.core.log import log
from portal.core.uow import TenantFacts, UnitOfWork
from portal.declarations import ReportScope, ReportSection, Subject
from portal.reports.cover import Fact

PAPER = "reports/paper.html"


@dataclass(frozen=True)
class Part:
    """One section as drawn; None where it could not be loaded."""

    section: ReportSection
    drawn: Markup | None

    @property
    def anchor(self) -> str:
        return self.section.key.replace(".", "-")


@dataclass(frozen=True)
class Report:
    """Everything the paper shows. `reference` stands in the foot of every page."""

    title: str
    subtitle: str
    reference: str
    facts: Sequence[Fact]
    parts: Sequence[Part]
    scope: ReportScope
    tenant: TenantFacts
    role_label: str
    made_at: datetime


def sections_for(uow: UnitOfWork, subject: Subject, kind: str | None = None) -> list[ReportSection]:
    """The sections this person may choose for such a report, in their order."""
    plugins: Any = uow.plugins
    return [
        one
        for one in plugins.report_sections
        if subject in one.subjects
        and one.kind in (None, kind)
        and uow.tenant.kind in one.tenant_kinds
        and uow.may(one.permission)
    ]


def drawn_parts(uow: UnitOfWork, sections: Sequence[ReportSection], scope: ReportScope) -> list[Part]:
    """Each section with something to say, drawn in a savepoint: one that fails (None) leaves the report whole."""
    found = []
    for section in sections:
        try:
            with corner(uow.session):
                rows = section.rows(uow, scope)
                drawn = render_template(section.template, rows=rows, scope=scope, tenant=uow.tenant) if rows else ""
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises must not take the report with it
            log.error("report section failed", section=section.key, error=type(error).__name__)
            found.append(Part(section, None))
        else:
            if drawn:
                found.append(Part(section, Markup(drawn)))  # noqa: S704 - our own template's output, escaped there
    return found


def paper(report: Report, *, style: str, **bar: Any) -> str:
    """The report as a whole page. `bar` is what the screen shows above it, where it is shown on one."""
    return render_template(PAPER, report=report, style=style, bar=bar)
