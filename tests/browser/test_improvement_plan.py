"""A plan the council asks for, the provider works and the council verifies; on a desk, on a phone, without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.people import DESK, PHONE
from tests.browser.test_journey import press, read_when_it_arrives, status_of
from tests.browser.walking import faults_of, too_wide

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.people import People

WHAT = "Check the stair gate on every night round"
PROGRESS = "The check is on the rota of both teams."
INTERNAL = "Ask the bookkeeper whether the second gate can wait."
EVIDENCE = "The log of the first two weeks is complete."


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "with scripts off"])
def test_the_provider_works_the_plan_and_the_commissioner_verifies_it(people: People, scripts: bool):
    look = faults_of if scripts else too_wide
    asha = people.at("asha@northshire.example", DESK, scripts=scripts)
    title = f"{WHAT} ({'one' if scripts else 'two'})"
    theirs = propose(asha, title, look)

    ben = people.at("ben@rosewood.example", PHONE, scripts=scripts)
    ours = accept(ben, title, look)
    read_when_it_arrives(asha, theirs, "accepted it")
    report(ben, PROGRESS, internal=False)
    report(ben, INTERNAL, internal=True)
    show_done(ben, look)

    read_when_it_arrives(asha, theirs, EVIDENCE)
    assert PROGRESS in asha.content()
    assert INTERNAL not in asha.content()
    assert "Hargreaves" not in asha.content()
    verify(asha, look)

    read_when_it_arrives(ben, ours, "verified it")
    assert INTERNAL in ben.content()
    assert look(ben, "ben-verified") == []
    cora = people.at("cora@westmere.example", DESK, scripts=scripts)
    assert status_of(cora, theirs.replace("/t/northshire/", "/t/westmere/")) == 404


def test_the_list_the_board_and_the_plan_are_fit_for_all(people: People):
    ben = people.at("ben@rosewood.example", DESK)
    set_for_oneself(ben)

    for path in ("", "board", "plan?status=all", "new"):
        ben.goto(f"/t/rosewood/actions/{path}")
        assert faults_of(ben, f"ben-actions-{path}") == [], path
    with ben.expect_download() as kept:
        ben.goto("/t/rosewood/actions/")
        press(ben, "Download the plan (PDF)")
    assert kept.value.suggested_filename == "improvement-plan.pdf"


def propose(page: Page, title: str, look) -> str:
    page.goto("/t/northshire/actions/")
    press(page, "Set an action")
    page.get_by_label("What is to be done?").fill(title)
    page.get_by_label("Who does it?").select_option("Rosewood Care")
    page.get_by_label("At which site?").select_option("Rosewood House")
    fill_day(page, "By when?", "28", "2", "2030")
    assert look(page, "asha-new-action") == []
    press_button(page, "Set this action")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return urlsplit(page.url).path


def accept(page: Page, title: str, look) -> str:
    for _second in range(60):
        page.goto("/t/rosewood/actions/board")
        found = page.get_by_role("link", name=title)
        if found.count():
            break
        page.wait_for_timeout(1000)
    assert look(page, "ben-board") == []
    found.first.click()
    path = urlsplit(page.url).path
    assert look(page, "ben-proposed") == []
    page.locator("main").get_by_role("button", name="Accept", exact=True).click()
    page.get_by_label("Who does it?").select_option("Ben Hargreaves")
    press_button(page, "Accept")
    expect(page.get_by_text("To be done by")).to_be_visible()
    return path


def report(page: Page, words: str, *, internal: bool) -> None:
    page.locator("main").get_by_role("button", name="Report progress").click()
    page.get_by_label("What was done so far?").fill(words)
    if internal:
        page.get_by_label("Keep this note to ourselves").check()
    press_button(page, "Report progress")
    expect(page.get_by_text(words)).to_be_visible()


def show_done(page: Page, look) -> None:
    press(page, "Say that it is done")
    press_button(page, "Say that it is done")
    expect(page.get_by_role("alert")).to_contain_text("Say what shows that it is done")
    assert look(page, "ben-finish-error") == []
    page.get_by_label("What shows that it is done?").fill(EVIDENCE)
    fill_day(page, "Which day is that evidence about?", "2", "3", "2026")
    press_button(page, "Say that it is done")
    expect(page.get_by_text("Northshire Council verifies it.")).to_be_visible()


def verify(page: Page, look) -> None:
    assert look(page, "asha-done") == []
    page.locator("main").get_by_role("button", name="Verify", exact=True).click()
    page.get_by_label("How did you check it?").fill("Read the log on a visit")
    press_button(page, "Verify")
    expect(page.locator("main").get_by_text("Verified", exact=True).first).to_be_visible()


def set_for_oneself(page: Page) -> None:
    page.goto("/t/rosewood/actions/new")
    page.get_by_label("What is to be done?").fill("Mend the lamp by the stairs")
    page.get_by_label("Who does it?").select_option("Mia Castellano")
    fill_day(page, "By when?", "28", "2", "2030")
    press_button(page, "Set this action")


def fill_day(page: Page, legend: str, day: str, month: str, year: str) -> None:
    group = page.get_by_role("group", name=legend)
    for label, value in (("Day", day), ("Month", month), ("Year", year)):
        group.get_by_label(label).fill(value)


def press_button(page: Page, name: str) -> None:
    page.locator("main form[method=post]").get_by_role("button", name=name).click()
    page.wait_for_load_state()
