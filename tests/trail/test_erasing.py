"""Erasing takes what entries say for good; the log still verifies, and says that it was done."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from plugins.incidents.tests.steps import reported
from portal.core.db import db
from portal.core.principal import JobRun
from portal.core.queue import enqueue
from portal.trail.models import TrailEntry
from portal.trail.services import append_entry, erase_payloads
from portal.trail.verify import Check
from tests.trail.conftest import files

SECRET = "the-reason-names-somebody"


@pytest.fixture
def case(act_and_commit):
    """A case of Ben's whose trail holds words."""
    with act_and_commit("ben") as uow:
        incident = reported(uow)
        append_entry(uow, "tests.told", record_id=incident.id, reason=SECRET)
        return incident.id


@pytest.fixture
def may_erase(as_admin):
    as_admin("UPDATE auth.role SET powers = powers || '{erase}' WHERE key = 'manager'")


def about(uow, record_id):
    return uow.session.scalars(sa.select(TrailEntry).where(TrailEntry.record_id == record_id)).all()


def test_what_was_said_and_who_said_it_are_gone_and_the_commitments_stay(case, may_erase, act, act_and_commit):
    before = {one.id: one.commitment for one in about(act("ben"), case)}

    with act_and_commit("ben") as uow:
        assert erase_payloads(uow, case, basis="retention") == len(before)

    erased = [one for one in about(act("ben"), case) if one.act_class != "E"]
    assert {one.id: one.commitment for one in erased} == before
    assert {(one.payload, one.salt, one.actor_id) for one in erased} == {(None, None, None)}


def test_an_entry_says_that_it_was_done_and_on_what_basis(case, may_erase, act_and_commit, act):
    with act_and_commit("ben") as uow:
        count = erase_payloads(uow, case, basis="retention")

    [said] = [one for one in about(act("ben"), case) if one.act_class == "E"]
    assert (said.act, said.objects, said.payload["basis"], len(said.payload["erased"])) == (
        "trail.erased",
        count,
        "retention",
        count,
    )


@pytest.mark.parametrize("is_sealed_before", [True, False])
def test_the_log_is_whole_and_the_words_are_in_no_file(
    case, may_erase, act_and_commit, seal_log, exported, is_sealed_before
):
    if is_sealed_before:
        seal_log()
    with act_and_commit("ben") as uow:
        count = erase_payloads(uow, case, basis="retention")

    found = files(exported())

    check = Check(found)
    assert check.faults == []
    assert sum(line.startswith("Erased: ") for line in check.lines()) == count
    assert not [name for name, content in found.items() if SECRET.encode() in content]


def test_erasing_twice_takes_what_came_since_and_leaves_the_first_entry_alone(
    case, may_erase, act_and_commit, exported
):
    for expected in (True, False):
        with act_and_commit("ben") as uow:
            assert bool(erase_payloads(uow, case, basis="retention")) == expected

    assert Check(files(exported())).faults == []


def test_other_cases_keep_what_was_said(case, may_erase, act_and_commit, act):
    with act_and_commit("ben") as uow:
        other = reported(uow).id
    with act_and_commit("ben") as uow:
        erase_payloads(uow, case, basis="retention")

    assert {one.payload is None for one in about(act("ben"), other)} == {False}


def test_the_database_refuses_whoever_may_not_erase(case, act):
    with pytest.raises(DBAPIError, match="may not erase"):
        erase_payloads(act("ben"), case, basis="retention")


def test_another_organisation_erases_nothing_of_ours(case, may_erase, act_and_commit, act):
    with act_and_commit("sam") as uow:
        assert erase_payloads(uow, case, basis="retention") == 0

    assert {one.payload is None for one in about(act("ben"), case)} == {False}


def test_a_job_may_erase(app, case, act_and_commit, act):
    with act_and_commit("ben") as uow:
        request = enqueue(uow.session, "tests.erase", {})
    with app.app_context(), sa.orm.Session(db.engines["job"]) as session:
        session.info["principal"] = JobRun(request)
        gone = session.execute(sa.text("SELECT count(*) FROM trail.erase(:record)"), {"record": case}).scalar_one()
        session.commit()

    assert gone == len(about(act("ben"), case)) > 0


def test_the_timeline_of_an_erased_case_still_opens(case, may_erase, act_and_commit, client):
    with act_and_commit("ben") as uow:
        erase_payloads(uow, case, basis="retention")

    page = client.as_("ben").get(f"/t/rosewood/records/incident/{case}")

    assert (page.status_code, SECRET in page.text) == (200, False)
