"""A daughter complains on her telephone without an account; the manager picks the procedure and acknowledges."""

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

WORDS = "Nobody came to help my mother get up until eleven, three days running."


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "with scripts off"])
def test_a_complaint_goes_from_a_telephone_to_its_acknowledgement(people: People, scripts: bool):
    look = faults_of if scripts else too_wide
    daughter = people.visitor(PHONE, scripts=scripts)
    reference = complain(daughter, look)

    ben = people.at("ben@rosewood.example", DESK, scripts=scripts)
    path = find(ben, reference)
    pick_the_procedure(ben, look)
    acknowledge(ben, look)
    expect(ben.get_by_text("Acknowledged", exact=True).first).to_be_visible()
    assert look(ben, "complaint-acknowledged") == []

    asha = people.at("asha@northshire.example", DESK, scripts=scripts)
    assert status_of(asha, path.replace("/t/rosewood/", "/t/northshire/")) == 404


def test_the_public_pages_read_well_without_scripts(people: People):
    anybody = people.visitor(PHONE, scripts=False)
    for path in ("/o/rosewood/feedback", "/o/rosewood/complain/leaflet"):
        anybody.goto(path)
        assert too_wide(anybody, "public") == []
        expect(anybody.get_by_role("heading", level=1)).to_be_visible()
    anybody.goto("/o/rosewood/feedback")
    anybody.get_by_label("A compliment").check()
    anybody.get_by_label("In your words").fill("Everybody sang with her on her birthday.")
    press(anybody, "Send")
    expect(anybody.get_by_role("heading", level=1)).to_have_text("Thank you")


def complain(page: Page, look: Look) -> str:
    page.goto("/o/rosewood/complain")
    assert look(page, "complain") == []
    page.get_by_label("What went wrong?").fill(WORDS)
    press(page, "Send your complaint")
    expect(page.get_by_role("link", name="Choose whether it is for yourself")).to_be_visible()
    expect(page.get_by_label("What went wrong?")).to_have_value(WORDS)
    page.get_by_label("No, for a relative or friend").check()
    page.get_by_label("Yes, they agree").check()
    page.get_by_label("Your name", exact=True).fill("Joan Quill")
    page.get_by_label("Large print").check()
    press(page, "Send your complaint")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your complaint")
    assert look(page, "complained") == []
    found = re.search(r"CMP-\w{4}-\w{4}", page.locator("main").inner_text())
    assert found
    return found[0]


def find(page: Page, reference: str) -> str:
    """In the list, where a new complaint stands first."""
    page.goto("/t/rosewood/records/complaint/?status=received")
    page.get_by_role("row").filter(has_text=reference).get_by_role("link").first.click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    return urlsplit(page.url).path


def pick_the_procedure(page: Page, look: Look) -> None:
    press(page, "Confirm the procedure")
    assert look(page, "complaint-procedure") == []
    page.get_by_label("A registered provider of care").check()
    page.get_by_role("group", name="Is it about how personal information was handled?").get_by_label("No").check()
    page.get_by_label("The person or their family").check()
    page.get_by_label("Medium").check()
    press(page, "Work it out")
    expect(page.get_by_text("It is about a provider registered in England")).to_be_visible()
    assert look(page, "complaint-routed") == []
    press(page, "Say whether it could be abuse")
    page.get_by_label("No", exact=True).check()
    page.get_by_label("Why do you think so?").fill("A gap in the rota, put right the same day.")
    press(page, "Save")


def acknowledge(page: Page, look: Look) -> None:
    press(page, "Acknowledge the complaint")
    page.get_by_label("Joan Quill (made the complaint)").check()
    page.get_by_label("Large print (18 point)").check()
    words = page.get_by_label("Words", exact=True)
    words.fill(words.input_value().replace("- [what they complain about, point by point]", f"- {WORDS}"))
    assert look(page, "complaint-acknowledge") == []
    press(page, "Keep the letter as sent")
