"""One word in the records of three organisations: each person finds what is theirs, marked, and nobody more."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from tests.browser.people import DESK, PHONE
from tests.browser.test_journey import Look, go_home, open_incident, press, report_a_fall
from tests.browser.walking import faults_of, too_wide

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.people import People


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "with scripts off"])
def test_four_people_look_for_the_same_word(people: People, scripts: bool):
    look = faults_of if scripts else too_wide
    word = "Featherington" if scripts else "Quillington"
    told = f"<b>Mrs {word}</b> slipped beside her chair."
    mia = people.at("mia@rosewood.example", PHONE, scripts=scripts)
    theirs, restricted = (report_a_fall(mia, look, words=told) for _twice in range(2))
    gil = people.at("gil@glenview.example", DESK, scripts=scripts)
    elsewhere = report_a_fall(gil, look, words=told, place="Glenview House")
    ben = people.at("ben@rosewood.example", DESK, scripts=scripts)
    restrict(ben, restricted)

    search(ben, f"{word.lower()[:9]} slipping")
    assert look(ben, "ben-found") == []
    assert found(ben) == {theirs, restricted}
    expect(ben.locator("mark", has_text=word).first).to_be_visible()
    assert ben.locator(".portal-hits__text b").count() == 0
    assert word not in unquote(ben.url)
    narrow(ben, theirs, look)
    lead_straight_to(ben, theirs)

    search(gil, word)
    assert found(gil) == {elsewhere}
    for name in ("asha@northshire.example", "dora@rosewood.example"):
        page = people.at(name, PHONE, scripts=scripts)
        search(page, word)
        assert look(page, f"{name[:4]}-found-nothing") == []
        assert found(page) == set()
        assert word not in page.locator("main").inner_text()
        assert not {one for one in (theirs, restricted, elsewhere) if one in page.content()}
    assert mia.get_by_role("search").count() == 0


def restrict(page: Page, reference: str) -> None:
    open_incident(page, reference)
    press(page, "Restrict who may see this")
    page.get_by_role("radio").last.check()
    page.get_by_label("Why").fill("An allegation against somebody who works here")
    press(page, "Save")


def search(page: Page, words: str) -> None:
    go_home(page)
    box = page.get_by_role("search")
    box.get_by_role("searchbox").fill(words)
    box.get_by_role("button", name="Search").click()
    page.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")


def found(page: Page) -> set[str]:
    """The references of the records that were found."""
    lines = page.locator(".portal-hits .portal-list__where").all_inner_texts()
    return {part for line in lines for part in line.split(" · ") if part.startswith("INC-")}


def narrow(page: Page, reference: str, look: Look) -> None:
    """By a kind, a state that neither is in, and a day: filters keep the words that were typed."""
    page.get_by_text("Narrow this down").click()
    page.get_by_label("Kind").select_option("Incidents")
    press(page, "Show these")
    page.get_by_label("Status").select_option("Closed")
    press(page, "Show these")
    expect(page.get_by_text("No record has all of these words.")).to_be_visible()
    assert look(page, "ben-narrowed") == []
    page.get_by_label("Status").select_option("All")
    page.get_by_label("Opened from").fill("2020-01-01")
    press(page, "Show these")
    assert reference in found(page)


def lead_straight_to(page: Page, reference: str) -> None:
    """A whole reference, written as people write it down, needs no list."""
    page.goto("/t/rosewood/")
    box = page.get_by_role("search")
    box.get_by_role("searchbox").fill(reference.replace("-", " ").lower())
    box.get_by_role("button", name="Search").click()
    page.wait_for_url(lambda url: "/records/incident/" in url)
    expect(page.get_by_text(reference).first).to_be_visible()
