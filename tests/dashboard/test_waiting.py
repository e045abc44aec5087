"""Waiting for you, and waiting for others: legal first, each with its date, its force and one verb."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.diary.waiting import MOST_AT_HOME, waiting_for_you
from portal.exchange.models import Receipt, Room
from portal.exchange.services import open_receipt
from portal.exchange.talking import ask_question
from portal.tenants.services import propose_link
from portal.worker import run_waiting_jobs
from tests.casework.incidents import completed, opened, path, reported
from tests.dashboard.reading import lines
from tests.diary.clocks import NOW, clock


def test_a_new_report_waits_with_its_date_its_force_and_its_verb(client, kept_report):
    page = client.as_("ben").get("/t/rosewood/")

    assert lines(page, "Waiting for you")[0].startswith(
        "A manager looks at the first report Somebody hurt at Rosewood House Local target: Thursday 5 March 2026"
    )
    verbs = page.tree.xpath('//section[@aria-labelledby="waiting-for-you"]//a')
    assert verbs[0].get("href") == path(kept_report)
    assert verbs[0].text == "Open"


@pytest.fixture
def kept_report(act_and_commit):
    with act_and_commit("mia") as uow:
        return reported(uow)


def test_the_law_comes_first_then_prompt_duties_then_what_is_expected_then_local_targets(act):
    uow = act("ben")
    record = opened(uow, "Fall")
    for label, binding, hours in (
        ("Local", "local", 1),
        ("Expected", "guidance", 2),
        ("Prompt", "promptness", 3),
        ("Legal, later", "statute", 90),
        ("Legal, sooner", "statute", 80),
    ):
        clock(uow, record, label, binding, hours=hours)
    uow.session.flush()

    with uow_request(act, uow):
        found = [one.what for one in waiting_for_you(uow).items]
    assert found == ["Legal, sooner", "Legal, later", "Prompt", "Expected", "Local"]


def uow_request(act, uow):
    from flask import current_app, g  # noqa: PLC0415 - the way into a request of this test's own

    context = current_app.test_request_context(f"/t/{uow.tenant.slug}/")
    context.push()
    g.tenant_slug = uow.tenant.slug
    return context


def test_no_more_than_a_dozen_lines_and_the_most_binding_ones(act):
    uow = act("ben")
    record = opened(uow, "Fall")
    for number in range(MOST_AT_HOME):
        clock(uow, record, f"Local {number}", "local", hours=1)
        clock(uow, record, f"Legal {number}", "statute", hours=99)
    uow.session.flush()

    with uow_request(act, uow):
        found = [one.what for one in waiting_for_you(uow).items]
    assert sorted(found) == sorted(f"Legal {number}" for number in range(MOST_AT_HOME))


def test_a_date_that_has_passed_says_so_in_words(client, act_and_commit):
    with act_and_commit("ben") as uow:
        clock(uow, opened(uow, "Fall"), "Tell the regulator", "statute", hours=-26)
    line = lines(client.as_("ben").get("/t/rosewood/"), "Waiting for you")[0]

    assert line.startswith("Tell the regulator Fall Legal deadline: Tuesday 3 March 2026 – overdue")


def test_a_prompt_duty_has_no_date_but_says_how_long_you_have_known(client, act_and_commit):
    with act_and_commit("ben") as uow:
        clock(uow, opened(uow, "Fall"), "Tell the regulator", "promptness")
    line = lines(client.as_("ben").get("/t/rosewood/"), "Waiting for you")[0]

    assert "Prompt duty: 5 hours ago; local prompt at Friday 6 March 2026 at 10:00" in line


@pytest.mark.parametrize("how", ["met", "waived"])
def test_what_is_done_or_not_needed_no_longer_waits(client, act_and_commit, how):
    done = {"met_at": NOW} if how == "met" else {"waived_at": NOW, "waived_reason": "Not needed"}
    with act_and_commit("ben") as uow:
        clock(uow, opened(uow, "Fall"), "Tell the regulator", "statute", **done)

    assert lines(client.as_("ben").get("/t/rosewood/"), "Waiting for you") == []


@pytest.mark.parametrize("name", ["mia", "rhona", "ade"])
def test_nobody_is_asked_for_what_they_may_not_do(client, kept_report, name):
    assert "Nothing waits for you." in client.as_(name).get("/t/rosewood/").words


def test_a_restricted_case_waits_for_those_who_may_see_it(client, act_and_commit):
    with act_and_commit("ben") as uow:
        clock(uow, opened(uow, "Restricted", compartment="safeguarding"), "Tell the regulator", "statute")

    waits = {name: lines(client.as_(name).get("/t/rosewood/"), "Waiting for you") != [] for name in ("ben", "ruth")}
    assert waits == {"ben": True, "ruth": False}


def test_what_arrived_waits_without_telling_what_it_says(app, client, act_and_commit):
    with act_and_commit("ben") as uow:
        completed(uow)
    run_waiting_jobs(app)
    line = lines(client.as_("asha").get("/t/northshire/"), "Waiting for you")[0]

    assert line.startswith("Incident from Rosewood Care Rosewood House")
    assert "Fall" not in line


def test_a_proposal_waits_for_one_side_and_is_awaited_by_the_other(client, act_and_commit):
    with act_and_commit("gil") as uow:
        propose_link(uow, end_key="commissions:to", slug="westmere", carries=(), may_hold_back=True, kinds=())

    gil = client.as_("gil").get("/t/glenview/")
    assert lines(gil, "Waiting for others") == [
        "westmere to answer your proposal of a link See westmere to answer your proposal of a link"
    ]
    wes = {name: lines(client.as_(name).get("/t/westmere/"), "Waiting for you") for name in ("cora",)}
    assert wes == {"cora": []}


def test_a_question_is_awaited_by_who_asked_and_waits_for_who_is_asked(app, client, act_and_commit):
    with act_and_commit("ben") as uow:
        incident = completed(uow)
    run_waiting_jobs(app)
    with act_and_commit("asha") as uow:
        for receipt in uow.session.scalars(select(Receipt)):
            open_receipt(uow, receipt)
        ask_question(uow, uow.session.scalars(select(Room)).one(), body="How is she now?")
    run_waiting_jobs(app)

    asha, ben = client.as_("asha").get("/t/northshire/"), client.as_("ben").get("/t/rosewood/")
    assert lines(asha, "Waiting for others")[0].startswith("Rosewood Care to answer your question")
    assert "Local target: " in lines(asha, "Waiting for others")[0]
    answer = next(one for one in ben.tree.xpath("//main//a") if (one.text or "").startswith("Answer"))
    assert answer.get("href").startswith(path(incident))
