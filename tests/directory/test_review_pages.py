"""A year's change in one council, from preview to an empty review list, by pages alone."""

from __future__ import annotations

import pytest

from tests.directory.factories import directory_row, directory_rows, write_directory
from tests.directory.registers import write_table
from tests.directory.test_views import IMPORTS, load, send

LOCATION = "CQC Location ID (for office use only)"
PROVIDER = "CQC Provider ID (for office use only)"
REVIEW = "/t/northshire/register/review/"


@pytest.fixture
def asha(client):
    return client.as_("asha")


def under_a_new_owner(number):
    owner = {PROVIDER: "1-900000002", "Provider name": "Elm Care Limited"}
    return {**directory_row(number, **owner), LOCATION: f"1-{number + 40:09d}"}


@pytest.fixture
def a_year_later(asha, tmp_path):
    """The preview of the second year: two homes re-registered, one renamed."""
    load(asha, send(asha, write_directory(tmp_path / "a.csv", directory_rows(6), as_at="01 May 2025")))
    rows = [directory_row(1, Name="Rosewood Manor"), *directory_rows(3, first=2), *map(under_a_new_owner, (5, 6))]
    return send(asha, write_directory(tmp_path / "b.csv", rows, as_at="01 May 2026"))


def decide(browser, page, decision):
    """The first of the page's answers of that kind; the page that comes next."""
    form = page.tree.xpath(f"//form[.//input[@name='decision'][@value='{decision}']]")[0]
    answers = {one.get("name"): one.get("value") for one in form.xpath(".//input[@name]")}
    return browser.get(browser.post_raw(form.get("action"), answers).location)


def test_the_preview_tells_new_numbers_at_old_places_and_new_names(a_year_later):
    assert [a_year_later.summary[key] for key in ("New", "Changed", "No longer listed")] == ["2", "1", "2"]
    assert "New where another left: perhaps the same home" in a_year_later.words
    assert "Name: from Rosewood House 1 to Rosewood Manor" in a_year_later.words


def test_the_review_list_is_worked_through_until_it_is_empty(asha, a_year_later):
    load(asha, a_year_later)
    assert "To look at: 2 left by earlier files" in asha.get(IMPORTS).words
    page = asha.get(REVIEW)
    for _ in range(2):
        page = decide(asha, page, "accepted")

    assert "Nothing is left to look at." in page.words


def test_an_accepted_home_shows_its_story_on_both_pages(asha, a_year_later):
    load(asha, a_year_later)
    for _ in range(2):
        decide(asha, asha.get(REVIEW), "accepted")
    old = asha.get(asha.get("/t/northshire/register/?text=1-000000005&gone=1").links()["Rosewood House 5"])

    assert "After Rosewood House 5 1-000000045" in old.words


@pytest.mark.parametrize("suffix", ["review/", "review.csv"])
def test_only_commissioners_work_through_the_list(client, suffix):
    assert client.as_("ade").get(f"/t/rosewood/register/{suffix}").status_code in {403, 404}


def test_unknown_columns_are_mapped_on_a_page_and_kept(asha, tmp_path):
    header = ["Home", "Owner", "Post code"]
    path = write_table(tmp_path / "ni.csv", header, [{"Home": "Lagan House", "Owner": "Lagan Ltd", "Post code": "BT1"}])
    refused = send(asha, path)
    address = refused.links()["Say which column is which"]
    answers = {"label": "Northern Ireland", "regulator": "rqia", "name": "Home", "provider_name": "Owner"}
    asha.post(address, {**answers, "postcode": "Post code"})
    sent = send(asha, path, **{"as_at-day": "1", "as_at-month": "5", "as_at-year": "2026"})

    assert [sent.summary[key] for key in ("Layout", "New")] == ["Northern Ireland", "1"]


@pytest.fixture
def naming(asha, tmp_path):
    """The address of the page that asks which authority “Borough of Old Ham” is."""
    row = directory_row(1, **{"Local authority": "Borough of Old Ham"})
    load(asha, send(asha, write_directory(tmp_path / "a.csv", [row], as_at="01 May 2026")))
    return asha.get(f"{REVIEW}?kind=unknown_authority").links()["Say which authority “Borough of Old Ham” is"]


def test_an_authority_is_named_on_a_page_and_its_sites_move_there(asha, naming):
    assert asha.post(naming, {"authority": "Old"}).errors == ["Enter the usual name or the code of an authority"]
    asha.post(naming, {"authority": "Oldham"})

    assert "Rosewood House 1" in asha.get("/t/northshire/register/?authority=Oldham").links()
    assert asha.get(naming).status_code == 404


def test_only_commissioners_name_an_authority(client, naming):
    assert client.as_("ben").get(naming.replace("northshire", "rosewood")).status_code == 403
