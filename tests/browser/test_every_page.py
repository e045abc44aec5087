"""Every page anybody of the demonstration world can reach: found by links, fit for all, fit for a telephone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.people import DESK, PHONE
from tests.browser.walking import faults_of, walk

# Who they are and what they hold: most pages are seen by several of them, at one width or the other.
EVERYBODY = {
    "asha": ("asha@northshire.example", DESK),
    "ben": ("ben@rosewood.example", PHONE),
    "mia": ("mia@rosewood.example", PHONE),
    "ade": ("ade@rosewood.example", DESK),
    "rita": ("rita@rosewood.example", DESK),
    "vera": ("vera@clearvoice.example", DESK),
    "ola": ("ola@clearvoice.example", PHONE),
    "otto": ("otto@platform.example", DESK),
}
# Lists narrowed as a person would narrow them: the states a record can be in, what came in.
ALSO = {
    "ben": tuple(f"/t/rosewood/records/incident/?status={one}" for one in ("notifying", "triaged", "notified")),
    "asha": ("/t/northshire/sharing/?side=received",),
}


@pytest.mark.parametrize("name", EVERYBODY)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(people, shared_app, name):
    email, width = EVERYBODY[name]
    page = people.at(email)

    for endpoint, path in walk(page, shared_app.url_map, name, also=ALSO.get(name, ())):
        assert faults_of(page, f"{name}-{endpoint}", fit_at=(width,)) == [], path


def test_a_visitors_pages_too(people, shared_app):
    page = people.visitor()
    page.goto("/")

    for endpoint, path in walk(page, shared_app.url_map, "visitor"):
        assert faults_of(page, f"visitor-{endpoint}", fit_at=(PHONE,)) == [], path


def test_what_only_a_lead_for_people_in_a_position_of_trust_finds_too(people, shared_app):
    page, seen = people.at("hana@oakfield.example"), set()
    lists = tuple(f"/t/oakfield/records/{one}/" for one in ("pipot_case", "pipot_consultation"))

    for endpoint, path in walk(page, shared_app.url_map, "hana", also=lists):
        if endpoint.startswith(("pipot.", "safeguarding.")) or "pipot" in path:
            seen.add(endpoint)
            assert faults_of(page, f"hana-{endpoint}") == [], path
    assert {"casework.show", "pipot.consult"} <= seen


def test_the_pages_a_record_leads_to_only_on_some_days_too(people):
    page = people.at("ben@rosewood.example")
    page.goto("/t/rosewood/records/incident/?status=notified")
    record = Path(page.get_by_role("row").get_by_role("link").first.get_attribute("href") or "").name

    for part in ("answer", "learn", "not-notifiable", "duties", "facts"):
        page.goto(f"/t/rosewood/incidents/{record}/{part}")
        assert faults_of(page, f"ben-{part}") == [], part
    for part in ("steps/close", "print", "edit"):
        page.goto(f"/t/rosewood/records/incident/{record}/{part}")
        assert faults_of(page, f"ben-{part.replace('/', '-')}") == [], part


def test_the_page_before_something_is_shared_too(people):
    page = people.at("ben@rosewood.example")
    page.goto("/t/rosewood/records/incident/?status=closed")
    page.get_by_role("row").get_by_role("link").first.click()
    page.get_by_role("link", name="Share with another organisation").click()
    page.get_by_label("Northshire Council").check()
    page.get_by_label("Summary and learning").check()
    page.get_by_role("button", name="Show me what they would see").click()
    assert faults_of(page, "ben-share") == []

    page.get_by_role("button", name="Share it with Northshire Council").click()
    assert "There is a problem" in page.content()
    assert faults_of(page, "ben-share-error") == []


def test_a_merge_page_too(people):
    first, second = people.at("ben@rosewood.example"), people.at("ben@rosewood.example")
    first.goto("/t/rosewood/records/incident/?status=notified")
    path = first.get_by_role("row").get_by_role("link").first.get_attribute("href")
    for page in (first, second):
        page.goto(f"{path}/edit")
    for page, words in ((first, "the first to save"), (second, "the second to save")):
        page.get_by_label("Who saw or heard it").fill(words)
        page.get_by_role("button", name="Save").click()

    assert "the first to save" in second.content()
    assert "the second to save" in second.content()
    assert faults_of(second, "ben-merge") == []


def test_a_page_that_is_not_there_too(people):
    page = people.visitor()
    page.goto("/no-such-page")

    assert faults_of(page, "visitor-not-found") == []
