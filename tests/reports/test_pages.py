"""A report as a page: what was chosen, in which time, for whom; and what must not stand in it."""

from __future__ import annotations

from datetime import date

import pytest

from portal.worker import run_waiting_jobs
from tests.casework.incidents import opened
from tests.world import ROSEWOOD

READ = "/t/rosewood/reports/tenant/read?period=2026-q1"
PROVIDER = "/t/rosewood/reports/provider"


def table(page, caption):
    """The lines of the table with this caption, as words."""
    found = page.tree.xpath(f"//table[normalize-space(caption)='{caption}']//tr[td]")
    return {row[0].text_content().strip(): [cell.text_content().strip() for cell in row[1:]] for row in found}


def facts(page):
    return {one[0].text_content(): one[1].text_content() for one in page.tree.xpath("//dl[@class='figures']/div")}


def test_a_quarter_counts_what_was_opened_in_it(client, first_quarter):
    page = client.as_("ben").get(f"{READ}&readers=ourselves")

    assert page.heading == "Rosewood Care"
    assert facts(page)["cases opened"] == "10"
    assert table(page, "Cases by kind") == {"Incidents": ["10", "2", "8"]}
    assert table(page, "Cases opened each month") == {
        "January 2026": ["8"],
        "February 2026": ["0"],
        "March 2026": ["2"],
        "Together": ["10"],
    }


def test_a_plugins_part_stands_among_the_others(client, first_quarter):
    page = client.as_("ben").get(f"{READ}&readers=ourselves")

    harm = table(page, "Incidents opened, by harm to the body")
    assert list(harm.values()) == [["2"], ["6"], ["2"], ["10"]]


def test_small_counts_are_hidden_unless_somebody_says_who_reads(client, first_quarter):
    page = client.as_("ben").get(READ)

    assert table(page, "Cases opened, by place") == {
        "Rosewood House": ["hidden"],  # 8: with the total it would tell the other
        "Rosewood Lodge": ["hidden"],
        "Together": ["10"],
    }
    assert facts(page)["cases closed"] == "fewer than 5"


def test_the_picture_says_in_words_what_it_shows(client, first_quarter):
    page = client.as_("ben").get(f"{READ}&readers=ourselves&section=cases.months")

    assert [one.text for one in page.tree.xpath("//svg/title")] == [
        "Cases opened each month: January 2026 8, February 2026 0, March 2026 2"
    ]


def test_only_what_was_chosen_stands_there(client, first_quarter):
    page = client.as_("ben").get(f"{READ}&section=cases.kinds&section=cases.months&section=no.such")

    assert [one.text_content() for one in page.tree.xpath("//section/h2")] == [
        "Cases",
        "Cases opened, month by month",
    ]


def test_a_providers_report_lists_its_cases_for_us_alone(client, first_quarter):
    ben = client.as_("ben")
    provider = ben.get(PROVIDER).tree.xpath("//select[@name='provider']/option/@value")[0]
    path = f"{PROVIDER}/read?period=2026-q1&provider={provider}"

    assert len(table(ben.get(f"{path}&readers=ourselves"), "Cases opened in the period, newest first")) == 10
    assert "Fall 1" not in ben.get(f"{path}&readers=others").text


def test_what_came_and_was_not_opened_says_no_more_than_the_list(app, client, first_quarter):
    run_waiting_jobs(app)
    asha = client.as_("asha")
    provider = asha.get("/t/northshire/reports/provider").tree.xpath("//select[@name='provider']/option/@value")[0]
    page = asha.get(f"/t/northshire/reports/provider/read?period=2026-q1&readers=ourselves&provider={provider}")

    assert facts(page)["cases opened"] == "2"
    assert "Fall" not in page.text
    assert "Rosewood House" not in table(page, "Cases opened, by place")


def test_a_provider_that_is_not_in_view_is_not_there(client):
    assert client.as_("asha").get(f"/t/northshire/reports/provider/read?provider={ROSEWOOD}").status_code == 200
    assert client.as_("cora").get(f"/t/westmere/reports/provider/read?provider={ROSEWOOD}").status_code == 404


def test_another_council_finds_none_of_it(client, first_quarter):
    page = client.as_("cora").get("/t/westmere/reports/tenant/read?period=2026-q1&readers=ourselves")

    assert facts(page)["cases opened"] == "0"
    assert "Rosewood" not in page.text


def test_who_sees_no_cases_makes_no_reports(client):
    assert client.as_("ade").get(READ).status_code == 403


@pytest.mark.parametrize("query", ["period=never", "readers=everybody", "section=%00", "provider=x", "period=2026-q9"])
def test_nonsense_in_the_address_is_left_out(client, query):
    assert client.as_("ben").get(f"/t/rosewood/reports/tenant/read?{query}").status_code == 200


def test_a_restricted_case_is_counted_for_those_who_may_see_it(client, act_and_commit, first_quarter):
    with act_and_commit("ben") as uow:
        opened(uow, "Hidden", on=date(2026, 2, 2), compartment="safeguarding")

    counted = {
        name: facts(client.as_(name).get(f"{READ}&readers=ourselves"))["cases opened"] for name in ("ben", "ruth")
    }
    assert counted == {"ben": "11", "ruth": "10"}
