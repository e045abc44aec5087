"""Own targets: an organisation's number in place of a default, and never in place of a verified law."""

from __future__ import annotations

from datetime import date

import pytest

from portal.core.errors import NotFoundError, NotPermittedError, PortalError
from portal.core.nations import Nation
from portal.deadlines.closures import add_closure_day
from portal.deadlines.queries import deadlines_of
from portal.deadlines.services import start_deadline
from portal.deadlines.targets import set_target, target_of, targets
from portal.worker import run_waiting_jobs
from tests.casework.incidents import opened

PAGE = "/t/rosewood/targets/"
TUESDAY, WEDNESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)
NEXT_WEDNESDAY = date(2026, 3, 11)


@pytest.fixture
def ade(client):
    return client.as_("ade")


def set_two_days(uow, number=5, since=WEDNESDAY):
    set_target(uow, target_of(uow, "REC-2WD"), number=number, since=since, reason="Agreed in the spring")


def clock(uow, code="REC-2WD", day=WEDNESDAY):
    return start_deadline(uow, code, opened(uow, "Fall"), from_=day)


def test_what_begins_from_that_day_on_has_the_organisations_number(act):
    uow = act("ben")
    set_two_days(uow)

    assert clock(uow).due_on == NEXT_WEDNESDAY
    assert clock(uow, day=TUESDAY).due_on == date(2026, 3, 5)


def test_the_clock_says_whose_number_it_is_and_what_the_default_comes_from(act):
    uow = act("ben")
    default = clock(uow).source
    set_two_days(uow)

    assert clock(uow).source == f"Rosewood Care: 5 working days. {default}"


def test_without_a_number_the_default_counts_again(act):
    uow = act("ben")
    set_two_days(uow)
    set_two_days(uow, number=None)

    assert clock(uow).due_on == date(2026, 3, 6)


def test_a_clock_that_runs_keeps_its_number_when_its_calendar_changes(app, act, act_and_commit):
    with act_and_commit("ade") as uow:
        set_two_days(uow)
    with act_and_commit("ben") as uow:
        record = opened(uow, "Fall")
        start_deadline(uow, "REC-2WD", record, from_=WEDNESDAY)
    with act_and_commit("ade") as uow:
        set_two_days(uow, number=1)
        add_closure_day(uow, day=THURSDAY, name="Fair")
    run_waiting_jobs(app)

    found = next(one for one in deadlines_of(act("ben"), record.id) if one.rule_code == "REC-2WD")
    assert found.due_on == date(2026, 3, 12)


def test_the_prompt_of_a_duty_is_the_organisations_and_its_date_nobodys(act):
    uow = act("ben")
    set_target(uow, target_of(uow, "NOT-E-18A"), number=12, since=WEDNESDAY, reason="Sooner")
    found = clock(uow, "NOT-E-18A")

    assert found.due_on is None
    assert (found.prompt_at - found.started_at).total_seconds() == 12 * 3600


@pytest.mark.parametrize("code", ["RIDDOR-10", "CMP-E-ACK-NONE", "AUD-REQ"])
def test_a_verified_law_and_what_has_no_such_number_cannot_be_set(act, code):
    with pytest.raises(NotFoundError):
        target_of(act("ade"), code)


def test_the_list_holds_no_verified_number_of_the_law(act):
    for one in targets(act("ade")):
        assert one.rule.binding.value in {"local", "promptness"} or not one.rule.verified


def test_only_the_nations_one_works_in_are_listed(act):
    uow = act("ade")
    nations = {Nation(uow.tenant.nation)}

    assert all(one.rule.nations & nations for one in targets(uow))


@pytest.mark.parametrize(("number", "since"), [(0, WEDNESDAY), (261, WEDNESDAY), (5, TUESDAY)])
def test_what_cannot_be_is_refused(act, number, since):
    with pytest.raises(PortalError):
        set_two_days(act("ade"), number=number, since=since)


def test_a_care_worker_sets_none(act, client):
    uow = act("mia")
    with pytest.raises(NotPermittedError):
        set_target(uow, target_of(uow, "REC-2WD"), number=1, since=WEDNESDAY, reason="")
    assert client.as_("mia").get(PAGE).status_code == 403


def test_the_page_sets_it_and_says_so(ade):
    day = {"since-day": "1", "since-month": "3", "since-year": "2090", "reason": "Agreed in the spring"}

    assert ade.post(f"{PAGE}REC-2WD", {"number": "5", **day}).location == PAGE
    assert ade.get(f"{PAGE}REC-2WD").summary["From Wednesday 1 March 2090"] == "5 working days. Agreed in the spring"
    assert ade.post(f"{PAGE}REC-2WD", {"number": "0", **day}).errors == ["Enter a number from 1 to 260"]


def test_another_organisation_keeps_the_default(act, act_and_commit):
    with act_and_commit("ade") as uow:
        set_two_days(uow)

    assert clock(act("asha")).due_on == date(2026, 3, 6)
