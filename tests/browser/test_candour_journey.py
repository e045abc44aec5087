"""A manager tells a resident what went wrong: from the incident to the talk, on a telephone, and on to the letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.people import DESK, PHONE
from tests.browser.test_journey import press, status_of
from tests.browser.walking import faults_of, too_wide

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.people import People
    from tests.browser.test_journey import Look

SORRY = "I am sorry that you fell. The rail should have held, and it was for us to check it."


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "with scripts off"])
def test_a_resident_is_told_in_person_and_then_in_writing(people: People, scripts: bool):
    look = faults_of if scripts else too_wide
    ben = people.at("ben@rosewood.example", DESK, scripts=scripts)
    record = open_from_an_incident(ben)
    say_who_is_bound(ben, look)
    decide(ben, look)

    phone = people.at("ben@rosewood.example", PHONE, scripts=scripts)
    phone.goto(record)
    name_her(phone, look)
    try_to_reach_her(phone, record, look)
    tell_her(phone, record, look)

    ben.goto(record)
    write_to_her(ben, look)
    read_the_letter(ben, look)
    see_the_log(ben, look)

    asha = people.at("asha@northshire.example", DESK, scripts=scripts)
    assert status_of(asha, record.replace("/t/rosewood/", "/t/northshire/")) == 404
    rhona = people.at("gil@glenview.example", DESK, scripts=scripts)
    assert status_of(rhona, record.replace("/t/rosewood/", "/t/glenview/")) == 404


def open_from_an_incident(page: Page) -> str:
    page.goto("/t/rosewood/records/incident/")
    page.get_by_role("table").get_by_role("link").first.click()
    press(page, "Open a duty of candour record")
    page.get_by_label("Why").fill("She broke her hip when the rail came off.")
    page.locator("main").get_by_role("button").last.click()
    expect(page.get_by_text("To be looked at").first).to_be_visible()
    return urlsplit(page.url).path


def say_who_is_bound(page: Page, look: Look) -> None:
    press(page, "Say what kind of body you are")
    assert look(page, "candour-body") == []
    page.get_by_label("Any other registered provider").check()
    page.get_by_role("group", name="Does an agreement with the NHS").get_by_label("No").check()
    press(page, "Save")
    expect(page.get_by_text("a near miss is not").first).to_be_visible()


def decide(page: Page, look: Look) -> None:
    press(page, "Decide whether the duty applies")
    for question in ("Was it unintended", "Did it happen while"):
        page.get_by_role("group", name=question).get_by_label("Yes").check()
    page.get_by_label("An injury that had to be treated").check()
    page.get_by_label("It appears to have resulted in this harm").check()
    page.get_by_label("Which health professional").fill("Dr Hale")
    page.get_by_label("In which role?").fill("General practitioner")
    today = page.get_by_role("group", name="When did they give it?")
    now = page.evaluate("[new Date().getDate(), new Date().getMonth() + 1, new Date().getFullYear()]")
    for part, value in zip(("Day", "Month", "Year"), now, strict=True):
        today.get_by_label(part).fill(str(value))
    assert look(page, "candour-decide") == []
    press(page, "Save")
    expect(page.get_by_text("To be told", exact=True).first).to_be_visible()


def name_her(page: Page, look: Look) -> None:
    press(page, "Say whom to tell")
    page.get_by_label("The person themselves").check()
    page.get_by_role("group", name="How do they want to hear?").get_by_label("Face to face").check()
    page.get_by_label("What do they need to follow").fill("Large print, and her daughter beside her")
    assert look(page, "candour-person") == []
    press(page, "Save")


def fill_now(page: Page, question: str) -> None:
    """This moment; without scripts too, for the page's own clock is that of the machine."""
    asked = page.get_by_role("group", name=question)
    now = page.evaluate("[new Date().getDate(), new Date().getMonth() + 1, new Date().getFullYear()]")
    for part, value in zip(("Day", "Month", "Year"), now, strict=True):
        asked.get_by_label(part).fill(str(value))
    asked.get_by_label("Time (24-hour)").fill("00:00")


def try_to_reach_her(page: Page, record: str, look: Look) -> None:
    page.goto(record)
    page.get_by_role("link", name="Write down an attempt to reach them").click()
    fill_now(page, "When?")
    page.get_by_role("group", name="How?").get_by_label("By telephone").check()
    page.get_by_label("No answer").check()
    press(page, "Save")
    expect(page.get_by_text("by telephone: no answer").first).to_be_visible()
    assert look(page, "candour-attempt") == []


def tell_her(page: Page, record: str, look: Look) -> None:
    press(page, "Record that they were told")
    expect(page.get_by_label("Who else was told in the same talk?")).to_have_count(0)
    fill_now(page, "When were they told?")
    page.get_by_role("group", name="How?").get_by_label("Face to face").check()
    page.get_by_label("Who told them?").fill("Ben Hargreaves, manager")
    page.get_by_label("What were they told?").fill("The rail by the bed came off the wall when you held it.")
    page.get_by_label("The apology").fill(SORRY)
    page.get_by_role("group", name="Is anything looked into").get_by_label("Yes").check()
    page.get_by_label("If yes: what").fill("When the rail was last checked.")
    page.get_by_label("Which support").fill("Ms Field comes to see you on Friday.")
    assert look(page, "candour-tell") == []
    press(page, "Save")
    expect(page.get_by_text("Told", exact=True).first).to_be_visible()


def write_to_her(page: Page, look: Look) -> None:
    press(page, "Write the letter")
    expect(page.get_by_label("The apology")).to_have_value(SORRY)
    page.get_by_label("To whom?").fill("Mrs Thorne")
    page.get_by_label("Whom can they reach").fill("Ben Hargreaves, 01632 960003")
    assert look(page, "candour-letter") == []
    press(page, "Save")
    expect(page.get_by_role("button", name="Record that the letter was sent")).to_be_visible()
    assert look(page, "candour-record") == []


def read_the_letter(page: Page, look: Look) -> None:
    record = page.url
    page.get_by_role("link", name="Letter to the person", exact=True).click()
    expect(page.get_by_text("Dear Mrs Thorne")).to_be_visible()
    expect(page.get_by_text("not an admission of liability")).to_be_visible()
    assert look(page, "candour-paper") == []
    page.goto(record)


def see_the_log(page: Page, look: Look) -> None:
    page.get_by_role("link", name="Candour log of the year").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Candour log, April"))
    assert look(page, "candour-log") == []
