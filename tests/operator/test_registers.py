"""The operator's yes to a register that came into the watched folder, and organisations told what changed for them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from portal.core.db import db
from portal.directory.services import WatchedFolder, look_at_folder
from portal.oversight.news import tell_news
from portal.worker import run_waiting_jobs
from tests.databases import as_superuser
from tests.directory.factories import directory_row, write_directory
from tests.world import ROSEWOOD_HOUSE

REGISTERS = "/operator/registers"
NOW = datetime(2026, 3, 4, 10, 0).astimezone()
LOCATION = "CQC Location ID (for office use only)"
NEWS = "providers/register-news"


@pytest.fixture
def otto(client):
    return client.as_("otto")


@pytest.fixture
def look(app, tmp_path):
    """Look twice into the folder, as a minute later."""
    folder = WatchedFolder(tmp_path)

    def again():
        with app.app_context():
            for _ in range(2):
                look_at_folder(db.engines["importer"], folder, now=NOW)

    return again


@pytest.fixture
def waiting(tmp_path, look):
    """A newer register: Rosewood's two sites of the world, one renamed, and one more."""
    rows = [
        directory_row(11, **{LOCATION: "1-900000011", "Name": "Rosewood Manor"}),
        directory_row(12, **{LOCATION: "1-900000012", "Name": "Rosewood Lodge"}),
        directory_row(13, **{LOCATION: "1-900000013", "Name": "Rosewood Annexe"}),
        directory_row(14, **{LOCATION: "1-900000014", "CQC Provider ID (for office use only)": "1-900000002"}),
    ]
    write_directory(tmp_path / "march.csv", rows, as_at="01 March 2026")
    look()


def page_of(otto, name="march.csv"):
    return otto.get(otto.get(REGISTERS).links()[name])


def approve(otto, name="march.csv"):
    page = page_of(otto, name)
    otto.post_raw(f"{page.response.request.path}/approve", page.form())


def say_yes(otto, look, name="march.csv"):
    approve(otto, name)
    look()


def told(app, act_and_commit, name):
    with act_and_commit(name, now=NOW + timedelta(hours=1)) as uow:
        tell_news(uow, uow.now)
    run_waiting_jobs(app)


def test_what_came_in_waits_with_all_it_would_change(otto, waiting):
    page = page_of(otto)

    assert [page.summary[key] for key in ("What became of it", "New", "Changed")] == [
        "Waiting for a decision",
        "2",
        "2",
    ]
    assert "Name: from Rosewood House to Rosewood Manor" in page.words


def test_a_yes_is_carried_out_by_the_next_look(otto, waiting, look):
    say_yes(otto, look)

    assert page_of(otto).summary["What became of it"] == "Loaded"


def test_until_then_the_page_says_that_it_is_being_loaded(otto, waiting):
    approve(otto)
    page = page_of(otto)

    assert (page.summary["What became of it"], "Look again" in page.links()) == ("Being loaded", True)


def test_a_no_leaves_the_register_as_it_was(otto, client, waiting, look):
    page = page_of(otto)
    otto.post_raw(f"{page.response.request.path}/refuse", page.form())
    look()

    assert page_of(otto).summary["What became of it"] == "Discarded"
    assert "Rosewood Manor" not in client.as_("asha").get("/t/northshire/register/?text=rosewood").links()


def test_a_refused_file_says_why_in_the_list(otto, tmp_path, look):
    (tmp_path / "notes.csv").write_text("a,b,c\n1,2,3\n")
    look()

    assert "No row of this file is the header of a register we know." in otto.get(REGISTERS).words


def test_a_file_that_does_not_exist_is_not_found(otto):
    assert otto.get(f"{REGISTERS}/019a0000-0000-7000-8000-000000000000").status_code == 404


@pytest.mark.parametrize("name", ["asha", "noor"])
def test_nobody_but_the_operator_decides(client, waiting, name):
    assert client.as_(name).get(REGISTERS).status_code in {403, 404}


def test_a_newer_register_takes_nothing_away_that_it_does_not_speak_of(otto, client, waiting, look):
    asha = client.as_("asha")
    before = asha.get(f"/t/northshire/register/sites/{ROSEWOOD_HOUSE}").summary
    say_yes(otto, look)
    after = asha.get(f"/t/northshire/register/sites/{ROSEWOOD_HOUSE}").summary

    assert before["Regulated activities"] == after["Regulated activities"] != ""


def test_whoever_watches_the_sites_is_told_what_changed_for_them(app, client, act_and_commit, otto, waiting, look):
    say_yes(otto, look)
    told(app, act_and_commit, "asha")
    asha = client.as_("asha")
    home = asha.get("/t/northshire/")
    assert "3 of your sites changed" in home.links()

    page = asha.get(home.links()["3 of your sites changed"])
    assert "Name: from Rosewood House to Rosewood Manor" in page.words
    assert "Rosewood Annexe" in page.links()
    assert "1-900000014" not in page.words


def test_a_council_without_these_sites_is_told_nothing_and_finds_nothing(
    app, client, act_and_commit, otto, waiting, look
):
    say_yes(otto, look)
    told(app, act_and_commit, "asha")
    told(app, act_and_commit, "cora")
    news = client.as_("asha").get("/t/northshire/").links()["3 of your sites changed"]
    cora = client.as_("cora")

    assert "No register has changed anything" in cora.get(f"/t/westmere/{NEWS}").words
    assert cora.get(news.replace("northshire", "westmere")).status_code == 404


def test_the_mail_says_how_many_and_nothing_else(app, act_and_commit, otto, waiting, look, location):
    say_yes(otto, look)
    told(app, act_and_commit, "asha")
    with as_superuser(location) as connection:
        told_by_mail = "SELECT to_address, subject, body FROM portal.outbox_mail WHERE template = 'register_news'"
        mails = connection.execute(text(told_by_mail)).all()

    assert sorted(one.to_address for one in mails) == [
        "asha@northshire.example",
        "dual@both.example",
        "sam@northshire.example",
    ]
    assert {one.subject for one in mails} == {"The public register changed for 3 sites of Northshire Council"}
    assert not [one for one in mails if "Rosewood" in one.body]


def test_what_was_read_leaves_the_first_page_and_is_told_once(app, client, act_and_commit, otto, waiting, look):
    say_yes(otto, look)
    for _ in range(2):
        told(app, act_and_commit, "asha")
    asha = client.as_("asha")
    news = asha.get("/t/northshire/").links()["3 of your sites changed"]
    asha.post(f"{news}/read", form_at=news)

    assert "3 of your sites changed" not in asha.get("/t/northshire/").links()
    assert len([one for one in asha.get(f"/t/northshire/{NEWS}").links().values() if NEWS in one]) == 1


def test_a_site_that_moves_away_is_told_to_whoever_watched_the_old_provider(
    app, client, act_and_commit, otto, waiting, look, tmp_path
):
    say_yes(otto, look)
    rows = [directory_row(number, **{LOCATION: f"1-9000000{number}"}) for number in (12, 13, 14)]
    gone = directory_row(11, **{LOCATION: "1-900000011", "CQC Provider ID (for office use only)": "1-900000002"})
    write_directory(tmp_path / "later.csv", [gone, *rows], as_at="02 March 2026")
    look()
    say_yes(otto, look, "later.csv")
    told(app, act_and_commit, "asha")
    asha = client.as_("asha")
    newest = next(url for url in asha.get("/t/northshire/").links().values() if NEWS in url)

    assert "Moved to another provider" in asha.get(newest).words
