"""Pages of concerns as their readers meet them: raised in two minutes, from a record, decided on, on paper."""

from __future__ import annotations

import pytest
import time_machine

from plugins.safeguarding.tests.steps import decided, ended, take_step
from tests.casework.incidents import completed, path
from tests.pdfs import Pdf
from tests.world import ROSEWOOD_HOUSE

RAISE = "/t/rosewood/safeguarding/raise"
WORDS = {"what_happened": "She has bruises CANARYBRUISE.", "is_safe_now": "yes", "site_id": str(ROSEWOOD_HOUSE)}


@pytest.fixture(autouse=True)
def wednesday():
    """Wednesday 4 March 2026, ten in the morning in London."""
    with time_machine.travel("2026-03-04T10:00:00Z", tick=False):
        yield


def page_of(concern):
    return f"/t/rosewood/records/safeguarding_concern/{concern.id}"


@pytest.mark.parametrize("name", ["mia", "ruth", "rhona", "ade", "ben", "dora"])
def test_anybody_who_works_here_raises_a_concern_on_one_page(client, name):
    browser = client.as_(name)
    sent = browser.post(RAISE, WORDS)
    page = browser.get(sent.location)

    assert page.heading == "Concern raised"
    assert "You will hear what came of it by Wednesday 11 March 2026 (local target)." in page.words


def test_what_is_missing_is_said_and_what_was_typed_is_kept(client):
    page = client.as_("mia").post(RAISE, {"what_happened": "Only this."})

    assert page.errors == ["Choose whether the person is safe now"]
    assert "Only this." in page.text


def test_what_one_raised_nobody_else_reads_by_its_reference(client):
    sent = client.as_("mia").post(RAISE, WORDS).location

    assert {client.as_(name).get(sent).status_code for name in ("ruth", "ben", "ade")} == {404}


def test_a_concern_raised_from_an_incident_stands_on_its_page_for_leads_alone(client, act_and_commit):
    with act_and_commit("ben") as uow:
        incident = completed(uow)
    ben = client.as_("ben")
    asking = ben.get(path(incident)).links()["Raise a safeguarding concern"]
    assert "slipped by the shower chair" in ben.get(asking).text
    ben.post(asking, WORDS)

    assert "Safeguarding concern SAF-" in ben.get(path(incident)).summary["Opened from this"]
    ruth = client.as_("ruth").get(path(incident))
    assert "Opened from this" not in ruth.summary
    assert "SAF-" not in ruth.text


def test_a_record_of_somebody_elses_is_no_place_to_raise_one_from(client, act_and_commit):
    with act_and_commit("ben") as uow:
        incident = completed(uow)

    assert client.as_("gil").get(f"/t/glenview/safeguarding/raise?from_id={incident.id}").status_code == 404
    assert client.as_("mia").get(f"{RAISE}?from_id={incident.id}").status_code == 404
    assert client.as_("ben").get(f"{RAISE}?from_id=nonsense").status_code == 404


STEPS = (
    "decide", "advocate", "advocate/settle", "enquiry", "enquiry/challenge", "enquiry/findings", "plan", "plan/review",
    "hold", "hold/lift", "contact", "alert", "sending", "source", "ending", "survey", "papers/alert",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("pia", {200}),
        ("ben", {200}),
        ("ruth", {403}),
        ("rhona", {403}),
        ("mia", {403}),
        ("ade", {403}),
        ("cora", {404}),
    ],
)
def test_leads_and_managers_open_its_steps_and_nobody_else(client, act_and_commit, name, status):
    with act_and_commit("ben") as uow:
        concern = decided(uow)
    browser = client.as_(name)

    assert {browser.get(f"/t/rosewood/safeguarding/{concern.id}/{one}").status_code for one in STEPS} == status


def test_the_page_leads_from_one_step_to_the_next(client):
    ben = client.as_("ben")
    ben.post(RAISE, WORDS)
    ben.get("/t/rosewood/records/safeguarding_concern/")
    record = ben.get("/t/rosewood/records/safeguarding_concern/").tree.xpath("//tbody//a/@href")[0]
    assert "Complete what is known" in ben.get(record).words
    edited = ben.post(f"{record}/edit", {"wanted_outcomes": "To stay here.", "source_is_at_risk": "no"})
    assert edited.location == record, edited.errors

    answers = {"has_needs": "yes", "is_at_risk": "yes", "cannot_protect": "yes", "reason": "All three."}
    decide = record.replace("records/safeguarding_concern", "safeguarding") + "/decide"
    refused = ben.post(decide, {**answers, "decision": "no-action"})
    assert refused.errors[0].startswith("All three answers are yes")
    assert ben.post(decide, {**answers, "decision": "enquiry"}).location == record
    page = ben.get(record)
    assert "Does the adult need an advocate?" in page.words
    assert page.summary["Is an adult at risk themselves"] == "No"


EXPECTED = {
    "alert": ("Safeguarding alert", "CANARY-WORDS"),
    "decision": ("Record of a decision", "All three are so."),
    "plan": ("Your safeguarding plan", "Two people help together."),
    "survey": ("How was it for you?", "Do you feel safer now?"),
}


def test_each_document_is_a_tagged_pdf_that_says_the_same_as_its_page(client, act_and_commit):
    with act_and_commit("ben") as uow:
        concern = take_step(uow, ended(uow), "close")
    ben = client.as_("ben")

    for key, (title, words) in EXPECTED.items():
        page = ben.get(f"/t/rosewood/safeguarding/{concern.id}/papers/{key}")
        pdf = Pdf(ben.get(f"/t/rosewood/safeguarding/{concern.id}/papers/{key}.pdf").response.data)
        assert page.heading == title
        assert words in page.words
        assert (title in pdf.words, words in pdf.words, pdf.accessibility_faults()) == (True, True, [])
        assert concern.reference in pdf.words


def test_the_plan_for_the_adult_says_nothing_about_anybody_else(client, act_and_commit):
    with act_and_commit("ben") as uow:
        concern = ended(uow)
        uow.session.flush()
        concern.source_details = "K.M., CANARYSOURCE"
    page = client.as_("ben").get(f"/t/rosewood/safeguarding/{concern.id}/papers/plan")

    assert "To be left in peace." in page.words
    assert [one for one in ("CANARY", "Two held her") if one in page.text] == []


def test_a_document_with_nothing_to_say_is_not_there(client, act_and_commit):
    with act_and_commit("ben") as uow:
        concern = decided(uow)

    assert client.as_("ben").get(f"/t/rosewood/safeguarding/{concern.id}/papers/plan").status_code == 404
    assert client.as_("ben").get(f"/t/rosewood/safeguarding/{concern.id}/papers/nonsense").status_code == 404


def test_letters_of_the_plugin_are_offered_for_its_records(client, act_and_commit):
    with act_and_commit("ben") as uow:
        concern = decided(uow)
    page = client.as_("ben").get(f"/t/rosewood/letters/about/safeguarding_concern/{concern.id}")

    assert {"We have your concern", "Please make an enquiry for us", "We have finished"} <= page.links().keys()
    assert "Something was said about you" not in page.words


CONTACT = {"authority": "Northshire Council", "team": "Adults", "phone": "01632 960001"}


def test_whom_to_ring_says_when_somebody_last_made_sure(client):
    ben, mia = client.as_("ben"), client.as_("mia")
    ben.post("/t/rosewood/safeguarding/contacts/new", CONTACT)
    assert "01632 960001" in mia.get("/t/rosewood/safeguarding/contacts/").words
    assert "Wednesday 4 March 2026" in mia.get("/t/rosewood/safeguarding/contacts/").words
    assert mia.get("/t/rosewood/safeguarding/contacts/new").status_code == 403

    with time_machine.travel("2026-09-03T10:00:00Z", tick=False):  # 183 days later
        page = ben.get("/t/rosewood/safeguarding/contacts/")
        assert "Check again" in page.words
        verify = page.tree.xpath("//main//form/@action")[0]
        ben.post(verify, form_at="/t/rosewood/safeguarding/contacts/")
        assert "Check again" not in ben.get("/t/rosewood/safeguarding/contacts/").words


def test_a_contact_without_any_way_to_reach_it_is_no_contact(client):
    page = client.as_("ben").post("/t/rosewood/safeguarding/contacts/new", {"authority": "A", "team": "B"})

    assert page.errors == ["Enter a telephone number, an e-mail address or a website."]
