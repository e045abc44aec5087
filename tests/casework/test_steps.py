"""Steps of a record's life: which are offered, which are refused and why, and what one leaves behind."""

from __future__ import annotations

from datetime import date

import pytest

from plugins.incidents.models import Incident
from portal.core.errors import PortalError
from portal.records.queries import notes_of, timeline
from portal.records.services import move_record
from tests.casework.incidents import opened, path, reported

NOTHING_MORE_TO_DO = {
    "facts_confirmed_at": None,
    "not_notifiable_by": "00000000-0000-7000-8000-000000000001",
    "not_notifiable_reason": "Nothing in it is notifiable.",
    "no_learning_reason": "A one-off.",
}
CLOSED = {"status": "closed", "closed_on": date(2026, 3, 2)}


def ready(uow, **columns):
    """An incident with everybody told and everything learned."""
    return opened(uow, "Fall", **{"status": "notified", **NOTHING_MORE_TO_DO, **columns})


def step(uow, key):
    return next(one for one in uow.plugins.kind("incident").lifecycle.transitions if one.key == key)


def test_closing_dates_the_closing_and_tells_the_trail(act):
    uow = act("ben")
    incident = move_record(uow, ready(uow), step(uow, "close"))
    uow.session.flush()

    assert (incident.status, incident.closed_on, incident.row_version) == ("closed", date(2026, 3, 4), 2)
    assert timeline(uow, incident.id)[0].act == "record.close"


def test_reopening_takes_the_date_back_and_keeps_the_reason_as_a_note(act):
    uow = act("ben")
    incident = move_record(uow, ready(uow, **CLOSED), step(uow, "reopen"), reason="The family rang.")
    uow.session.flush()

    assert (incident.status, incident.closed_on) == ("notified", None)
    assert [note.words for note in notes_of(uow, incident.id)] == ["The family rang."]


@pytest.mark.parametrize("status", ["reported", "triaged", "notifying", "closed"])
def test_a_step_that_does_not_fit_the_status_is_refused(act, status):
    uow = act("ben")
    incident = ready(uow, status=status, closed_on=date(2026, 3, 2) if status == "closed" else None)

    with pytest.raises(PortalError, match="This step does not fit now: the record is “"):
        move_record(uow, incident, step(uow, "close"))
    assert incident.status == status


def test_a_step_whose_guard_objects_is_refused_with_every_reason(act):
    uow = act("ben")
    incident = ready(uow, not_notifiable_by=None, no_learning_reason=None)

    with pytest.raises(PortalError) as refused:
        move_record(uow, incident, step(uow, "close"))
    assert refused.value.message == (
        "Work out who must be told, or decide that nobody must be."
        " Record what was learned, or why there was nothing to learn."
    )


def test_reopening_without_a_reason_is_refused_on_its_question(act):
    uow = act("ben")

    with pytest.raises(PortalError) as refused:
        move_record(uow, ready(uow, **CLOSED), step(uow, "reopen"), reason="")
    assert refused.value.field == "reason"


@pytest.mark.parametrize(
    ("columns", "offered"), [({}, "Close the incident"), (CLOSED, "Reopen"), ({"status": "reported"}, None)]
)
def test_the_page_offers_the_steps_that_fit(client, kept, columns, offered):
    links = client.as_("ben").get(path(kept(ready, **columns))).links()

    assert {"Close the incident", "Reopen"} & links.keys() == ({offered} if offered else set())


def test_the_page_before_the_step_says_what_is_still_missing(client, kept):
    page = client.as_("ben").get(f"{path(kept(reported))}/steps/close")

    assert page.heading == "Close the incident"
    assert "Not yet. First: Work out who must be told, or decide that nobody must be." in page.words
    assert page.form() == {}


def test_a_step_taken_is_told_on_the_records_page(client, kept):
    incident = kept(ready)
    ben = client.as_("ben")
    done = ben.post(f"{path(incident)}/steps/close")

    assert done.location == path(incident)
    assert "Ben Hargreaves closed the incident" in ben.get(path(incident)).words


def test_a_step_sent_twice_is_taken_once(client, kept, act_and_commit):
    incident = kept(ready)
    ben = client.as_("ben")
    form = ben.get(f"{path(incident)}/steps/close").form()
    answers = [ben.post_raw(f"{path(incident)}/steps/close", form) for _time in range(2)]

    assert [one.location for one in answers] == [path(incident)] * 2
    with act_and_commit("ben") as uow:
        acts = [one.act for one in timeline(uow, incident.id)]
    assert acts.count("record.close") == 1


def test_a_reason_that_is_missing_is_asked_for(client, kept):
    page = client.as_("ben").post(f"{path(kept(ready, **CLOSED))}/steps/reopen")

    assert page.errors == ["Say why."]


@pytest.mark.parametrize("name", ["ruth", "rhona", "mia", "ade"])
def test_who_may_not_close_is_refused(client, kept, act_and_commit, name):
    incident = kept(ready)
    browser = client.as_(name)

    assert browser.get(f"{path(incident)}/steps/close").status_code in {403, 404}
    form = client.as_("ben").get(f"{path(incident)}/steps/close").form()
    assert browser.post_raw(f"{path(incident)}/steps/close", form).status_code >= 400
    with act_and_commit("ben") as uow:
        assert uow.session.get_one(Incident, (incident.tenant_id, incident.id)).status == "notified"


def test_an_officer_is_told_that_her_role_does_not_include_it(client, kept):
    page = client.as_("ruth").get(f"{path(kept(ready))}/steps/close")

    assert (page.status_code, page.heading) == (403, "Your role does not include this")


def test_a_step_nobody_declared_is_not_found(client, kept):
    assert client.as_("ben").get(f"{path(kept(ready))}/steps/burn").status_code == 404


@pytest.mark.parametrize("page", ["steps/close", "restrict"])
def test_a_received_copy_is_not_its_receivers_to_move(client, copy, page):
    assert client.as_("sam").get(f"{path(copy, 'northshire')}/{page}").status_code == 404
