"""A concern from a care worker's phone to the plan, its alert to the council and back; and a case nobody else finds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
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

WORDS = "Bruises on both upper arms. She says: they hold me too hard."
WANTS = "To be helped by two people she knows."
FOUND = "Two carers lifted her without the hoist."


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "with scripts off"])
def test_a_concern_is_raised_on_a_phone_decided_on_and_told_to_the_council(people: People, scripts: bool):
    look = faults_of if scripts else too_wide
    leo = people.at("leo@oakfield.example", PHONE, scripts=scripts)
    reference = raise_concern(leo, look)

    hana = people.at("hana@oakfield.example", DESK, scripts=scripts)
    record = open_concern(hana, reference)
    complete(hana, look)
    decide(hana, look)
    send_alert(hana, look)

    lena = people.at("lena@northshire.example", DESK, scripts=scripts)
    acknowledge(lena, reference, look)
    read_when_it_arrives(hana, record, "The authority has the alert")
    enquire_and_plan(hana, look)

    grace = people.at("grace@oakfield.example", DESK, scripts=scripts)
    case = open_the_strand(hana, record, look)
    assert status_of(grace, case) == 404
    assert status_of(grace, record) == 200
    hamish = people.at("hamish@westmere.example", DESK, scripts=scripts)
    assert status_of(hamish, record.replace("/t/oakfield/", "/t/westmere/")) == 404


def raise_concern(page: Page, look: Look) -> str:
    page.goto("/t/oakfield/")
    press(page, "Raise a concern about someone's safety")
    assert look(page, "safeguarding-raise") == []
    page.get_by_label("What worries you?").fill(WORDS)
    page.get_by_role("group", name="Is the person safe now?").get_by_label("Yes").check()
    page.get_by_label("Which service is it about?").select_option(label="Oakfield Grange")
    page.get_by_label("Their initials or your reference").fill("E.T., room 5")
    page.get_by_role("group", name="Could somebody who works").get_by_label("Yes").check()
    press(page, "Raise the concern")
    expect(page.get_by_role("heading", level=1)).to_have_text("Concern raised")
    assert look(page, "safeguarding-raised") == []
    found = re.search(r"SAF-\w{4}-\w{4}", page.locator("main").inner_text())
    assert found
    return found[0]


def open_concern(page: Page, reference: str) -> str:
    page.goto("/t/oakfield/records/safeguarding_concern/")
    page.get_by_role("row").filter(has_text=reference).get_by_role("link").first.click()
    return urlsplit(page.url).path


def complete(page: Page, look: Look) -> None:
    assert look(page, "safeguarding-concern") == []
    press(page, "Complete what is known")
    page.get_by_label("What does the adult want to happen?").fill(WANTS)
    page.get_by_label("Physical").check()
    page.get_by_role("group", name="Who pays for the care?").get_by_label("They pay for it themselves").check()
    press(page, "Save")
    expect(page.get_by_text(WANTS)).to_be_visible()


def decide(page: Page, look: Look) -> None:
    press(page, "Decide on the concern")
    assert look(page, "safeguarding-decide") == []
    for question in ("Does the adult need", "Are they experiencing", "Because of those needs"):
        page.get_by_role("group", name=question).get_by_label("Yes").check()
    page.get_by_label("An enquiry is made").check()
    page.get_by_label("Why?").fill("All three are so, from what was seen.")
    press(page, "Save")
    expect(page.get_by_text("Does the adult need an advocate?").first).to_be_visible()


def send_alert(page: Page, look: Look) -> None:
    press(page, "Alert the authority that hosts")
    page.get_by_label("They lack capacity to decide this").check()
    page.get_by_label("If not: why does it go all the same?").fill("She cannot weigh the risk, and others live here.")
    page.get_by_label("A duty in law").check()
    page.get_by_label("Northshire Council").check()
    page.get_by_label("Why do you tell them?").fill("An adult in your area is at risk.")
    assert look(page, "safeguarding-alert") == []
    press(page, "Send the alert")
    expect(page.get_by_text("Safeguarding alert, version 1")).to_be_visible()


def acknowledge(page: Page, reference: str, look: Look) -> None:
    """Lena opens what came, says so, and begins a record of her own."""
    for _second in range(60):
        page.goto("/t/northshire/records/safeguarding_concern/?origin=received")
        if page.get_by_text("Oakfield Homes").count():
            break
        page.wait_for_timeout(1000)
    page.get_by_role("row").filter(has_text="Oakfield Homes").get_by_role("link").first.click()
    press(page, "Open it")
    expect(page.get_by_text(reference).first).to_be_visible()
    assert WORDS in page.content()
    copy = urlsplit(page.url).path
    page.get_by_role("button", name="Acknowledge").click()
    page.goto(copy)
    assert look(page, "safeguarding-received") == []
    press(page, "Open our own record of this")
    press(page, "Open our own record")
    expect(page.get_by_text("Opened from", exact=True)).to_be_visible()


def enquire_and_plan(page: Page, look: Look) -> None:
    press(page, "Does the adult need an advocate?")
    for question in ("Would it be very hard", "Is there somebody appropriate"):
        page.get_by_role("group", name=question).get_by_label("No" if "appropriate" in question else "Yes").check()
    page.get_by_label("How do you know?").fill("She cannot say what she thinks, and has no family.")
    press(page, "Save")
    press(page, "Arrange the advocate")
    page.get_by_label("Arranged").check()
    page.get_by_label("Who is the advocate?").fill("Clear Voice, Ms Field")
    press(page, "Save")
    press(page, "Agree the enquiry")
    page.get_by_label("We make it ourselves").check()
    page.get_by_label("What does it cover").fill("How she is helped to move.")
    for part, value in in_a_month():
        page.get_by_role("group", name="By when?").get_by_label(part).fill(value)
    press(page, "Save")
    press(page, "Record what was found")
    page.get_by_label("What was found?").fill(FOUND)
    for part, value in (("Day", "1"), ("Month", "1"), ("Year", "2026")):
        page.get_by_role("group", name="When did the enquiry end?").get_by_label(part).fill(value)
    press(page, "Save")
    press(page, "Make the plan")
    page.get_by_label("What keeps the adult safer?").fill("Two people she knows, and the hoist.")
    for part, value in in_a_month():
        page.get_by_role("group", name="When is it looked at again?").get_by_label(part).fill(value)
    press(page, "Save")
    expect(page.get_by_text("Plan and review").first).to_be_visible()
    assert look(page, "safeguarding-planned") == []


def in_a_month() -> tuple[tuple[str, str], ...]:
    """A day that may be chosen, for the three boxes of its question."""
    day = datetime.now(UTC) + timedelta(days=30)
    return ("Day", str(day.day)), ("Month", str(day.month)), ("Year", str(day.year))


def open_the_strand(page: Page, record: str, look: Look) -> str:
    """The case about the worker, which Leo's answer began: Hana is the lead, so its page shows her where it is."""
    page.goto(record)
    page.get_by_role("link", name=re.compile("Person in a position of trust PPT-")).click()
    assert look(page, "safeguarding-trust") == []
    case = urlsplit(page.url).path
    press(page, "Answer the three scope questions")
    for question in ("Have they behaved in a way", "May they have committed", "Have they behaved towards"):
        page.get_by_role("group", name=question).get_by_label("Yes").check()
    page.get_by_label("Why?").fill("She was hurt by how she was lifted.")
    press(page, "Save")
    expect(page.get_by_text("Name the information owner").first).to_be_visible()
    return case
