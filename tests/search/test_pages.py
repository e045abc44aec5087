"""The box and what it finds, as its readers see it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from portal.core.ids import new_id
from portal.web.picking import MOST_LISTED
from portal.worker import run_waiting_jobs
from tests.casework.incidents import completed, opened, path, reported
from tests.oversight.register import add_site
from tests.world import ROSEWOOD_LODGE

SEARCH = "/t/rosewood/search/"


def searched(client, words, tenant="rosewood"):
    """What the person sees who types the words into the box of the header."""
    home = client.get(f"/t/{tenant}/search/")
    sent = client.post_raw(f"/t/{tenant}/search/", {"words": words, "csrf_token": home.form()["csrf_token"]})
    return client.get(sent.location)


def titles(page):
    return [one.text_content() for one in page.tree.xpath("//a[contains(@class, 'portal-list__what')]")]


@pytest.fixture
def kept(act_and_commit):
    def make(step, *words, by="ben", **options):
        with act_and_commit(by) as uow:
            return step(uow, *words, **options)

    return make


@pytest.mark.parametrize(
    "words",
    [
        "shower",
        "SHOWER chair",
        "slip",
        "slipping",
        "slipped chairs",
        "rosewood hou",
        "fall rosewood",
        "Róséwood",
        "fäll",
    ],
)
def test_words_beginnings_of_words_and_other_endings_find_a_record(client, kept, words):
    kept(completed)

    assert titles(searched(client.as_("ben"), words)) == ["Fall at Rosewood House"]


@pytest.mark.parametrize("words", ["shower tulip", "hower", "tulip", "shower -", "glenview"])
def test_all_words_must_be_there_from_their_beginning(client, kept, words):
    kept(completed)

    found = titles(searched(client.as_("ben"), words))
    assert found == (["Fall at Rosewood House"] if words == "shower -" else [])


def test_the_words_found_are_marked_where_they_stand(client, kept):
    kept(completed)
    page = searched(client.as_("ben"), "shower fall")

    marked = [one.text_content() for one in page.tree.xpath("//mark")]
    assert marked == ["Fall", "shower"]
    assert "What happened, fact by fact: J.S. slipped by the shower chair." in page.words


@pytest.mark.parametrize("written", ["{}", "  {} ", "inc {1} {2}", "INC{1}{2}", "inc-{1}-{2}"])
def test_a_whole_reference_leads_straight_to_its_record(client, kept, written):
    incident = kept(completed)
    _prefix, first, second = incident.reference.split("-")
    words = written.format(incident.reference, first, second).lower()
    ben = client.as_("ben")
    sent = ben.post_raw(SEARCH, {"words": words, "csrf_token": ben.get(SEARCH).form()["csrf_token"]})

    assert sent.location == path(incident)


def test_part_of_a_reference_finds_it_in_the_list(client, kept):
    incident = kept(completed)

    assert titles(searched(client.as_("ben"), incident.reference[:8])) == ["Fall at Rosewood House"]


def test_what_is_looked_for_stands_in_no_address(client, kept):
    kept(completed, what_happened="Wilhelmina fell.")
    page = searched(client.as_("ben"), "Wilhelmina")
    home = client.as_("ben").get(SEARCH)
    sent = client.as_("ben")
    answer = sent.post_raw(SEARCH, {"words": "Wilhelmina", "csrf_token": sent.get(SEARCH).form()["csrf_token"]})

    assert titles(page) == ["Fall at Rosewood House"]
    assert "Wilhelmina" not in answer.location
    assert "Wilhelmina" not in "".join(page.links().values())
    assert home.status_code == 200


def test_an_address_somebody_made_up_asks_for_the_words_again(client):
    assert "Type the words again." in client.as_("ben").get(f"{SEARCH}?q=nonsense").words


def test_nothing_of_a_text_is_taken_for_markup(client, kept):
    kept(completed, what_happened="<script>alert(1)</script> <mark>tulip</mark> & </mark>")
    page = searched(client.as_("ben"), "tulip")

    assert [one.text_content() for one in page.tree.xpath("//mark")] == ["tulip"]
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;mark&gt;<mark>tulip</mark>&lt;/mark&gt; &amp;" in page.text


def test_filters_narrow_what_was_found(client, kept):
    kept(opened, "Fall one", on=date(2026, 1, 10))
    kept(opened, "Fall two", on=date(2026, 2, 10), site=ROSEWOOD_LODGE)
    kept(opened, "Fall three", on=date(2026, 3, 1), status="closed", closed_on=date(2026, 3, 2))
    ben = client.as_("ben")
    q = searched(ben, "fall").tree.xpath("//main//input[@name='q']/@value")[0]

    def found(filters):
        return titles(ben.get(f"{SEARCH}?q={q}&{filters}"))

    assert found("") == ["Fall three", "Fall two", "Fall one"]
    assert found("status=closed") == ["Fall three"]
    assert found(f"site={ROSEWOOD_LODGE}") == ["Fall two"]
    assert found("from=2026-02-01&to=2026-02-28") == ["Fall two"]
    assert found("kind=incident&to=2026-01-31") == ["Fall one"]
    assert found("kind=nothing") == []
    assert found("status=x&site=x&from=x&to=x&after=x") == []


def test_of_very_many_sites_one_is_typed(app, client, kept):
    kept(opened, "Fall one")
    kept(opened, "Fall two", site=ROSEWOOD_LODGE)
    for number in range(MOST_LISTED):
        add_site(app, f"1-7{number:08d}", f"Elm House {number}")
    ben = client.as_("ben")
    q = searched(ben, "fall").tree.xpath("//main//input[@name='q']/@value")[0]
    one = ben.get(f"{SEARCH}?q={q}&site=rose+lodge")
    several = ben.get(f"{SEARCH}?q={q}&site=rose")

    assert (titles(one), one.tree.xpath("//*[@id='filter-site']/@value")) == (["Fall two"], ["Rosewood Lodge"])
    assert ("Which site do you mean?" in several.words, titles(several)) == (True, ["Fall two", "Fall one"])
    assert titles(ben.get(SEARCH + several.links()["Rosewood Lodge"])) == ["Fall two"]


def test_pages_hold_fifty_and_miss_none(client, act_and_commit):
    with act_and_commit("ben") as uow:
        for number in range(120):
            opened(uow, f"Fall {number}", on=date(2026, 1, 1 + number % 9))
    ben, seen = client.as_("ben"), []
    page = searched(ben, "fall")
    while True:
        seen.append(titles(page))
        following = page.links().get("Next page")
        if following is None:
            break
        page = ben.get(SEARCH + following)

    assert [len(one) for one in seen] == [50, 50, 20]
    assert len({title for one in seen for title in one}) == 120


def test_the_register_is_searched_too_by_those_who_may(client):
    page = searched(client.as_("asha"), "rosewood l", tenant="northshire")

    assert "Rosewood Lodge" in page.links()
    assert "Rosewood Lodge" not in searched(client.as_("ade"), "rosewood l").text


def test_whoever_can_find_nothing_has_no_box(client):
    assert 'role="search"' in client.as_("ben").get("/t/rosewood/").text
    assert 'role="search"' not in client.as_("mia").get("/t/rosewood/").text


def test_a_change_is_found_and_what_was_there_before_is_not(client, kept):
    incident = kept(completed, what_happened="By the tulips.")
    ben = client.as_("ben")
    ben.post(f"{path(incident)}/edit", {"what_happened": "By the daffodils."})

    assert titles(searched(ben, "daffodil")) == ["Fall at Rosewood House"]
    assert titles(searched(ben, "tulip")) == []


def test_a_copy_nobody_opened_is_found_by_what_its_line_shows_alone(app, client, kept):
    kept(completed)
    run_waiting_jobs(app)
    asha = client.as_("asha")
    before = [titles(searched(asha, words, "northshire")) for words in ("fall", "house", "harm", "rosewood care")]
    listed = asha.get("/t/northshire/records/incident/")
    href = listed.tree.xpath("//tbody//a/@href")[0]
    asha.post(f"{href}/open", form_at=href)

    assert before == [[], [], [], ["New from Rosewood Care"]]
    assert titles(searched(asha, "fall house", "northshire")) == ["Fall at Rosewood House"]


def test_a_plugin_that_is_off_is_not_found(client, kept, act_and_commit):
    kept(completed)
    with act_and_commit("ade") as uow:
        uow.session.execute(text("UPDATE portal.tenant_plugin SET switched_on = false"))

    assert titles(searched(client.as_("ben"), "shower")) == []


def test_what_a_care_worker_reports_is_found_by_those_who_work_on_it(client, kept):
    kept(reported, by="mia")

    assert titles(searched(client.as_("ben"), "shower")) == ["Somebody hurt at Rosewood House"]
    assert titles(searched(client.as_("mia"), "shower")) == []


@pytest.mark.parametrize("name", ["cora", "vera", "gil", "asha"])
def test_another_organisation_finds_nothing(client, kept, persona, name):
    kept(completed)

    assert titles(searched(client.as_(name), "shower", persona(name).home)) == []


def test_a_cursor_of_a_record_that_is_not_there_is_only_a_place_in_the_list(client, kept):
    kept(opened, "Fall", on=date(2026, 2, 1))
    ben = client.as_("ben")
    q = searched(ben, "fall").tree.xpath("//main//input[@name='q']/@value")[0]

    assert titles(ben.get(f"{SEARCH}?q={q}&after=2026-02-02_{new_id()}")) == ["Fall"]


def test_what_was_found_is_a_file_too(client, kept):
    incident = kept(completed)
    kept(opened, "Something else")
    ben = client.as_("ben")
    link = searched(ben, "shower").links()["CSV"]

    assert ben.get(link).response.get_data(as_text=True).splitlines()[1:] == [
        f"Incident,{incident.reference},Fall at Rosewood House,Being worked on,Rosewood House,2026-03-04,"
    ]
