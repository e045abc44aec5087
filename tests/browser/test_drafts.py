"""Words that are not sent yet outlive the page, the browser and the session, and are offered once on return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.people import DESK, PHONE
from tests.browser.walking import faults_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.people import People

BEN = "ben@rosewood.example"
JOY = "joy@rosewood.example"
WORDS = "A graze on the left hip, seen at breakfast."
KEPT = "Kept as a draft. You can leave and come back."
BOX = "What injury or harm was found?"


def open_edit_form(page: Page) -> str:
    """The form of the first report on Rosewood's list that can be corrected; its address."""
    page.goto("/t/rosewood/records/incident/")
    page.get_by_role("row").get_by_role("link").first.click()
    page.goto(f"{page.url.partition('#')[0]}/edit")
    return page.url


def test_a_page_that_dies_while_one_types_loses_nothing(people: People):
    page = people.at(BEN, DESK)
    address = open_edit_form(page)
    page.get_by_label(BOX).press_sequentially(WORDS)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.context.close()

    again = people.at(BEN, DESK)
    again.goto(address)
    expect(again.get_by_text("You began this on")).to_be_visible()
    expect(again.get_by_label(BOX)).to_be_hidden()
    assert faults_of(again, "draft-offered") == []
    again.get_by_role("button", name="Carry on").click()
    expect(again.get_by_label(BOX)).to_have_value(WORDS)
    assert faults_of(again, "draft-carried-on") == []
    again.get_by_role("button", name="Throw away").click()
    expect(again.get_by_text("You began this on")).to_have_count(0)
    expect(again.get_by_label(BOX)).not_to_have_value(WORDS)


def test_the_last_letters_before_signing_out_are_kept_too(people: People):
    page = people.at(JOY, PHONE)
    page.goto("/t/rosewood/incidents/report/what")
    page.get_by_label("What happened?").press_sequentially(WORDS)
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()

    again = people.at(JOY, PHONE)
    again.goto("/t/rosewood/incidents/report/what")
    expect(again.get_by_label("What happened?")).to_have_value(WORDS)
    again.get_by_role("button", name="Throw away").click()
    expect(again.get_by_label("What happened?")).to_have_value("")


def test_going_elsewhere_keeps_what_was_typed_a_moment_before(people: People):
    page = people.at(JOY, PHONE)
    page.goto("/t/rosewood/incidents/report/what")
    page.get_by_label("What happened?").fill(WORDS)
    page.goto("/t/rosewood/incidents/reports")
    page.wait_for_timeout(1000)

    page.goto("/t/rosewood/incidents/report/what")
    expect(page.get_by_label("What happened?")).to_have_value(WORDS)
    page.get_by_role("button", name="Save and go on").click()
    page.goto("/t/rosewood/incidents/report")
    expect(page.get_by_text("You have a report you have not sent")).to_be_visible()


def test_with_scripts_off_what_was_refused_is_offered_on_return(people: People):
    page = people.at(BEN, DESK, scripts=False)
    address = open_edit_form(page)
    page.get_by_label(BOX).fill(WORDS)
    page.get_by_label("What was it about?").select_option("")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("There is a problem")).to_be_visible()

    page.goto(address)
    page.get_by_role("button", name="Carry on").click()
    expect(page.get_by_label(BOX)).to_have_value(WORDS)
    page.get_by_role("button", name="Throw away").click()
    expect(page.get_by_text("You began this on")).to_have_count(0)
