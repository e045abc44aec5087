"""Who may see and do what with an incident: by role, by organisation, and on a copy somebody else shared."""

from __future__ import annotations

import pytest
import time_machine

from plugins.incidents.tests.steps import deliver, duty_page, new_incident, record_of, send_report

INJURY = "injury with lasting consequences"


@pytest.fixture(autouse=True)
def maundy_thursday():
    """Thursday 2 April 2026, nine in the morning in London."""
    with time_machine.travel("2026-04-02T08:00:00Z", tick=False):
        yield


@pytest.fixture
def badly_hurt(client):
    pages = new_incident(client, "severe")
    client.as_("ben").post(f"{pages}/facts", {"lasting_impairment": "yes"})
    return pages


def addresses(client, pages):
    """Every page about the incident, by a short name."""
    sent = duty_page(client.as_("ben"), pages, INJURY, "Record as sent")
    return {
        "show": record_of(pages),
        "edit": f"{record_of(pages)}/edit",
        "close": f"{record_of(pages)}/steps/close",
        "facts": f"{pages}/facts",
        "duties": f"{pages}/duties",
        "learning": f"{pages}/learning",
        "answer": f"{pages}/answer",
        "not-notifiable": f"{pages}/not-notifiable",
        "sent": sent,
        "not-needed": sent.replace("/sent", "/not-needed"),
        "acknowledged": sent.replace("/sent", "/acknowledged"),
    }


def copy_opened_by(browser):
    """The address of the one copy Northshire was sent, opened."""
    deliver(browser)
    copy = browser.get("/t/northshire/records/incident/").tree.xpath("//tbody/tr//a/@href")[0]
    browser.post(f"{copy}/open", form_at=copy)
    return copy


def opened_by(client, name, paths):
    found = {key: client.as_(name).get(path).status_code for key, path in paths.items()}
    assert set(found.values()) <= {200, 403}
    return {key for key, status in found.items() if status == 200}


@pytest.mark.parametrize(
    ("name", "may_open"),
    [
        (
            "ben",
            "show edit close facts duties learning answer not-notifiable sent not-needed acknowledged",
        ),
        ("ruth", "show edit facts duties learning answer"),
        ("rhona", "show duties"),
        ("mia", ""),
        ("ade", ""),
    ],
)
def test_each_role_opens_its_own_pages(client, badly_hurt, name, may_open):
    assert opened_by(client, name, addresses(client, badly_hurt)) == set(may_open.split())


@pytest.mark.parametrize("name", ["ruth", "rhona"])
def test_whoever_may_not_decide_is_offered_no_decision(client, badly_hurt, name):
    page = client.as_(name).get(f"{badly_hurt}/duties")

    assert INJURY in page.words
    assert "Record as sent" not in page.words
    assert "Decide that it need not be sent" not in page.words


def test_a_reader_is_offered_no_change(client, badly_hurt):
    words = client.as_("rhona").get(f"{badly_hurt}/duties").words

    assert "Change the answers" not in words


def test_what_may_not_be_opened_may_not_be_sent_either(client, badly_hurt):
    ruth, paths = client.as_("ruth"), addresses(client, badly_hurt)
    token = {"csrf_token": ruth.get(paths["facts"]).form()["csrf_token"]}
    sent = {"reference": "CQC-1", "channel": "portal", "reason": "Not ours.", **token}

    assert {key: ruth.post_raw(paths[key], sent).status_code for key in ("sent", "not-needed", "not-notifiable")} == {
        "sent": 403,
        "not-needed": 403,
        "not-notifiable": 403,
    }
    assert "To be sent" in ruth.get(paths["duties"]).words


@pytest.mark.parametrize(("name", "tenant"), [("gil", "glenview"), ("sam", "northshire")])
def test_another_organisations_manager_finds_nothing_under_their_own_address(client, badly_hurt, name, tenant):
    browser = client.as_(name)
    elsewhere = [one.replace("/t/rosewood/", f"/t/{tenant}/") for one in addresses(client, badly_hurt).values()]

    assert {browser.get(path).status_code for path in elsewhere} == {404}


@pytest.mark.parametrize("name", ["gil", "cora", "asha", "otto"])
def test_nobody_from_outside_opens_anything_at_the_homes_own_address(client, badly_hurt, name):
    browser = client.as_(name)

    assert {browser.get(path).status_code for path in addresses(client, badly_hurt).values()} == {404}


def test_a_council_reads_its_copy_and_works_on_none_of_it(client, badly_hurt):
    sam = client.as_("sam")
    copy = copy_opened_by(sam)
    pages = copy.replace("/records/incident/", "/incidents/")

    assert "Care Quality Commission" in sam.get(copy).words
    for name in ("facts", "duties", "learning", "answer", "not-notifiable"):
        assert sam.get(f"{pages}/{name}").status_code == 404, name


def test_a_copy_tells_neither_words_nor_names(client, badly_hurt):
    sam = client.as_("sam")
    page = sam.get(copy_opened_by(sam))

    assert "Severe physical harm" in page.words
    assert "Found on the floor" not in page.text
    assert "J.S." not in page.text


def test_a_new_report_is_told_to_no_council_before_somebody_looked_at_it(client):
    send_report(client.as_("mia"))
    deliver(client)

    assert client.as_("sam").get("/t/northshire/records/incident/").tree.xpath("//tbody/tr") == []


def test_a_restricted_incident_is_not_there_for_an_officer(client, badly_hurt):
    paths = addresses(client, badly_hurt)
    ben = client.as_("ben")
    ben.post(f"{paths['show']}/restrict", {"compartment": "safeguarding", "reason": "About a colleague."})
    ruth = client.as_("ruth")

    assert {ruth.get(paths[key]).status_code for key in ("show", "facts", "duties", "learning", "answer")} == {404}
    assert ben.get(paths["duties"]).status_code == 200
