"""A complaint seen through on its pages, as a person with a browser does."""

from __future__ import annotations

import re

import pytest
import time_machine

from portal.tenants.services import switch_plugin_off
from tests.world import PERSONAS, ROSEWOOD_HOUSE

NEW = "/t/rosewood/complaints/new"
TYPED = {
    "received_on-day": "2",
    "received_on-month": "4",
    "received_on-year": "2026",
    "channel": "phone",
    "site_id": str(ROSEWOOD_HOUSE),
    "summary": "Nobody came to help my mother get up until eleven.",
    "told_by": "relative",
    "name": "Joan Quill",
    "consent": "given",
}
ROUTE = {"body": "provider", "nation": "england", "about_data": "no", "payer": "council", "risk": "medium"}
ABUSE = {"could_be_abuse": "no", "reason": "A gap in the rota."}


@pytest.fixture(autouse=True)
def maundy_thursday():
    """Thursday 2 April 2026, nine in the morning in London."""
    with time_machine.travel("2026-04-02T08:00:00Z", tick=False):
        yield


@pytest.fixture
def ben(client):
    return client.as_("ben")


@pytest.fixture
def pages(ben):
    """The address of a new complaint's own pages."""
    return step_pages(ben.post(NEW, TYPED).location)


def step_pages(record):
    return record.replace("/records/complaint/", "/complaints/")


def record_of(pages):
    return pages.replace("/complaints/", "/records/complaint/")


def take(browser, pages, step, answers):
    """Fill in a step as it is shown, with these answers, and send it."""
    page = browser.post(f"{pages}/{step}", answers)
    assert page.status_code == 302, (step, page.errors)


def letter(browser, pages, step, **answers):
    """Send a step that ends in a letter: the words as they are filled in, with nothing left in square brackets."""
    shown = browser.get(f"{pages}/{step}").form()
    words = re.sub(r"\[[^\]]+\]", "as we said", shown.get("body", ""))
    given = {"person": "somebody-else", "addressee": "Joan Quill", "format": "standard_print", "body": words}
    take(browser, pages, step, {**shown, **given, **answers})


def head_link(browser, pages, label):
    return next(url for text, url in browser.get(record_of(pages)).links().items() if text.startswith(label))


def test_a_complaint_is_seen_through_from_the_call_to_the_closing(ben, pages):
    assert "Not confirmed yet" in ben.get(record_of(pages)).words
    take(ben, pages, "procedure", ROUTE)
    take(ben, pages, "abuse", ABUSE)
    letter(ben, pages, "acknowledge")
    take(ben, pages, "support", {**ben.get(f"{pages}/support").form(), "answer": "declined"})
    letter(ben, pages, "plan", plan="We talk with the night team by Friday.")
    take(ben, pages, "investigator", {"member_id": str(PERSONAS["ruth"].id), "has_conflict": "no"})
    take(ben, pages, "head", {"subject": "missed-visit", "words": "Nobody came until eleven."})
    decide = head_link(ben, pages, "Decide")
    assert ben.post(decide, {"outcome": "upheld", "finding": "The rota had a gap."}).status_code == 302
    take(ben, pages, "draft", {"response": "We spoke with the night team. You are right.", "remedies": ["apology"]})
    assert ben.post(f"{pages}/sign").status_code == 302
    letter(ben, pages, "send")
    action = {"title": "A second carer", "owner_id": str(PERSONAS["ruth"].id), "due_on-day": "1", "due_on-month": "5"}
    ben.post(head_link(ben, pages, "Set an action"), {**action, "due_on-year": "2026"})
    ben.post(f"{record_of(pages)}/steps/close")

    page = ben.get(record_of(pages))
    assert "A late or missed visit at Rosewood House" in page.heading
    assert all(one in page.words for one in ("Closed", "Upheld", "The action that follows", "signed by Ben Hargreaves"))


def test_the_page_says_why_this_procedure_and_who_looks_at_it_next(ben, pages):
    take(ben, pages, "procedure", ROUTE)
    words = ben.get(record_of(pages)).words

    assert "It is about a provider registered in England" in words
    assert "Local Government and Social Care Ombudsman" in words


def test_a_complaint_of_the_public_page_is_put_to_its_service(client, ben):
    client.post("/o/rosewood/complain", {"summary": "Cold food", "told_by": "self"})
    listed = ben.get("/t/rosewood/records/complaint/")
    record = listed.tree.xpath("//tbody/tr//a/@href")[0]
    take(ben, step_pages(record), "procedure", {**ROUTE, "site_id": str(ROSEWOOD_HOUSE)})

    assert ben.get(record).heading == "Complaint at Rosewood House"


def test_a_yes_to_abuse_says_what_to_do_by_hand_where_safeguarding_is_off(act_and_commit, ben, pages):
    with act_and_commit("ade") as uow:
        switch_plugin_off(uow, "safeguarding")
    take(ben, pages, "abuse", {"could_be_abuse": "yes", "reason": "She was left in bed."})

    assert "ring or write to the local safeguarding team yourself" in ben.get(record_of(pages)).words


@pytest.mark.parametrize(
    ("name", "sees"), [("ben", True), ("ruth", True), ("rhona", False), ("mia", False), ("ade", False), ("dora", False)]
)
def test_each_role_sees_complaints_or_not(client, pages, name, sees):
    assert (client.as_(name).get(record_of(pages)).status_code == 200) is sees


@pytest.mark.parametrize("step", ["procedure", "acknowledge", "draft"])
def test_a_council_finds_nothing_at_the_homes_address(client, pages, step):
    assert client.as_("cora").get(f"{pages}/{step}").status_code == 404
    assert client.as_("cora").get(f"{pages.replace('/t/rosewood/', '/t/westmere/')}/{step}").status_code == 404


def test_feedback_is_passed_on_and_may_become_a_complaint(ben):
    heard = {**TYPED, "nature": "suggestion", "words": "Breakfast is late.", "wants_answer": "no"}
    record = ben.post("/t/rosewood/complaints/feedback/new", heard).location
    own = record.replace("/records/feedback/", "/complaints/feedback/")
    ben.post(f"{own}/complaint", form_at=record)

    page = ben.get(record)
    assert "Done" in page.words
    complaint = ben.get(next(url for label, url in page.links().items() if label.startswith("Complaint CMP-")))
    assert "Breakfast is late." in complaint.words
