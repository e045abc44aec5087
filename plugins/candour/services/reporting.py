"""The Scottish annual report: counted without names, published, and the body told. Source: 2016 asp 14, s 24."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from plugins.candour.models import AnnualReport
from plugins.candour.permissions import REPORT
from plugins.candour.queries import owes_annual_reports, report_of_year, scottish_between
from plugins.candour.rules.clocks import ANNUAL
from plugins.candour.rules.codes import HARMS
from plugins.candour.rules.regimes import SCOTLAND
from portal.plugin import Nation, PortalError, ReportScope, Subject, TenantKind, UnitOfWork, london_day
from portal.plugin.services import (
    change_record,
    deadline_for,
    meet_deadline,
    members_who_may,
    open_record,
    start_deadline,
    tell,
)

APRIL = 4
FIRST_YEAR = 2018
FEWEST = 5  # as few incidents as anything but the count is told of
HALF = 0.5
ALL = "All incidents"
STEPS = (
    ("The person was told", "told_at"),
    ("A letter was sent", "letter_sent_on"),
    ("A meeting was offered", "meeting_offered_on"),
    ("The review was done", "review_done_on"),
    ("The report was offered", "report_offered_on"),
)


def year_of(day: date) -> int:
    """The year in which the financial year of a day began: April to March."""
    return day.year if day.month >= APRIL else day.year - 1


def days_of(year: int) -> tuple[date, date]:
    """The first and the last day of the financial year that began in `year`."""
    return date(year, APRIL, 1), date(year + 1, APRIL - 1, 31)


def begin_report(uow: UnitOfWork, *, year: int) -> AnnualReport:
    """Begin the report of a financial year that is over. Its publication is owed promptly from the year's end."""
    last = days_of(year)[1]
    if last >= uow.today:
        raise PortalError("This year is not over yet.", field="year")
    if year < FIRST_YEAR:
        raise PortalError("The duty began in April 2018.", field="year")
    if not owes_annual_reports(uow):
        raise PortalError("This report is owed by whoever provides care in Scotland.", field="year")
    if report_of_year(uow, year):
        raise PortalError("The report of this year was begun already.", field="year")
    report = AnnualReport(title=f"Duty of candour, April {year} to March {year + 1}", nation=Nation.SCOTLAND, year=year)
    open_record(uow, report, act="candour.report_begun")
    start_deadline(uow, ANNUAL, report, from_=last)
    return report


def begin_due_report(uow: UnitOfWork, slot: datetime) -> None:
    """Each day of April: begin a provider's report of the year just ended, also where nothing happened in it.

    Whoever writes it is told once. Publishing stays theirs.
    """
    if uow.tenant.kind != TenantKind.PROVIDER:
        return  # a council's own services are not known here: it begins by hand
    today = london_day(slot)
    year = year_of(today) - 1
    if today.month != APRIL or year < FIRST_YEAR or report_of_year(uow, year) or not owes_annual_reports(uow):
        return
    report = begin_report(uow, year=year)
    leads = [one.user_id for one in members_who_may(uow, REPORT, compartment=report.compartment)]
    tell(uow, template="candour_report_begun", people=leads, reference=report.reference)


def write_report(uow: UnitOfWork, report: AnnualReport, *, policies: str, support: str, changes: str) -> AnnualReport:
    """Write what stands beside the figures. Raises `PortalError` once it is published."""
    if report.published_on:
        raise PortalError("The report is published: it stays as it is.")
    return change_record(uow, report, act="candour.report_written", policies=policies, support=support, changes=changes)


def publish_report(uow: UnitOfWork, report: AnnualReport, *, published_on: date, where: str) -> AnnualReport:
    """Record the publication; the figures are kept as they were published, with small numbers hidden."""
    if report.published_on:
        raise PortalError("The report is published already.")
    if not (report.policies and report.support and report.changes):
        raise PortalError("Write the report first.")
    if not days_of(report.year or 0)[1] < published_on <= uow.today:
        raise PortalError("When: after the year is over, and not after today.", field="published_on")
    change_record(
        uow,
        report,
        act="candour.report_published",
        figures=figures_of(uow, report.year or 0),
        published_on=published_on,
        published_where=where,
        status="published",
    )
    clock = deadline_for(uow, report.id, ANNUAL)
    if clock:
        meet_deadline(uow, clock, report)
    return report


def tell_body(uow: UnitOfWork, report: AnnualReport, *, body: str, told_on: date) -> AnnualReport:
    """Record which body was told that the report is published, and when. It follows the publication."""
    if report.published_on is None:
        raise PortalError("Publish the report first: the body is told afterwards.")
    if not report.published_on <= told_on <= uow.today:
        raise PortalError("When: not before it was published, and not after today.", field="told_on")
    return change_record(uow, report, act="candour.report_told", body_told=body, body_told_on=told_on)


def figures_of(uow: UnitOfWork, year: int) -> list[dict[str, str]]:
    """What may be published of a year: `part` is `harm` (each harm and all together) or `step` (how far it was done).

    A year without any incident says none.
    """
    first, last = days_of(year)
    scope = ReportScope(Subject.TENANT, for_others=True, first=first, last=last)
    cases = scottish_between(uow, first, last)
    counts = Counter(one.harm for one in cases)
    table = scope.counted((HARMS.label_of(key), counts[key]) for key in SCOTLAND.harms if counts[key])
    harms = [*((one.label, one.words) for one in table.rows), (ALL, table.total_words if table else "none")]
    steps = [(label, _how_often([getattr(one, column) for one in cases])) for label, column in STEPS if cases]
    return [
        {"part": part, "label": label, "words": words}
        for part, lines in (("harm", harms), ("step", steps))
        for label, words in lines
    ]


def _how_often(done: list[object]) -> str:
    """In words, so that no difference of two counts tells of one person; nothing of fewer than five."""
    if len(done) < FEWEST:
        return "too few to say"
    share = sum(one is not None for one in done) / len(done)
    return "in every incident" if share == 1 else "in most" if share > HALF else "in some" if share else "in none"
