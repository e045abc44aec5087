"""A report as a PDF: made in the background for the one who asked, readable by anyone, and nothing in it runs."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from plugins.incidents.models import Incident
from plugins.incidents.tests.steps import BROKEN_HIP
from plugins.incidents.tests.steps import completed as with_duties
from portal.core import pdf as core_pdf
from portal.core.confinement import ConfinedError
from portal.core.db import db
from portal.core.pdf import PdfUnavailableError
from portal.declarations import ReportScope, ReportSection, Subject
from portal.reports.compose import drawn_parts
from portal.reports.models import MadeReport
from portal.reports.permissions import MAKE
from portal.reports.sections.cases import CASES
from portal.reports.services import forget_reports
from portal.worker import run_waiting_jobs
from tests.casework.incidents import completed, opened
from tests.pdfs import Pdf

ASK = "/t/rosewood/reports/tenant/pdf"
CHOOSE = "/t/rosewood/reports/tenant/read"
QUARTER = {"period": "2026-q1", "readers": "ourselves"}


@pytest.fixture
def asked(client, first_quarter):
    """The page of a report that Ben has asked for."""
    return client.as_("ben").post(ASK, QUARTER, form_at=f"{CHOOSE}?period=2026-q1").location


def pdf_at(client, page, name="ben"):
    answer = client.as_(name).get(f"{page}/report.pdf").response
    assert answer.mimetype == "application/pdf"
    return Pdf(answer.data)


def test_a_report_is_made_in_the_background_and_waits_for_its_asker(app, client, asked):
    ben = client.as_("ben")
    assert "The PDF is being made." in ben.get(asked).words

    run_waiting_jobs(app)
    assert "The PDF is ready" in ben.get(asked).words
    assert "Rosewood Care, January to March 2026" in ben.get("/t/rosewood/reports/").words


def test_the_pdf_says_what_the_page_says(app, client, asked):
    run_waiting_jobs(app)
    pdf = pdf_at(client, asked)
    page = client.as_("ben").get(f"{CHOOSE}?period=2026-q1&readers=ourselves")

    for row in page.tree.xpath("//tr"):
        assert "".join(row.text_content().split()) in "".join(pdf.words.split())


def test_the_pdf_can_be_read_by_everybody(app, client, asked):
    run_waiting_jobs(app)
    pdf = pdf_at(client, asked)

    assert pdf.accessibility_faults() == []
    assert (pdf.root["/Lang"], pdf.reader.metadata.title) == ("en", "Rosewood Care – January to March 2026")
    assert "Cases opened each month: January 2026 8, February 2026 0, March 2026 2" in {
        one.alt for one in pdf.tree.all()
    }
    assert {"/Table", "/TH", "/TD", "/Caption", "/Figure", "/L", "/Link"} <= set(pdf.tags())


def test_nobody_else_finds_it(app, client, asked):
    run_waiting_jobs(app)
    answers = {
        name: [client.as_(name).get(one).status_code for one in (asked, f"{asked}/report.pdf")]
        for name in ("ruth", "rhona", "ade")
    }

    assert answers == {"ruth": [404, 404], "rhona": [404, 404], "ade": [403, 403]}


def test_it_is_kept_for_seven_days(app, act, asked):
    run_waiting_jobs(app)
    uow = act("ben")
    forget_reports(uow, datetime(2026, 4, 15, 3, tzinfo=UTC))

    assert len(uow.session.scalars(select(MadeReport)).all()) == 1


def test_the_portal_itself_forgets_everybodys(app, client, asked):
    """As the schedule does: for the organisation, with nobody acting."""
    run_waiting_jobs(app)
    with app.app_context(), db.engines["job"].begin() as connection:
        connection.execute(text("SELECT jobs.queue_slot('reports.forget', '2026-04-16 02:00Z')"))
    run_waiting_jobs(app)

    assert client.as_("ben").get(asked).status_code == 404


def test_without_pango_the_page_is_offered_instead(app, client, asked, monkeypatch):
    def missing(*_given):
        raise ConfinedError(PdfUnavailableError.__name__)

    monkeypatch.setattr(core_pdf, "confined", missing)
    run_waiting_jobs(app)
    page = client.as_("ben").get(asked)

    assert "The PDF could not be made. Nothing is lost" in page.words
    assert client.as_("ben").get(page.links()["Read it as a page"]).heading == "Rosewood Care"


def test_while_no_worker_runs_the_page_can_be_printed(client, asked):
    links = client.as_("ben").get(asked).links()

    assert client.as_("ben").get(links["Read the same as a page, which can be printed"]).heading == "Rosewood Care"


# What would be fetched, run or broken out of, if any of it were taken for markup.
HOSTILE = (
    '"><img src="http://127.0.0.1:9/a.png"><script>alert(1)</script>'
    '<link rel=stylesheet href="http://127.0.0.1:9/x.css">'
    '<link rel=attachment href="file:///etc/passwd"><style>@import url(http://127.0.0.1:9/y.css)</style>'
    '<svg><image href="http://127.0.0.1:9/z.svg"/></svg><object data="http://127.0.0.1:9/o"></object>'
    '<a href="javascript:alert(1)">x</a>{{ 7 * 7 }}{% raw %}</td></table></main>'
)


@pytest.fixture
def fetched(monkeypatch):
    """Every address anything asked the fetcher for."""
    found = []
    fetcher = type(core_pdf._fetcher())
    fetch = fetcher.fetch

    def note(self, url, headers=None):
        found.append(url)
        return fetch(self, url, headers)

    monkeypatch.setattr(fetcher, "fetch", note)
    # In this process, where the fetcher can be watched.
    monkeypatch.setattr(
        core_pdf, "confined", lambda _work, given, options, _limits: core_pdf.draw_pdf(given, **options)
    )
    return found


def text_columns():
    codes = {"compartment", "event_type", "category", "physical_harm", "psychological_harm", "who_affected"}
    return sorted({one.key for one in Incident.__table__.columns if str(one.type) == "TEXT"} - codes)


def test_hostile_words_in_every_field_are_words_on_paper(client, act_and_commit, fetched):
    with act_and_commit("ben") as uow:
        incident = completed(uow)
        for column in text_columns():
            setattr(incident, column, HOSTILE)
        incident.title = HOSTILE
    answer = client.as_("ben").get(f"/t/rosewood/reports/record/incident/{incident.id}/report.pdf").response
    pdf = Pdf(answer.data)

    assert set(fetched) <= set(core_pdf.ASSETS)
    assert pdf.active_parts() == set()
    assert pdf.words.count("{{ 7 * 7 }}") > 10
    assert pdf.accessibility_faults() == []


def test_an_incidents_report_has_its_duties_and_its_story(client, act_and_commit):
    with act_and_commit("ben") as uow:
        incident = with_duties(uow, facts=BROKEN_HIP)
    page = client.as_("ben").get(f"/t/rosewood/reports/record/incident/{incident.id}/read")

    headings = [one.text_content() for one in page.tree.xpath("//section/h2")]
    assert headings == [
        "What is recorded",
        "Who must be told",
        "Dates",
        "Shared with",
        "What happened with this record",
    ]


def test_another_council_finds_no_report_of_it(client, act_and_commit):
    with act_and_commit("ben") as uow:
        incident = opened(uow, "Fall", on=date(2026, 4, 1))

    for part in ("", "/read", "/report.pdf"):
        path_ = f"/t/westmere/reports/record/incident/{incident.id}{part}"
        assert client.as_("cora").get(path_).status_code == 404


def break_down(uow, _scope):
    uow.session.execute(text("SELECT nothing FROM nowhere"))


def test_a_part_that_breaks_leaves_only_its_own_corner_empty(act):
    scope = ReportScope(Subject.TENANT, for_others=False, first=date(2026, 1, 1), last=date(2026, 3, 31))
    broken = ReportSection("broken", "Broken", frozenset(Subject), "reports/_kinds.html", break_down, MAKE, weight=0)
    parts = drawn_parts(act("ben"), [broken, *CASES], scope)

    assert [(one.section.key, one.drawn is None) for one in parts] == [("broken", True), ("cases.months", False)]
