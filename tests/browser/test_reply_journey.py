"""Heard before it is decided: three points, replied to on a phone, read afresh, and the same end on both sides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.people import DESK, PHONE
from tests.browser.test_journey import Look, press, read_when_it_arrives, status_of
from tests.browser.walking import faults_of, too_wide

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.people import People

POINTS = ("The gate was open for an hour", "The family was not told", "No lamp was lit")
LOG = "The door log of that night"
WHY = "Read against the log, line by line"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "with scripts off"])
def test_an_organisation_is_heard_point_by_point(people: People, scripts: bool):
    look = faults_of if scripts else too_wide
    asha = people.at("asha@northshire.example", DESK, scripts=scripts)
    theirs = open_a_copy(asha)
    give_notice(asha, look)
    given = urlsplit(asha.url).path

    ben = people.at("ben@rosewood.example", PHONE, scripts=scripts)
    received = find_notice(ben, theirs)
    reply(ben, look)

    read_when_it_arrives(asha, given, LOG)
    decide(asha, look)
    read_afresh(people, asha, scripts=scripts, look=look)
    record_outcome(asha, given)

    read_when_it_arrives(ben, received, "The family was told at nine")
    for page in (asha, ben):
        expect(page.get_by_text("The log shows it")).to_be_visible()
        assert look(page, "notice-closed") == []
    assert WHY in asha.content()
    assert WHY not in ben.content()
    cora = people.at("cora@westmere.example", DESK, scripts=scripts)
    assert status_of(cora, given.replace("/t/northshire/", "/t/westmere/")) == 404


def open_a_copy(page: Page) -> str:
    """The newest record of Rosewood's that nobody gave notice about; its reference there."""
    page.goto("/t/northshire/records/incident/?origin=received")
    rows = page.get_by_role("row").filter(has_text="Rosewood")
    paths = [one.get_attribute("href") for one in rows.get_by_role("link").all()]
    for path in paths:
        page.goto(path or "")
        if page.get_by_role("button", name="Open it").count():
            press(page, "Open it")
        if not page.get_by_text("Notice to Rosewood Care").count() and page.get_by_text("Give notice").count():
            found = re.search(r"Their reference: (INC-\w{4}-\w{4})", page.locator("main").inner_text())
            assert found
            return found[1]
    raise AssertionError("Rosewood has shared nothing one could give notice about")


def give_notice(page: Page, look: Look) -> None:
    press(page, "Give notice about this")
    page.get_by_label("A concern").check()
    page.get_by_label("What do they need to know first?").fill("We looked at this again.")
    press(page, "Go on to the points")
    for number, words in enumerate(POINTS, start=1):
        page.get_by_label("What do you say?").fill(words)
        page.get_by_label("On what evidence?").fill("Visit note")
        press(page, "Save this point" if number == len(POINTS) else "Save and write another")
    press(page, "Check and give notice")
    assert look(page, "notice-give") == []
    press(page, "Give notice to Rosewood Care")
    expect(page.get_by_text("has been given notice")).to_be_visible()


def find_notice(page: Page, reference: str) -> str:
    """By way of the record, as soon as it has arrived."""
    for _second in range(60):
        page.goto("/t/rosewood/records/incident/")
        row = page.get_by_role("row").filter(has_text=reference)
        while not row.count():
            press(page, "Next page")
        row.get_by_role("link").first.click()
        if page.get_by_role("link", name="Notice from Northshire Council").count():
            press(page, "Notice from Northshire Council")
            return urlsplit(page.url).path
        page.wait_for_timeout(1000)
    raise AssertionError("the notice never arrived")


def reply(page: Page, look: Look) -> None:
    press(page, "Acknowledge")
    press(page, "Reply to each point")
    assert look(page, "notice-reply") == []
    for number, (stance, words) in enumerate(
        (("We dispute it", "It was open for a minute"), ("It needs correcting", "Told at nine"), ("We agree", "")), 1
    ):
        page.get_by_role("group", name=f"Your answer to point {number}").get_by_label(stance).check()
        page.get_by_label(f"What is right, or why (point {number})").fill(words)
    page.get_by_label("Your evidence (point 1)").fill(LOG)
    press(page, "Save and check your reply")
    assert look(page, "notice-check") == []
    press(page, "Send the reply to Northshire Council")
    expect(page.get_by_text("Your reply has been sent")).to_be_visible()


def decide(page: Page, look: Look) -> None:
    press(page, "Answer each point")
    assert look(page, "notice-decide") == []
    for number, (verdict, reason) in enumerate(
        (("Withdrawn", "The log shows it"), ("Changed", "You are right"), ("Upheld", "You agree")), 1
    ):
        page.get_by_role("group", name=f"What becomes of point {number}?").get_by_label(verdict).check()
        page.get_by_label(f"The reason (point {number})").fill(reason)
    page.get_by_label("Point 2 as it now stands").fill("The family was told at nine")
    press(page, "Save these answers")


def read_afresh(people: People, asha: Page, *, scripts: bool, look: Look) -> None:
    """Whoever stands first among those who took no part."""
    press(asha, "Ask a second reader")
    assert look(asha, "notice-second-reader") == []
    name = asha.locator(".govuk-radios__label").first.inner_text().strip()
    asha.locator(".govuk-radios__input").first.check()
    press(asha, "Ask them")
    reader = people.at(f"{name.split()[0].lower()}@northshire.example", DESK, scripts=scripts)
    reader.goto(urlsplit(asha.url).path)
    press(reader, "Read this afresh")
    assert look(reader, "notice-second-reading") == []
    for one in reader.get_by_label("Yes", exact=True).all():
        one.check()
    for one in reader.get_by_label("Why?", exact=True).all():
        one.fill(WHY)
    press(reader, "Keep this reading")
    expect(reader.get_by_text("Your reading has been kept")).to_be_visible()


def record_outcome(page: Page, path: str) -> None:
    page.goto(path)
    press(page, "Record the outcome")
    page.get_by_label("What follows from it?").fill("The report is put right.")
    press(page, "Record it and tell Rosewood Care")
    expect(page.get_by_text("has been told the outcome")).to_be_visible()
