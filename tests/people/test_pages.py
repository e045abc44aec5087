"""What people find on the pages of people, and what is on no page."""

from __future__ import annotations

import pytest
import time_machine

from portal.people.services import merge_people
from portal.worker import run_waiting_jobs
from tests.casework.incidents import LIST, opened, path
from tests.people.folk import JOAN, NOW, affected, asked, known, needs_large_print

HOME = "/t/rosewood/people-in-records/"
ACCESS = "/t/rosewood/subject-access/"


@pytest.fixture(autouse=True)
def wednesday():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def joan(act_and_commit):
    with act_and_commit("ben") as uow:
        person, incident = affected(uow)
        needs_large_print(uow, person)
    return person, incident


def test_a_name_is_sent_and_never_part_of_an_address(client, joan):
    page = client.as_("ruth").post(HOME, {"name": "joan"})

    assert (page.status_code, page.location) == (200, None)
    assert page.links()[JOAN] == f"{HOME}{joan[0].id}"


def test_who_finds_nobody_is_told(client, joan):
    assert "Nobody by that name" in client.as_("ruth").post(HOME, {"name": "nobody"}).words


def test_a_persons_page_says_what_they_need_and_where_they_stand(client, joan):
    person, incident = joan
    page = client.as_("ruth").get(f"{HOME}{person.id}")

    assert (page.heading, page.summary["Sent to them as"]) == (JOAN, "Large print")
    assert "Needs Large print; Lipspeaker, or a clear view of the face" in page.words
    assert f"Incident {incident.reference} Person affected" in page.words


def test_no_title_of_a_page_names_them(client, joan):
    person, _incident = joan
    for address in ("", "/edit", "/needs"):
        page = client.as_("ruth").get(f"{HOME}{person.id}{address}")
        assert "Joan" not in page.tree.findtext(".//title")


def test_another_organisation_finds_no_such_person(client, joan):
    assert client.as_("cora").get(f"/t/westmere/people-in-records/{joan[0].id}").status_code == 404


@pytest.mark.parametrize("name", ["rhona", "mia", "ade"])
def test_who_may_not_know_people_is_refused(client, joan, name):
    assert client.as_(name).get(f"{HOME}{joan[0].id}").status_code == 403


def test_the_page_of_a_record_names_who_stands_in_it_to_those_who_may_know(client, joan):
    page = client.as_("ruth").get(path(joan[1]))

    assert f"{JOAN}, Person affected" in page.words
    assert "Joan" not in page.tree.findtext(".//title")


def test_a_reader_sees_the_record_without_names(client, joan):
    page = client.as_("rhona").get(path(joan[1]))

    assert page.status_code == 200
    assert "Joan" not in page.text


def test_lists_and_files_never_show_names(client, joan):
    browser = client.as_("ben")

    assert "Joan" not in browser.get(LIST).text
    assert "Joan" not in browser.get("/t/rosewood/records/incident.csv").text


def test_somebody_new_is_written_down_from_the_record(client, act_and_commit, act):
    with act_and_commit("ben") as uow:
        incident = opened(uow, "A fall")
    browser = client.as_("ruth")
    page = browser.post(f"{HOME}in/{incident.id}", {"role": "affected", "name": "Nell Gray"})
    done = browser.post_raw(f"{HOME}in/{incident.id}/choose", page.form(f"{HOME}in/{incident.id}/choose"))

    assert done.location == f"{path(incident)}#people"
    assert "Nell Gray, Person affected" in browser.get(path(incident)).words


def test_somebody_known_is_offered_first(client, act_and_commit, joan):
    with act_and_commit("ben") as uow:
        incident = opened(uow, "Another fall")
    browser = client.as_("ruth")
    page = browser.post(f"{HOME}in/{incident.id}", {"role": "witness", "name": "joan"})
    browser.post_raw(f"{HOME}in/{incident.id}/choose", page.form(f"{HOME}in/{incident.id}/choose"))

    assert page.heading == "Is it one of these?"
    assert f"{JOAN}, Saw or heard it" in browser.get(path(incident)).words


def test_a_role_the_kind_does_not_offer_is_refused(client, joan):
    page = client.as_("ruth").post(f"{HOME}in/{joan[1].id}", {"role": "complainant", "name": "joan"})

    assert page.errors == ["Choose one of the answers shown"]


def test_needs_are_recorded_as_they_were_told(client, act_and_commit):
    with act_and_commit("ben") as uow:
        person = known(uow)
    told = {"asked_on-day": "2", "asked_on-month": "3", "asked_on-year": "2026", "formats": "easy_read",
            "contact_method": "telephone", "may_share": "no"}  # fmt: skip
    client.as_("ruth").post(f"{HOME}{person.id}/needs", told)
    summary = client.as_("ruth").get(f"{HOME}{person.id}").summary

    assert (summary["Sent to them as"], summary["Get in touch by"], summary["Others may be told"]) == (
        "Easy read", "Telephone", "They said no",
    )  # fmt: skip


def test_changing_who_they_are_is_refused_from_an_old_page(client, joan):
    browser, address = client.as_("ruth"), f"{HOME}{joan[0].id}/edit"
    old = browser.get(address).form()
    browser.post(address, {"name": "Joan Neill"})
    page = browser.post_raw(address, {**old, "name": "Jean Neill"})

    assert page.errors == ["Somebody else saved this after you opened it."]


def test_two_entries_become_one_and_two_again(client, act_and_commit):
    with act_and_commit("ben") as uow:
        kept, other = known(uow), known(uow)
    browser = client.as_("ruth")
    browser.post(f"{HOME}{kept.id}/merge/{other.id}")
    assert "Merged into this one" in browser.get(f"{HOME}{kept.id}").words

    browser.post(f"{HOME}{other.id}/undo-merge", form_at=f"{HOME}{other.id}")
    assert "Merged into this one" not in browser.get(f"{HOME}{kept.id}").words


def test_a_merged_entry_leads_to_the_one_that_stands_for_both(client, act_and_commit):
    with act_and_commit("ben") as uow:
        kept, other = known(uow), known(uow)
        merge_people(uow, kept, other)

    assert client.as_("ruth").get(f"{HOME}{other.id}").links()["See that entry"] == f"{HOME}{kept.id}"


def test_taking_somebody_out_of_a_record_leaves_it_without_their_name(client, joan):
    browser = client.as_("ruth")
    page = browser.get(path(joan[1]))
    (way,) = [one.get("action") for one in page.tree.xpath("//form") if one.get("action", "").endswith("/remove")]
    browser.post_raw(way, page.form(way))

    assert "Joan" not in browser.get(path(joan[1])).text


@pytest.fixture
def request_id(app, act_and_commit, joan):
    with act_and_commit("dora") as uow:
        made = asked(uow, uow.session.get_one(type(joan[0]), (uow.tenant.id, joan[0].id))).id
    run_waiting_jobs(app, now=NOW)
    return made


@pytest.mark.parametrize("name", ["ben", "ruth"])
def test_a_manager_does_not_learn_from_any_page_that_somebody_asks(client, joan, request_id, name):
    browser = client.as_(name)
    addresses = ("/t/rosewood/", f"{HOME}{joan[0].id}", path(joan[1]), "/t/rosewood/to-do/", "/t/rosewood/calendar/")

    assert [one for one in addresses if "ubject access" in browser.get(one).text] == []
    assert browser.get(f"/t/rosewood/records/access_request/{request_id}").status_code == 403
    assert browser.get(f"{ACCESS}{request_id}/passages").status_code == 403


def test_the_lead_goes_from_the_request_to_its_answer(client, app, joan, request_id):
    dora, piet = client.as_("dora"), client.as_("piet")
    page = dora.get(f"/t/rosewood/records/access_request/{request_id}")
    assert "Answer the subject access request" in page.words
    dora.post(f"{ACCESS}{request_id}/identity", {"how": "Known in person"})
    for address in [
        one for text, one in dora.get(f"{ACCESS}{request_id}/passages").links().items() if "Decide:" in text
    ]:
        dora.post(address, {"decision": "include"})
    dora.post(f"{ACCESS}{request_id}/propose")
    piet.post(f"{ACCESS}{request_id}/release")
    run_waiting_jobs(app, now=NOW)
    given = dora.post(f"{ACCESS}{request_id}/given", {"chosen": "large_print"})

    assert given.status_code == 302
    assert dora.get(f"{ACCESS}{request_id}/pack.zip").response.data[:2] == b"PK"
    assert "Given" in dora.get(f"/t/rosewood/records/access_request/{request_id}").words


def test_the_file_cannot_be_had_before_it_is_released(client, request_id):
    assert client.as_("dora").get(f"{ACCESS}{request_id}/pack.zip").status_code == 404
