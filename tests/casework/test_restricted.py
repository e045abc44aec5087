"""Restricted records: who is not in the compartment finds the same as where there is nothing."""

from __future__ import annotations

import pytest
import time_machine

from plugins.incidents.models import Incident
from portal.core.ids import new_id
from portal.records.queries import notes_of, timeline
from portal.records.services import add_note, restrict_record
from tests.casework.incidents import LIST, completed, opened, path, reported

CANARY = "Quillfeather"
PAGES = ("", "/edit", "/print", ".pdf", "/steps/close", "/restrict")
SENT = ("/open", "/notes", "/steps/close", "/restrict", "/edit")


def restricted(uow):
    """A completed fall with a note and its clocks, then restricted."""
    incident = completed(uow, what_happened=CANARY)
    add_note(uow, incident, words=CANARY)
    return restrict_record(uow, incident, compartment="safeguarding", reason=f"{CANARY}, about a colleague")


@pytest.fixture
def hidden(kept):
    return kept(restricted)


def answered(page):
    """The whole answer, but for the number of the request."""
    number = page.response.headers["X-Request-Id"]
    headers = [(name, value) for name, value in page.response.headers if name != "X-Request-Id"]
    return page.status_code, page.text.replace(number, "-"), headers


@pytest.mark.parametrize("page", PAGES)
def test_its_pages_are_byte_for_byte_those_of_nothing(client, hidden, page):
    ruth = client.as_("ruth")
    there, nowhere = (ruth.get(f"{LIST}{one}{page}") for one in (hidden.id, new_id()))

    assert there.status_code == 404
    assert answered(there) == answered(nowhere)


@pytest.mark.parametrize("page", SENT)
def test_what_is_sent_to_it_is_answered_like_what_is_sent_nowhere(client, kept, hidden, page):
    ruth = client.as_("ruth")
    form = ruth.get(f"{path(kept(reported))}/edit").form()
    token = {"csrf_token": form["csrf_token"]}
    there, nowhere = (ruth.post_raw(f"{LIST}{one}{page}", token) for one in (hidden.id, new_id()))

    assert there.status_code == 404
    assert answered(there) == answered(nowhere)


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/records/incident/",
        "/records/incident.csv",
        "/records/incident/?status=triaged",
        "/providers/our-sites",
        "/sharing/",
    ],
)
def test_no_list_or_figure_changes_by_it(client, act_and_commit, kept, page):
    """The same pages before and after one more restricted record: not a byte differs for an officer."""
    ruth = client.as_("ruth")
    kept(completed)
    with time_machine.travel("2026-03-04T10:00:00Z", tick=False):  # a form's token says when it was made
        before = ruth.get(f"/t/rosewood{page}")
        kept(lambda uow: opened(uow, CANARY, compartment="safeguarding", status="triaged"))
        after = ruth.get(f"/t/rosewood{page}")

    assert answered(before)[1] == answered(after)[1]
    assert CANARY in client.as_("ben").get(LIST).text


def test_the_manager_still_reads_it_and_sees_that_it_is_restricted(client, hidden):
    page = client.as_("ben").get(path(hidden))

    assert page.heading == "Fall at Rosewood House"
    assert "Restricted" in page.words
    assert "Only people with a restricted role" in page.words
    assert CANARY in page.words


def test_everything_that_hangs_on_it_goes_with_it(hidden, act_and_commit):
    with act_and_commit("ruth") as uow:
        assert uow.session.get(Incident, (hidden.tenant_id, hidden.id)) is None
        assert (list(timeline(uow, hidden.id)), list(notes_of(uow, hidden.id))) == ([], [])


def test_an_officer_cannot_move_a_record_where_she_could_not_see_it(client, kept):
    incident = kept(reported)
    page = client.as_("ruth").post(f"{path(incident)}/restrict", {"compartment": "safeguarding", "reason": "Private"})

    assert page.errors == ["You cannot move a record where you could not see it."]
    assert client.as_("ruth").get(path(incident)).status_code == 200


def test_restricting_needs_a_reason(client, kept):
    page = client.as_("ben").post(f"{path(kept(reported))}/restrict", {"compartment": "safeguarding"})

    assert page.errors == ["Say why"]


@pytest.mark.parametrize("compartment", ["speak_up", "organisation", "nowhere", ""])
def test_there_is_no_other_place_to_put_it(client, kept, compartment):
    page = client.as_("ben").post(f"{path(kept(reported))}/restrict", {"compartment": compartment, "reason": "Why not"})

    assert page.status_code == 200
    assert page.errors


def test_a_restricted_record_can_be_opened_to_everybody_again(client, hidden):
    client.as_("ben").post(f"{path(hidden)}/restrict", {"compartment": "general", "reason": "It was nothing."})

    assert client.as_("ruth").get(path(hidden)).status_code == 200


def test_its_reporter_still_finds_what_they_sent_and_no_more(client, act_and_commit):
    with act_and_commit("mia") as uow:
        incident = reported(uow, what_happened="I saw it myself.")
    with act_and_commit("ben") as uow:
        restrict_record(
            uow,
            uow.session.get_one(Incident, (incident.tenant_id, incident.id)),
            compartment="safeguarding",
            reason="Staff",
        )
    mia = client.as_("mia")

    assert "I saw it myself." in mia.get(f"/t/rosewood/incidents/reports/{incident.reference}").words
    assert mia.get(path(incident)).status_code in {403, 404}
