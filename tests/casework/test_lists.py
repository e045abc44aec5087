"""The list of a kind: what it shows, what it can be narrowed to, and nonsense in its address."""

from __future__ import annotations

from datetime import date

import pytest

from tests.casework.incidents import LIST, completed, opened, reported
from tests.world import ROSEWOOD_HOUSE, ROSEWOOD_LODGE


def titles(page):
    return [one.text_content() for one in page.tree.xpath("//tbody/tr/th/a")]


@pytest.fixture
def three(act_and_commit):
    """Two falls at the House, the older one closed, and a scald at the Lodge."""
    with act_and_commit("ben") as uow:
        opened(
            uow,
            "Old fall",
            on=date(2026, 2, 2),
            site=ROSEWOOD_HOUSE,
            severity="low",
            status="closed",
            closed_on=date(2026, 2, 9),
        )
        opened(uow, "New fall", on=date(2026, 3, 3), site=ROSEWOOD_HOUSE, severity="severe")
        opened(uow, "Scald", on=date(2026, 3, 2), site=ROSEWOOD_LODGE, severity="low", status="triaged")


def test_a_row_says_what_where_how_it_stands_and_since_when(client, kept):
    incident = kept(completed)
    page = client.as_("ben").get(LIST)

    assert page.heading == "Incidents"
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in page.tree.xpath("//tbody/tr")]
    assert rows == [
        ["Fall at Rosewood House", "Being worked on", "Low physical harm", "4 Mar 2026", incident.reference]
    ]


def test_an_empty_list_says_what_to_do(client):
    page = client.as_("ben").get(LIST)

    assert "Nothing here. Change the filters, or come back when something has happened." in page.words


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ("", ["New fall", "Scald", "Old fall"]),
        ("status=triaged", ["Scald"]),
        ("severity=low", ["Scald", "Old fall"]),
        (f"site={ROSEWOOD_HOUSE}", ["New fall", "Old fall"]),
        ("open=1", ["New fall", "Scald"]),
        ("opened_from=2026-03-02", ["New fall", "Scald"]),
        ("opened_from=2026-03-02&opened_to=2026-03-02", ["Scald"]),
        (f"open=1&severity=low&site={ROSEWOOD_LODGE}", ["Scald"]),
        ("severity=low&status=reported", []),
        ("origin=own", ["New fall", "Scald", "Old fall"]),
        ("origin=received", []),
    ],
)
def test_a_list_is_narrowed_by_what_its_address_asks(client, three, narrowed, found):
    assert titles(client.as_("ben").get(f"{LIST}?{narrowed}")) == found


@pytest.mark.parametrize(
    "nonsense",
    ["site=not-an-id", "opened_from=yesterday", "opened_to=2026-02-30", "origin=stolen", "open=maybe", "after=nowhere"],
)
def test_nonsense_in_the_address_is_left_out_and_not_refused(client, three, nonsense):
    assert titles(client.as_("ben").get(f"{LIST}?{nonsense}")) == ["New fall", "Scald", "Old fall"]


def test_the_filters_stay_chosen(client, three):
    page = client.as_("ben").get(f"{LIST}?status=triaged&site={ROSEWOOD_LODGE}&open=1")

    chosen = page.tree.xpath('//form[contains(@class, "portal-filters")]//option[@selected]')
    assert [one.text_content() for one in chosen] == ["Being worked on", "Rosewood Lodge", "Open only"]


def test_the_file_to_download_is_narrowed_alike(client, three):
    page = client.as_("ben").get(f"{LIST}?severity=low&open=1")

    assert page.links()["CSV"] == "/t/rosewood/records/incident.csv?severity=low&open=1"


def test_a_kind_nobody_declared_is_not_found(client):
    assert client.as_("ben").get("/t/rosewood/records/unicorn/").status_code == 404


def test_who_may_not_read_the_kind_is_told_so(client):
    page = client.as_("ade").get(LIST)

    assert page.status_code == 403
    assert "Your role (Administrator) does not include this: read incidents." in page.words


def test_another_organisations_records_are_in_nobody_elses_list(client, kept):
    kept(reported)

    assert titles(client.as_("gil").get("/t/glenview/records/incident/")) == []
