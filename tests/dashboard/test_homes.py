"""The home of each kind of person: what it has, what it has not, and that an empty one teaches."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.oversight.services import log_contact
from portal.worker import run_waiting_jobs
from tests.casework.incidents import completed, opened, reported
from tests.dashboard.reading import lines, parts, table
from tests.oversight.register import rate
from tests.world import ROSEWOOD_HOUSE, ROSEWOOD_LODGE

HEADER = ["Site", "Rating", "Open incidents", "Overdue notifications", "Overdue actions", "Last contact"]


def test_a_council_officer_sees_whom_to_ring_and_every_site_at_a_glance(app, client, act_and_commit):
    rate(app, ROSEWOOD_HOUSE, "Inadequate")
    with act_and_commit("asha") as uow:
        opened(uow, "Not told", on=date(2026, 3, 2), duties_open=1, duties_by=datetime(2026, 3, 3, tzinfo=UTC))
        opened(uow, "Old", on=date(2025, 10, 1), site=ROSEWOOD_LODGE)
        log_contact(uow, site_id=ROSEWOOD_LODGE, on=date(2026, 2, 3), how="visit")
    page = client.as_("asha").get("/t/northshire/")

    assert page.heading == "Northshire Council"
    assert parts(page) == [
        "Waiting for you",
        "Whom to ring",
        "Complaints with you",
        "Open work by age",
        "Longest unseen",
        "Sites at a glance",
    ]
    assert lines(page, "Whom to ring") == [
        "Rosewood House 1 incident has an overdue notification; rated Inadequate; no visit on record."
    ]
    assert lines(page, "Longest unseen") == ["Rosewood House No visit on record", "Rosewood Lodge 3 Feb 2026"]
    assert table(page) == [
        HEADER,
        ["Rosewood House", "Inadequate", "1", "1", "0", "None on record"],
        ["Rosewood Lodge", "None published", "1", "0", "0", "3 Feb 2026"],
    ]


def test_open_work_is_counted_by_age_and_closed_work_is_not(client, act_and_commit):
    days = [
        date(2026, 3, 4),
        date(2026, 2, 26),
        date(2026, 2, 25),
        date(2026, 2, 4),
        date(2025, 12, 4),
        date(2025, 1, 1),
    ]
    with act_and_commit("asha") as uow:
        for on in days:
            opened(uow, f"Opened {on}", on=on)
        opened(uow, "Closed", on=date(2026, 3, 3), status="closed", closed_on=date(2026, 3, 4))
    page = client.as_("asha").get("/t/northshire/")

    assert table(page, "Open work by age")[1:] == [
        ["Under a week", "2"],
        ["1 to 4 weeks", "1"],
        ["1 to 3 months", "2"],
        ["Over 3 months", "1"],
    ]


def test_a_providers_manager_sees_what_waits_on_both_sides_and_the_sites_side_by_side(client, act_and_commit):
    with act_and_commit("mia") as uow:
        reported(uow)
    page = client.as_("ben").get("/t/rosewood/")

    assert parts(page) == [
        "Waiting for you",
        "Concerns to decide on",
        "People to be told what went wrong",
        "New reports to look at",
        "Complaints with you",
        "What you reported",
        "Open work by age",
        "Sites at a glance",
    ]
    assert table(page)[:2] == [HEADER, ["Rosewood House", "None published", "1", "0", "0", "None on record"]]
    assert "Report an incident" in page.links()


def test_a_care_worker_sees_report_and_what_came_of_it_and_nothing_else(client, act_and_commit):
    with act_and_commit("mia") as uow:
        reported(uow)
    with act_and_commit("ruth") as uow:
        completed(uow, what_happened="Not hers to read", site=ROSEWOOD_LODGE)
    page = client.as_("mia").get("/t/rosewood/")

    assert parts(page) == ["Waiting for you", "What you reported"]
    assert "Nothing waits for you." in page.words
    assert "Report an incident" in page.links()
    assert "Somebody hurt at Rosewood House" in page.words
    assert "Rosewood Lodge" not in page.text


def test_an_advocacy_manager_begins_with_three_steps(client):
    page = client.as_("vera").get("/t/clearvoice/")

    assert page.heading == "Clear Voice Advocacy"
    assert parts(page) == ["To begin", "Waiting for you", "Complaints with you"]
    assert lines(page, "To begin")[0] == "Take on your providers from the register Their sites then stand here."


def test_an_administrator_sees_sites_and_no_case_and_no_figure_of_one(client, act_and_commit):
    with act_and_commit("ben") as uow:
        completed(uow)
    page = client.as_("ade").get("/t/rosewood/")

    assert table(page) == [
        ["Site", "Rating", "Last contact"],
        ["Rosewood House", "None published", "None on record"],
        ["Rosewood Lodge", "None published", "None on record"],
    ]
    assert "Fall" not in page.text
    assert "Open incidents" not in page.text


def test_a_reader_sees_what_is_open_and_is_asked_for_nothing(client, act_and_commit):
    with act_and_commit("ben") as uow:
        reported(uow)
    page = client.as_("rhona").get("/t/rosewood/")

    assert "Nothing waits for you." in page.words
    assert table(page)[1][2] == "1"
    assert "Report an incident" not in page.links()


@pytest.mark.parametrize(
    ("name", "tenant", "steps"),
    [
        ("cora", "westmere", ["Take on your providers from the register"]),
        ("vera", "clearvoice", ["Take on your providers from the register", "Link with another organisation"]),
        ("gil", "glenview", ["Link with another organisation"]),
        ("ben", "rosewood", []),
        ("asha", "northshire", []),
    ],
)
def test_an_empty_home_teaches_whoever_may_take_the_steps(client, name, tenant, steps):
    page = client.as_(name).get(f"/t/{tenant}/")

    first = page.tree.xpath('//section[@aria-labelledby="first-steps"]//a')
    assert [one.text for one in first] == steps
    assert [client.as_(name).get(one.get("href")).status_code for one in first] == [200] * len(steps)


def test_a_panel_that_fails_leaves_the_rest_of_the_page_whole(client, act_and_commit, monkeypatch):
    def fail(_uow):
        raise RuntimeError

    panel = next(one.item for one in client.app.extensions["portal.registry"].panels if one.item.key == "incidents.new")
    monkeypatch.setitem(panel.__dict__, "rows", fail)
    page = client.as_("ben").get("/t/rosewood/")

    assert page.status_code == 200
    assert "This part could not be loaded. The rest of the page is whole." in page.words
    assert "Sites at a glance" in parts(page)


def test_what_a_provider_tells_is_counted_at_its_site_once_it_has_arrived(app, client, act_and_commit):
    with act_and_commit("ben") as uow:
        completed(uow)
    before = table(client.as_("asha").get("/t/northshire/"))[1]
    run_waiting_jobs(app)

    after = table(client.as_("asha").get("/t/northshire/"))[1]
    assert (before[2], after[2]) == ("0", "1")


def test_one_organisations_home_shows_nothing_of_anothers(client, act_and_commit):
    with act_and_commit("ben") as uow:
        completed(uow)

    for name, tenant in (("gil", "glenview"), ("cora", "westmere"), ("vera", "clearvoice")):
        text = client.as_(name).get(f"/t/{tenant}/").text
        assert "Rosewood" not in text
