"""A year's change in one council: looked at before it happens, two homes known again, one renamed, the list emptied."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.people import DESK
from tests.browser.test_improvement_plan import press_button
from tests.browser.test_journey import press
from tests.browser.walking import faults_of
from tests.directory.factories import hsca_row, hsca_rows, write_hsca_ods

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.people import People

REGISTER = "/t/northshire/register/"
ELM = {"Provider ID": "1-900900002", "Provider Name": "Elm Care Limited", "Brand ID": "-", "Brand Name": "-"}
ROSE = {"Provider ID": "1-900900001", "Provider Name": "Rose Hill Homes Limited", "Brand ID": "-", "Brand Name": "-"}
POOR = {"Location Latest Overall Rating": "Inadequate", "Publication Date": date(2024, 3, 5)}
GOOD = {"Location Latest Overall Rating": "Good", "Publication Date": date(2026, 2, 3)}
HOMES = 8


def last_year(folder: Path) -> Path:
    rows = [hsca_row(number, **ROSE, **(POOR if number > HOMES - 2 else {})) for number in range(1, HOMES + 1)]
    return write_hsca_ods(folder / "last-year.ods", rows, as_at="01 November 2025")


def this_year(folder: Path) -> Path:
    """The last two homes are Elm Care's under new numbers; the first has another name; one opened."""
    stayed = hsca_rows(HOMES - 3, first=2, **ROSE)
    renamed = hsca_row(1, **ROSE, **{"Location Name": "Rose Hill Manor"})
    again = [hsca_row(number, **ELM, **GOOD) | {"Location ID": f"1-{number + 40:09d}"} for number in (HOMES - 1, HOMES)]
    opened = hsca_row(30, **ROSE, **{"Location Name": "Rose Hill Court"})
    return write_hsca_ods(folder / "this-year.ods", [renamed, *stayed, *again, opened], as_at="01 November 2026")


def test_a_year_of_one_council_from_preview_to_an_empty_list(people: People, tmp_path: Path):
    asha = people.at("asha@northshire.example", DESK)
    send(asha, last_year(tmp_path))
    load(asha)

    send(asha, this_year(tmp_path))
    for words in ("New where another left: perhaps the same home", "from Rosewood House 1 to Rose Hill Manor"):
        expect(asha.get_by_text(words)).to_be_visible()
    assert faults_of(asha, "asha-register-preview") == []
    load(asha)

    asha.goto(f"{REGISTER}review/")
    for _ in range(2):
        expect(asha.get_by_role("button", name="The same home").first).to_be_visible()
        assert faults_of(asha, "asha-register-review") == []
        asha.get_by_role("button", name="The same home").first.click()
    expect(asha.get_by_text("Nothing is left to look at.")).to_be_visible()
    assert faults_of(asha, "asha-register-reviewed") == []

    asha.goto(f"{REGISTER}?text=1-{HOMES + 40:09d}")
    press(asha, f"Rosewood House {HOMES}")
    asha.get_by_text("The same as a table").click()
    expect(asha.get_by_text("A dotted line: from here another legal entity runs the service.")).to_be_visible()
    told = " ".join(asha.locator("main table").first.inner_text().split())
    assert "3 Feb 2026 Whole service Good (now) Elm Care Limited" in told
    assert f"5 Mar 2024 Whole service Inadequate Rose Hill Homes Limited as 1-{HOMES:09d}" in told
    assert faults_of(asha, "asha-register-site") == []


def send(page: Page, path: Path) -> None:
    """Send the file and wait until the worker has read it."""
    page.goto(f"{REGISTER}imports/")
    page.get_by_label("The published file").set_input_files(path)
    press_button(page, "Show what would change")
    wait_for(page, "Waiting for a decision")


def load(page: Page) -> None:
    press_button(page, "Load this register")
    wait_for(page, "Loaded")


def wait_for(page: Page, status: str) -> None:
    wanted = page.locator("strong.govuk-tag").filter(has_text=re.compile(rf"^\s*{status}\s*$"))
    for _second in range(60):
        if wanted.count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    expect(wanted).to_be_visible()
