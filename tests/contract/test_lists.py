"""Every list is a file too: CSV and XLSX, with the rows and the filters of the page."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from portal.directory.models import Provider
from portal.oversight.services import take_on_provider
from portal.worker import run_waiting_jobs
from tests.actions.plan import set_action
from tests.casework.incidents import completed, opened, reported
from tests.contract.test_templates import TEMPLATES, source
from tests.documents.evidence import kept
from tests.world import GLENVIEW

TABLE = re.compile(r"portal-cards|(?:site_table|action_table|next_page)\(")
# Pages with a table that are no lists, and what they are.
ABOUT_ONE_THING = {
    "casework/show.html": "one record",
    "people/show.html": "one person",
    "dashboard/home.html": "the home page; each block leads to its list",
    "directory/imports.html": "the files loaded so far, each with a page of its own",
    "directory/provider.html": "one provider of the register",
    "directory/site.html": "one site of the register",
    "diary/calendar.html": "a month; the to-do list has its rows",
    "operator/registers.html": "the files that came in, each with a page of its own",
    "operator/show.html": "one organisation",
    "oversight/register_news.html": "the registers that changed something, each with a list of its own",
    "oversight/show.html": "one provider",
}
LISTS = {
    ("ben", "/t/rosewood/records/incident/"): "Fall at Rosewood House",
    ("asha", "/t/northshire/records/incident/?open=1"): "New from Rosewood Care",
    ("ben", "/t/rosewood/actions/"): "Lower the bed rails",
    ("ben", "/t/rosewood/documents/?words=training"): "Training record",
    ("ben", "/t/rosewood/sharing/"): "Northshire Council",
    ("asha", "/t/northshire/sharing/?side=received"): "Rosewood Care",
    ("asha", "/t/northshire/register/?text=rosewood"): "Rosewood Lodge",
    ("asha", "/t/northshire/providers/"): "Glenview Homes Ltd",
    ("ben", "/t/rosewood/providers/our-sites"): "Rosewood Lodge",
    ("ben", "/t/rosewood/to-do/"): "Fall at Rosewood House",
    ("ade", "/t/rosewood/people/"): "Mia Castellano",
    ("mia", "/t/rosewood/incidents/reports"): "Rosewood House",
    ("otto", "/operator/"): "Westmere Council",
}


@pytest.mark.parametrize("name", [one for one in TEMPLATES if one.endswith(".html")])
def test_a_page_with_a_list_offers_it_as_files(name):
    file = name.rpartition("/")[2]
    is_list = "/templates/" in str(TEMPLATES[name]) and TABLE.search(source(name)) and not file.startswith("_")

    assert not is_list or name in ABOUT_ONE_THING or name.startswith("macros/") or "downloads(" in source(name)


def test_no_page_is_excused_that_is_not_there():
    assert {name for name in ABOUT_ONE_THING if name not in TEMPLATES or not TABLE.search(source(name))} == set()


@pytest.fixture
def furnished(app, act_and_commit):
    """Something in every list."""
    with act_and_commit("ben") as uow:
        set_action(uow, title="Lower the bed rails", record=completed(uow))
        kept(uow, app.extensions["portal.vault"], completed(uow), title="Training record")
        opened(uow, "Closed long ago", on=date(2026, 1, 1), status="closed", closed_on=date(2026, 1, 2))
    with act_and_commit("mia") as uow:
        reported(uow)
    with act_and_commit("asha") as uow:
        take_on_provider(uow, uow.session.get_one(Provider, GLENVIEW))
    run_waiting_jobs(app)


def rows_of(page):
    """The cells of a file's every row, its header first, as text."""
    if page.response.mimetype == "text/csv":
        return list(csv.reader(io.StringIO(page.response.data.decode("utf-8-sig"), newline="")))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(page.response.data)).get_sheet_by_index(0)
    return [[str(cell) for cell in row] for row in sheet.to_python()]


def test_every_list_arrives_in_both_files_with_the_same_rows(client, furnished):
    for (name, path), expected in LISTS.items():
        browser = client.as_(name)
        links = browser.get(path).links()
        csv_rows, xlsx_rows = (rows_of(browser.get(links[label])) for label in ("CSV", "Excel (XLSX)"))

        assert any(expected in cell for row in csv_rows[1:] for cell in row), path
        assert csv_rows[0] == xlsx_rows[0], path
        assert len(csv_rows) == len(xlsx_rows), path


def test_a_file_is_narrowed_like_its_page(client, furnished):
    ben = client.as_("ben")
    links = ben.get("/t/rosewood/records/incident/?open=1&_external=1&kind_key=x").links()

    assert links["CSV"].endswith("/records/incident.csv?open=1&_external=1&kind_key=x")
    assert not any("Closed long ago" in row for row in rows_of(ben.get(links["CSV"])))
