"""Taking a provider on, its page, its sites, letting it go."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.core.ids import new_id
from portal.oversight.models import Oversight
from portal.trail.models import TrailEntry
from tests.casework.incidents import opened
from tests.oversight.register import add_site, change_site, rate
from tests.world import GLENVIEW, ROSEWOOD, ROSEWOOD_HOUSE

WESTMERE, NORTHSHIRE = "/t/westmere/providers", "/t/northshire/providers"


def take_on(browser, provider=ROSEWOOD, tenant="westmere"):
    return browser.post(
        f"/t/{tenant}/providers/take-on/{provider}", form_at=f"/t/{tenant}/register/providers/{provider}"
    )


def rows(page):
    return [[" ".join(cell.text_content().split()) for cell in row] for row in page.tree.xpath("//main//tbody/tr")]


@pytest.fixture
def cora(client):
    return client.as_("cora")


@pytest.fixture
def asha(client):
    return client.as_("asha")


def test_who_has_taken_nobody_on_is_shown_the_way(cora):
    page = cora.get(f"{WESTMERE}/")

    assert "You have not taken on any provider yet." in page.words
    assert page.links()["Find providers in the register"].startswith("/t/westmere/")


def test_a_provider_taken_on_is_among_ones_providers(cora):
    answer = take_on(cora)
    page = cora.get(answer.location)

    assert answer.location == f"{WESTMERE}/{ROSEWOOD}"
    assert "Rosewood Care Limited is now among your providers." in page.text
    assert rows(cora.get(f"{WESTMERE}/")) == [["Rosewood Care Limited", "1-900000001", "England"]]


def test_taking_on_is_dated_and_told_the_trail(cora, act_and_commit):
    take_on(cora)

    with act_and_commit("cora") as uow:
        held = uow.session.scalars(select(Oversight)).one()
        acts = uow.session.scalars(select(TrailEntry.act)).all()
    assert (held.provider_id, held.taken_on, held.ended_on) == (ROSEWOOD, date(2026, 3, 4), None)
    assert acts == ["oversight.taken_on"]


def test_a_provider_is_taken_on_once(cora, act_and_commit):
    take_on(cora)
    again = take_on(cora)

    assert (again.status_code, again.heading) == (400, "That cannot be done")
    assert "Rosewood Care Limited is already among your providers." in again.words


def test_one_organisations_providers_are_not_anothers(client, cora):
    take_on(cora, GLENVIEW)

    assert "Glenview" not in client.as_("asha").get(f"{NORTHSHIRE}/").words
    assert client.as_("asha").get(f"{NORTHSHIRE}/{GLENVIEW}").status_code == 404


def test_a_provider_let_go_is_gone_and_can_be_taken_on_again(cora):
    take_on(cora)
    page = f"{WESTMERE}/{ROSEWOOD}"
    gone = cora.post(f"{page}/let-go", form_at=page)

    assert gone.location == f"{WESTMERE}/"
    assert cora.get(page).status_code == 404
    assert take_on(cora).location == page


def test_letting_go_keeps_the_records(client, act_and_commit):
    with act_and_commit("asha") as uow:
        uow.session.add(opened(uow, "Seen on a visit"))
    asha = client.as_("asha")
    asha.post(f"{NORTHSHIRE}/{ROSEWOOD}/let-go", form_at=f"{NORTHSHIRE}/{ROSEWOOD}")

    assert "Seen on a visit" in asha.get("/t/northshire/records/incident/").words


def test_what_is_in_no_register_is_not_taken_on(cora):
    token = cora.get(f"/t/westmere/register/providers/{ROSEWOOD}").form()

    assert cora.post_raw(f"{WESTMERE}/take-on/{new_id()}", token).status_code == 404


def test_a_provider_takes_nobody_on(client):
    ben = client.as_("ben")
    form = ben.get("/t/rosewood/providers/sites/" + str(ROSEWOOD_HOUSE) + "/contacts").form()

    assert ben.post_raw(f"/t/rosewood/providers/take-on/{GLENVIEW}", form).status_code == 404


@pytest.mark.parametrize("name", ["noor", "dual"])
def test_whether_one_may_is_a_question_of_the_role(client, name):
    page = client.as_(name).get(f"{NORTHSHIRE}/{ROSEWOOD}")
    offered = f"{NORTHSHIRE}/{ROSEWOOD}/let-go" in page.text

    assert offered is (name == "dual")


def test_a_providers_page_says_who_they_are_and_shows_their_sites(app, asha):
    rate(app, ROSEWOOD_HOUSE, "Good")
    page = asha.get(f"{NORTHSHIRE}/{ROSEWOOD}")

    assert page.heading == "Rosewood Care Limited"
    assert page.summary == {
        "Registration": "1-900000001",
        "Companies House": "Not recorded",
        "Nation": "England",
        "Register last seen": "Monday 5 January 2026",
    }
    assert rows(page)[:2] == [
        ["Rosewood House", "Good", "0", "0", "0", "None on record"],
        ["Rosewood Lodge", "None published", "0", "0", "0", "None on record"],
    ]


def test_a_providers_page_shows_its_records_open_ones_first(client, act_and_commit):
    with act_and_commit("asha") as uow:
        opened(uow, "Closed since", on=date(2026, 3, 3), status="closed", closed_on=date(2026, 3, 4))
        opened(uow, "Older and open", on=date(2026, 1, 8))
        opened(uow, "Newer and open", on=date(2026, 2, 3))
    page = client.as_("asha").get(f"{NORTHSHIRE}/{ROSEWOOD}")

    titles = [one.text_content() for one in page.tree.xpath("//main//table[last()]/tbody/tr/th")]
    assert titles[-3:] == ["Newer and open", "Older and open", "Closed since"]


def test_an_administrator_sees_the_provider_and_none_of_the_records(client, act_and_commit):
    with act_and_commit("asha") as uow:
        opened(uow, "Seen on a visit")
    page = client.as_("noor").get(f"{NORTHSHIRE}/{ROSEWOOD}")

    assert "Rosewood House" in page.words
    assert "Seen on a visit" not in page.text
    assert "Open incidents" not in page.words


def test_a_site_the_register_no_longer_lists_keeps_its_page_and_says_so(app, asha):
    gone = add_site(app, "1-900000019", "Rosewood Grange", listed=False, no_longer_listed_on=date(2026, 2, 1))

    assert "Rosewood Grange" not in asha.get(f"{NORTHSHIRE}/{ROSEWOOD}").words
    page = asha.get(f"{NORTHSHIRE}/sites/{gone}")
    assert page.heading == "Rosewood Grange"
    assert "The register has not listed this site since Sunday 1 February 2026." in page.words


def test_a_sites_page_shows_what_the_register_says(app, asha):
    change_site(
        app,
        ROSEWOOD_HOUSE,
        address_lines=["1 Harbour Street", "Northshire Town"],
        postcode="NS1 1AA",
        host_authority="Northshire",
        phone="01632 960001",
        beds=40,
    )
    page = asha.get(f"{NORTHSHIRE}/sites/{ROSEWOOD_HOUSE}")

    assert page.heading == "Rosewood House"
    found = {
        key: page.summary[key] for key in ("Provider", "Address", "Local authority", "Telephone", "Beds", "Services")
    }
    assert found == {
        "Provider": "Rosewood Care Limited",
        "Address": "1 Harbour Street, Northshire Town, NS1 1AA",
        "Local authority": "Northshire",
        "Telephone": "01632 960001",
        "Beds": "40",
        "Services": "Residential homes",
    }


def test_a_providers_own_people_are_led_to_their_sites(client):
    assert client.as_("ben").get("/t/rosewood/providers/").location == "/t/rosewood/providers/our-sites"


def test_our_sites_are_those_of_whom_we_are(client):
    page = client.as_("ben").get("/t/rosewood/providers/our-sites")

    assert [row[0] for row in rows(page)] == ["Rosewood House", "Rosewood Lodge"]
    assert "Rosewood Care Limited 1-900000001 Confirmed by Northshire Council" in page.words


@pytest.mark.parametrize("path", ["/", f"/{ROSEWOOD}", f"/sites/{ROSEWOOD_HOUSE}", "/our-sites"])
def test_a_care_worker_has_no_page_of_providers(client, path):
    assert client.as_("mia").get(f"/t/rosewood/providers{path}").status_code == 403
