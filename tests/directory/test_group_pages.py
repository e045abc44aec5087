"""Confirming a group through the pages, and what everybody then sees."""

from __future__ import annotations

import pytest

from tests.contract.routes import send_form
from tests.directory.factories import hsca_row, write_hsca_ods
from tests.directory.test_views import REGISTER, load, send

GROUPS = "/t/northshire/register/groups/"


@pytest.fixture
def asha(client, tmp_path):
    """Three providers with one company's number, loaded by Northshire."""
    rows = [
        hsca_row(one, **{"Provider ID": f"1-91000000{one}", "Provider Name": f"Elm Care {one}", "Brand ID": "-"})
        for one in (1, 2, 3)
    ]
    browser = client.as_("asha")
    load(browser, send(browser, write_hsca_ods(tmp_path / "a.ods", rows, as_at="01 May 2026")))
    return browser


def confirmed(asha, *, without=()):
    page = asha.get(asha.get(GROUPS).links()["Elm Care 1"])
    path = page.response.request.path
    boxes = {one.getnext().text.strip(): one.get("value") for one in page.tree.xpath("//input[@name='providers']")}
    chosen = [value for name, value in boxes.items() if name not in without]
    done = asha.post_raw(path, {**page.form(), "name": "Elm Group", "providers": chosen})
    return asha.get(done.location) if done.location else done


def test_an_offer_shows_what_they_share_and_who_they_are(asha):
    page = asha.get(asha.get(GROUPS).links()["Elm Care 1"])

    assert page.heading == "Do these providers belong together?"
    assert "The same Companies House number, 03841476." in page.words
    assert {"Elm Care 1", "Elm Care 2", "Elm Care 3"} <= set(page.links())


def test_a_confirmed_group_is_on_the_pages_of_its_providers_and_services_for_everyone(client, asha):
    page = confirmed(asha, without=["Elm Care 3"])
    assert (page.heading, page.summary["Providers"], page.summary["Listed services"]) == ("Elm Group", "2", "2")
    assert "Elm Care 3" in page.words.partition("Looked at and left out")[2]

    cora = client.as_("cora")
    provider = cora.get(page.links()["Elm Care 1"].replace("northshire", "westmere"))
    assert provider.summary["Part of"] == "Elm Group"
    assert 'Elm Group,"The same Companies House number, 03841476",Elm Care 1' in asha.get(f"{GROUPS[:-1]}.csv").text
    services = asha.get(page.links()["Services of this group, with their ratings"])
    assert [one for one in services.links() if one.startswith("Rosewood House ")] == [
        "Rosewood House 1",
        "Rosewood House 2",
    ]
    assert asha.get(services.links()["Rosewood House 1"]).summary["Provider group"] == "Elm Group"


def test_one_ticked_provider_is_no_group(asha):
    page = confirmed(asha, without=["Elm Care 2", "Elm Care 3"])

    assert page.errors == ["Tick at least two providers, or say that they do not belong together."]


def test_they_do_not_belong_together(asha):
    page = asha.get(asha.get(GROUPS).links()["Elm Care 1"])
    asha.post_raw(page.response.request.path, {**page.form(), "decision": "apart"})

    assert "Elm Care 1" not in asha.get(GROUPS).links()
    assert asha.get(page.response.request.path).status_code == 404


def test_a_provider_is_taken_out_and_the_group_undone(asha):
    page = confirmed(asha)
    action = next(one.get("action") for one in page.tree.xpath("//form") if "/members/" in (one.get("action") or ""))
    asha.post_raw(action, page.form(action))
    path = page.response.request.path
    assert asha.get(path).summary["Providers"] == "2"

    asha.post_raw(f"{path}/undo", page.form(f"{path}/undo"))
    assert asha.get(path).status_code == 404
    assert "Elm Care 1" in asha.get(GROUPS).links()


def test_who_is_rated_sees_groups_and_decides_none(client, asha):
    path = confirmed(asha).response.request.path.replace("northshire", "rosewood")
    ben = client.as_("ben")

    assert ben.get(path).heading == "Elm Group"
    assert "Undo" not in ben.get(path).words
    assert "To confirm" not in ben.get("/t/rosewood/register/groups/").words
    assert send_form(ben, f"{path}/undo").status_code == 403


def test_evidence_somebody_made_up_is_not_found(asha):
    provider = asha.get(f"{REGISTER}?text=Rosewood+House+1").links()["Elm Care 1"].rpartition("/")[2]

    assert asha.get(f"{GROUPS}offers/charity/{provider}").status_code == 404
    assert asha.get(f"{GROUPS}offers/nonsense/{provider}").status_code == 404
