"""From a care worker's telephone to the council's desk and back, and what another council finds of it: nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.people import DESK, PHONE
from tests.browser.walking import faults_of, too_wide

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.people import People

Look = Callable[["Page", str], list[str]]
WORDS = "Slipped by the shower chair, came down on the right hip. Ambulance called."
QUESTION = "Is somebody with her at the hospital?"
ANSWER = "Yes, her daughter, and our nurse has rung the ward."
FACTS = {
    "kind of service": "Care home",
    "kind of organisation": "Adult social care provider",
    "while you were providing care": "Yes",
    "likely to stay": "Yes",
    "need treatment": "Yes",
    "distressed": "Low psychological harm",
    "permission to deprive": "Nothing",
}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "with scripts off"])
def test_a_report_reaches_the_commissioner_and_comes_back_answered(people: People, scripts: bool):
    look = faults_of if scripts else too_wide
    mia = people.at("mia@rosewood.example", PHONE, scripts=scripts)
    reference = report_a_fall(mia, look)

    ben = people.at("ben@rosewood.example", DESK, scripts=scripts)
    complete(ben, reference)
    work_out_who_must_be_told(ben)
    notify(ben, "Care Quality Commission", "CQC-2026-4711")

    asha = people.at("asha@northshire.example", DESK, scripts=scripts)
    copy = open_from_dashboard(asha, look)
    assert WORDS not in asha.content()
    assert "room 14" not in asha.content()
    ask(asha)

    answer(ben, reference, look)
    read_when_it_arrives(asha, copy, ANSWER)

    cora = people.at("cora@westmere.example", DESK, scripts=scripts)
    assert status_of(cora, copy) == 404
    assert status_of(cora, copy.replace("/t/northshire/", "/t/westmere/")) == 404

    find_in_ledger(ben, reference)


def report_a_fall(page: Page, look: Look, *, words: str = WORDS, place: str = "Rosewood House") -> str:
    go_home(page)
    press(page, "Report an incident")
    page.get_by_label("What happened?").fill(words)
    press(page, "Save and go on")
    page.get_by_label("Time (24-hour)").fill("00:05")
    page.get_by_label(place).check()
    press(page, "Save and go on")
    page.get_by_label("Badly hurt").check()
    page.get_by_label("A person using the service", exact=True).check()
    page.get_by_label("Their initials or your reference").fill("J.S., room 14")
    press(page, "Save and go on")
    page.get_by_label("Called an ambulance").check()
    press(page, "Save and go on")
    assert look(page, "mia-check") == []
    press(page, "Send")
    expect(page.get_by_role("heading", name="Report sent")).to_be_visible()
    assert look(page, "mia-sent") == []
    found = re.search(r"INC-[0-9A-Z]{4}-[0-9A-Z]{4}", page.locator("main").inner_text())
    assert found
    return found[0]


def open_incident(page: Page, reference: str, slug: str = "rosewood") -> None:
    page.goto(f"/t/{slug}/records/incident/")
    page.get_by_role("row").filter(has_text=reference).get_by_role("link").first.click()


def complete(page: Page, reference: str) -> None:
    open_incident(page, reference)
    press(page, "Complete the report")
    page.get_by_label("What was it about?").select_option("Fall")
    press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fall at Rosewood House")


def work_out_who_must_be_told(page: Page) -> None:
    press(page, "Work out who must be told")
    for _round in range(6):
        for group in page.locator("fieldset:has(input[type=radio])").all():
            answer_group(group)
        press(page, "Save and work it out")
        if not page.url.endswith("/facts"):
            return
    raise AssertionError("the questions never end")


def answer_group(group: Locator) -> None:
    """A serious injury in a care home for adults; no to whatever else is asked."""
    if group.locator("input:checked").count():
        return
    legend = group.locator("legend").inner_text()
    wanted = next((said for part, said in FACTS.items() if part in legend), "No")
    group.get_by_label(wanted, exact=True).check()


def notify(page: Page, recipient: str, proof: str) -> None:
    press(page, f"Record as sent to the {recipient}")
    page.get_by_label("Reference or receipt you were given").fill(proof)
    page.get_by_label("The recipient's own online service").check()
    press(page, "Save")
    expect(page.get_by_text(proof)).to_be_visible()


def open_from_dashboard(page: Page, look: Look) -> str:
    page.goto("/t/northshire/")
    arrived = page.get_by_role("listitem").filter(has_text="less than an hour ago")
    arrived.filter(has_text="Incident from Rosewood Care").get_by_role("link").last.click()
    assert look(page, "asha-unopened") == []
    press(page, "Open it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fall at Rosewood House")
    return urlsplit(page.url).path


def ask(page: Page) -> None:
    press(page, "Ask a question")
    page.get_by_label("What do you want to ask?").fill(QUESTION)
    press(page, "Send")
    expect(page.get_by_text(QUESTION)).to_be_visible()


def answer(page: Page, reference: str, look: Look) -> None:
    open_incident(page, reference)
    page.get_by_role("button", name="Answer", exact=True).click()
    assert look(page, "ben-answer") == []
    page.get_by_label("Your answer").fill(ANSWER)
    press(page, "Send")


def read_when_it_arrives(page: Page, path: str, words: str) -> None:
    """The worker delivers it within seconds."""
    for _second in range(60):
        page.goto(path)
        if page.get_by_text(words).count():
            return
        page.wait_for_timeout(1000)
    raise AssertionError(f"nobody delivered: {words}")


def find_in_ledger(page: Page, reference: str) -> None:
    press(page, "What we shared")
    lines = page.get_by_role("row").filter(has_text=reference)
    expect(lines.first).to_contain_text("Northshire Council")
    lines.first.get_by_role("link").first.click()
    expect(page.get_by_text("Fingerprint (SHA-256)")).to_be_visible()


def go_home(page: Page) -> None:
    page.get_by_role("link", name="Care Oversight Portal").click()


def press(page: Page, name: str) -> None:
    """A link or a button of this name, or of one that begins with it."""
    page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first.click()
    page.wait_for_load_state()


def status_of(page: Page, path: str) -> int:
    answer = page.goto(path)
    assert answer is not None
    return answer.status
