"""The register's pages, and loading a newer one through them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from portal.core.db import db
from portal.directory.present import told_changes
from portal.worker import run_waiting_jobs
from tests.directory.factories import (
    directory_row,
    directory_rows,
    hsca_row,
    hsca_rows,
    write_directory,
    write_hsca_ods,
)

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from tests.client import PortalClient

REGISTER = "/t/northshire/register/"
IMPORTS = "/t/northshire/register/imports/"


@pytest.fixture
def asha(client: PortalClient) -> PortalClient:
    return client.as_("asha")


def send(browser: PortalClient, path: Path, **answers: str):
    """Upload the file; the page that comes next."""
    with path.open("rb") as file:
        sent = browser.post(IMPORTS, {"file": (file, path.name), **answers}, content_type="multipart/form-data")
    return worked(browser, sent)


def load(browser: PortalClient, page, **answers: str):
    action = next(one.get("action") for one in page.tree.xpath("//form") if (one.get("action") or "").endswith("/load"))
    return worked(browser, browser.post_raw(action, {**page.form(action), **answers}))


def worked(browser: PortalClient, sent):
    """The page that comes next once a worker has done what was asked for."""
    if not sent.location:
        return sent
    run_waiting_jobs(browser.app)
    return browser.get(sent.location)


@pytest.fixture
def active(tmp_path: Path) -> Path:
    return write_hsca_ods(tmp_path / "active.ods", hsca_rows(3), as_at="01 May 2026")


def test_the_register_is_searched_by_name(asha):
    page = asha.get(f"{REGISTER}?text=rosewood")

    assert page.heading == "Public register of care services"
    assert {"Rosewood House", "Rosewood Lodge", "Rosewood Care Limited"} <= set(page.links())
    assert "Glenview House" not in page.links()


def test_a_search_that_finds_nothing_says_what_to_do(asha):
    page = asha.get(f"{REGISTER}?text=zebra")

    assert "No service fits. Type less of the name, or take a filter off." in page.words


@pytest.mark.parametrize("path", ["sites", "providers", "imports"])
def test_what_does_not_exist_is_not_found(asha, path):
    assert asha.get(f"{REGISTER}{path}/019a0000-0000-7000-8000-000000000000").status_code == 404


def test_an_upload_shows_what_would_change_before_anything_does(asha, active):
    page = send(asha, active)

    assert page.heading == "active.ods"
    assert [page.summary[key] for key in ("What became of it", "Layout", "Register as at", "New")] == [
        "Waiting for a decision",
        "HSCA active locations (ODS or XLSX)",
        "Friday 1 May 2026",
        "3",
    ]
    assert "Rosewood House 1" not in asha.get(f"{REGISTER}?text=rosewood+house+1").links()


def test_a_loaded_register_is_there_for_everyone(client, asha, active):
    page = load(asha, send(asha, active))
    assert page.summary["What became of it"] == "Loaded"

    for browser, slug in (
        (asha, "northshire"),
        (client.as_("cora"), "westmere"),
        (client.as_("rhona"), "rosewood"),
    ):
        assert "Rosewood House 1" in browser.get(f"/t/{slug}/register/?authority=Oldham").links()


def test_the_page_of_a_site_says_what_the_register_says_and_as_at_when(asha, active):
    load(asha, send(asha, active))
    found = asha.get(f"{REGISTER}?text=rosewood+house+1").links()["Rosewood House 1"]
    page = asha.get(found)

    kept = ("Now", "Published", "Provider", "Local authority", "Telephone", "Beds", "Service types")
    assert [page.summary[key] for key in kept] == [
        "Good",
        "Thursday 9 June 2022",
        "Rosewood Care Limited",
        "Oldham",
        "01632000001",
        "22",
        "Care home service without nursing",
    ]
    assert "Source: HSCA active locations (ODS or XLSX), as at Friday 1 May 2026." in page.words


def test_what_no_register_says_stands_on_no_page(asha, tmp_path):
    bare = {"Care homes beds": "", "Publication Date": "", "Location Latest Overall Rating": "Not Rated"}
    load(asha, send(asha, write_hsca_ods(tmp_path / "a.ods", [hsca_row(1, **bare)], as_at="01 May 2026")))
    site = asha.get(asha.get(f"{REGISTER}?text=rosewood+house+1").links()["Rosewood House 1"])
    provider = asha.get(site.links()["Rosewood Care Limited"])

    assert not {"Beds", "Published"} & site.summary.keys()
    assert not provider.tree.xpath("//td[@data-label='Beds']")[0].text_content()


def test_a_restored_zero_is_marked(asha, tmp_path):
    load(asha, send(asha, write_directory(tmp_path / "a.csv", directory_rows(1), as_at="01 May 2026")))
    page = asha.get(asha.get(f"{REGISTER}?text=rosewood+house+1").links()["Rosewood House 1"])

    assert page.summary["Telephone"] == "01632000001 (the published file had lost the first 0)"


def test_changes_are_told_in_words(asha, tmp_path, active):
    load(asha, send(asha, active))
    later = {"Location Latest Overall Rating": "Inadequate", "Publication Date": date(2026, 5, 20)}
    rows = [hsca_row(1, **{"Location Name": "Rosewood Manor"}), hsca_row(2, **later), hsca_row(3)]
    page = send(asha, write_hsca_ods(tmp_path / "later.ods", rows, as_at="01 June 2026"))

    assert "Name: from Rosewood House 1 to Rosewood Manor" in page.words
    assert "Rating: from Good (9 Jun 2022) to Inadequate (20 May 2026)" in page.words


def test_a_rating_is_told_with_its_question_and_a_day_as_people_write_it():
    changed = {
        "ratings": [
            {"service_group": "overall", "domain": "safe", "old": "good", "new": "inadequate", "new_on": "2026-05-20"},
            {"service_group": "Homecare", "domain": "overall", "new": "good"},
        ],
        "last_checked_on": [None, "2026-01-28"],
    }
    told = [(one.label, one.old, one.new) for one in told_changes(changed)]

    assert told == [
        ("Rating (Safe)", "Good", "Inadequate (20 May 2026)"),
        ("Rating (Homecare)", "No rating published", "Good"),
        ("Last checked on", "nothing", "28 Jan 2026"),
    ]


def test_a_telephone_that_changed_is_told_with_the_zero_its_file_had_lost():
    [told] = told_changes({"phone": ["01632 960001", "1632000002"]})

    assert (told.label, told.old, told.new) == ("Telephone", "01632 960001", "01632000002")


def test_a_refused_file_is_a_plain_report(asha, tmp_path):
    path = write_directory(tmp_path / "a.csv", directory_rows(1), header=["Name", "Postcode"])
    page = send(asha, path)

    assert page.summary["What became of it"] == "Refused"
    assert "No row of this file is the header of a register we know." in page.words
    assert not [one for one in page.tree.xpath("//form") if (one.get("action") or "").endswith("/load")]


def test_shrinking_needs_a_tick(asha, tmp_path):
    load(asha, send(asha, write_directory(tmp_path / "a.csv", directory_rows(20), as_at="01 May 2026")))
    page = send(asha, write_directory(tmp_path / "b.csv", directory_rows(10), as_at="01 June 2026"))

    refused = load(asha, page)
    assert refused.errors == ["Tick the box if you have checked it"]
    assert load(asha, page, accept_shrink="y").summary["What became of it"] == "Loaded"


def test_a_discarded_file_changes_nothing(asha, active):
    page = send(asha, active)
    action = page.response.request.path + "/discard"
    asha.post_raw(action, page.form(action))

    assert asha.get(page.response.request.path).summary["What became of it"] == "Discarded"


def test_nothing_of_an_upload_stays_on_disk(app: Flask, asha, active):
    send(asha, active)

    assert not [one for one in (app.config["SETTINGS"].data_dir / "imports").rglob("*") if one.is_file()]


def test_a_file_must_be_chosen(asha):
    assert asha.post(IMPORTS, {}).errors == ["Choose the file"]


def test_a_commissioner_loads_registers_while_the_operator_lets_it(client):
    otto, cora, here = client.as_("otto"), client.as_("cora"), "/operator/tenants/westmere"
    pages = ("imports/", "review/")
    assert [cora.get(f"/t/westmere/register/{one}").status_code for one in pages] == [403, 403]
    assert "Load a newer register" not in cora.get("/t/westmere/register/").links()

    otto.post(f"{here}/register/keep", form_at=here)
    assert [cora.get(f"/t/westmere/register/{one}").status_code for one in pages] == [200, 200]

    otto.post(f"{here}/register/take-back", form_at=here)
    assert cora.get("/t/westmere/register/imports/").status_code == 403


def test_no_provider_is_ever_let(client):
    otto, here = client.as_("otto"), "/operator/tenants/rosewood"
    answer = otto.post_raw(f"{here}/register/keep", otto.get(here).form())

    assert "Only commissioners load the register" in answer.words
    assert client.as_("ben").get("/t/rosewood/register/imports/").status_code == 403


def test_another_organisation_sees_the_run_and_cannot_load_it(client, asha, active):
    page = send(asha, active)
    run = page.response.request.path.replace("northshire", "westmere")
    client.as_("otto").post("/operator/tenants/westmere/register/keep", form_at="/operator/tenants/westmere")
    cora = client.as_("cora")

    assert cora.get(run).heading == "active.ods"
    assert not cora.get(run).form(f"{run}/load")
    token = cora.get("/t/westmere/register/imports/").form()
    assert cora.post_raw(f"{run}/load", token).status_code == 404


@pytest.mark.parametrize(("name", "slug"), [("ben", "rosewood"), ("vera", "clearvoice")])
def test_whoever_is_rated_does_not_load_the_register(client, name, slug):
    assert client.as_(name).get(f"/t/{slug}/register/imports/").status_code == 403


def test_a_care_worker_has_no_register(client):
    assert client.as_("mia").get("/t/rosewood/register/").status_code == 403


def test_a_hostile_address_is_not_a_link(app: Flask, asha, tmp_path):
    published = {
        "Location URL": "javascript:alert(1)",
        "Service's website (if available)": "javascript:alert(2)//x.example",
    }
    load(
        asha,
        send(asha, write_directory(tmp_path / "a.csv", [directory_row(1, **published)], as_at="01 May 2026")),
    )
    with app.app_context(), db.engines["importer"].connect() as connection:
        site_id = connection.execute(text("SELECT id FROM directory.site WHERE regulator_id = '1-000000001'")).scalar()

    assert not [url for url in asha.get(f"{REGISTER}sites/{site_id}").links().values() if url.startswith("java")]


def test_an_authority_is_found_by_any_of_its_names_or_part_of_one(asha, tmp_path):
    rows = [
        directory_row(number, Name=f"Home in {place}", **{"Local authority": place})
        for number, place in enumerate(("Bristol, City of", "North Somerset", "Somerset", "North Tyneside"), start=1)
    ]
    load(asha, send(asha, write_directory(tmp_path / "a.csv", rows, as_at="01 May 2026")))
    found = {
        typed: [one for one in asha.get(f"{REGISTER}?authority={typed}").links() if one.startswith("Home in")]
        for typed in ("Bristol+City+Council", "bris", "Somerset", "tyne", "north")
    }

    assert found == {
        "Bristol+City+Council": ["Home in Bristol, City of"],
        "bris": ["Home in Bristol, City of"],
        "Somerset": ["Home in Somerset"],
        "tyne": ["Home in North Tyneside"],
        "north": [],
    }
    several = asha.get(f"{REGISTER}?authority=north&text=home")
    assert "Which authority is it?" in several.words
    chosen = asha.get(REGISTER + several.links()["North Somerset"])
    assert "Home in North Somerset" in chosen.links()
    assert "No authority with a service in the register is called “zzz”." in asha.get(f"{REGISTER}?authority=zzz").words


def test_services_near_a_postcode_are_listed_with_their_distance(asha, tmp_path):
    rows = [hsca_row(1), hsca_row(2, **{"Location Latitude": 53.5265, "Location Postal Code": "NS99 9ZZ"})]
    load(asha, send(asha, write_hsca_ods(tmp_path / "a.ods", rows, as_at="01 May 2026")))
    page = asha.get(f"{REGISTER}?postcode=NS11+1AA&within=3")

    assert [row.xpath("td[@data-label='Distance']")[0].text for row in page.tree.xpath("//tbody/tr")] == [
        "0.0 miles",
        "1.0 miles",
    ]
    assert "No published file says where ZZ1 1ZZ lies" in asha.get(f"{REGISTER}?postcode=ZZ1+1ZZ&within=3").words


def test_providers_are_listed_with_how_many_services_they_have(asha, tmp_path):
    elm = {"CQC Provider ID (for office use only)": "1-900000009", "Provider name": "Elm Care"}
    load(asha, send(asha, write_directory(tmp_path / "a.csv", directory_rows(3, **elm), as_at="01 May 2026")))
    page = asha.get(f"{REGISTER}providers/?authority=Oldham&text=elm")

    cells = [one.text for one in page.tree.xpath("//tbody/tr/td")]
    assert (page.heading, cells) == ("Providers in the public register", ["1-900000009", "England", "3"])
    assert "1-900000009" in asha.get(f"{REGISTER}providers.csv?authority=Oldham").text
