"""What is no clock of a rule waits too: actions to do, to answer or to verify."""

from __future__ import annotations

from datetime import date

from portal.people.access import PROPOSED
from portal.people.services import NeedsTold, record_needs
from portal.worker import run_waiting_jobs
from tests.actions.plan import ask, finish, set_action
from tests.dashboard.reading import lines, parts, words
from tests.people.folk import affected, asked, known


def duties(client, name, tenant="rosewood", query=""):
    page = client.as_(name).get(f"/t/{tenant}/to-do/{query}")
    return [words(one) for one in page.tree.xpath('//main//*[@class="portal-list__what"]')]


def test_an_action_waits_for_whom_it_was_given_to_under_the_day_it_is_due(client, act_and_commit):
    with act_and_commit("ben") as uow:
        made = set_action(uow, owner="ruth", due_on=date(2026, 3, 6))
    page = client.as_("ruth").get("/t/rosewood/to-do/")

    assert parts(page) == ["This week (1)"]
    assert lines(page, "This week (1)")[0].startswith(
        f"Action given to you {made.title} · Rosewood House · {made.reference} Local target: Friday 6 March 2026"
    )
    assert page.links()[f"Open Action given to you {made.title}"] == f"/t/rosewood/actions/{made.id}"
    assert duties(client, "ben") == []


def test_a_done_action_waits_for_somebody_else_to_verify_it(client, act_and_commit):
    with act_and_commit("ben") as uow:
        finish(uow, set_action(uow, owner="ben"))

    assert {name: duties(client, name) for name in ("ben", "ruth", "rhona", "mia")} == {
        "ben": [],
        "ruth": ["Action to be verified"],
        "rhona": [],
        "mia": [],
    }


def test_an_action_another_organisation_asks_for_waits_for_an_answer(app, client, act_and_commit):
    with act_and_commit("asha") as uow:
        ask(uow)
    run_waiting_jobs(app)

    assert duties(client, "ben") == ["Northshire Council proposes an action"]
    assert duties(client, "asha", "northshire") == []


def test_actions_can_be_asked_for_alone(client, act_and_commit):
    with act_and_commit("ben") as uow:
        set_action(uow)

    assert duties(client, "ben", query="?kind=action") == ["Action given to you"]
    assert duties(client, "ben", query="?kind=incident") == []


def test_somebody_is_asked_again_what_they_need_and_no_list_names_them(client, act_and_commit):
    with act_and_commit("ben") as uow:
        person, _incident = affected(uow, restricted=True)
        record_needs(uow, person, NeedsTold(asked_on=date(2025, 3, 6), review_on=date(2026, 3, 6)))
        later, _incident = affected(uow, "Ann Lee")
        record_needs(uow, later, NeedsTold(asked_on=date(2025, 3, 6), review_on=date(2026, 3, 8)))
    page = client.as_("ben").get("/t/rosewood/to-do/")

    assert page.links()["Open Ask somebody again what they need"] == f"/t/rosewood/people-in-records/{person.id}"
    assert [name for name in ("Joan", "Ann Lee") if name in page.text] == []
    waiting = {name: duties(client, name).count("Ask somebody again what they need") for name in ("ben", "ruth", "mia")}
    assert waiting == {"ben": 1, "ruth": 0, "mia": 0}


def test_a_subject_access_request_waits_with_its_date_for_those_who_may_see_it(client, act_and_commit):
    with act_and_commit("dora") as uow:
        asked(uow, known(uow))

    assert "Answer the subject access request" in duties(client, "dora")
    assert "Answer the subject access request" not in duties(client, "ben")


def test_an_answer_waits_for_somebody_else_to_release_it(client, act_and_commit):
    with act_and_commit("dora") as uow:
        request = asked(uow, known(uow))
        request.status, request.proposed_by, request.proposed_at = PROPOSED, uow.actor.user_id, uow.now
    waiting = {name: "Read and release an answer" in duties(client, name) for name in ("dora", "piet", "ben")}

    assert waiting == {"dora": False, "piet": True, "ben": False}
