"""Closure days: what may be entered, what they move, and who may say so."""

from __future__ import annotations

from datetime import date

import pytest

from portal.core.errors import NotPermittedError, PortalError
from portal.deadlines.closures import add_closure_day
from portal.deadlines.queries import deadlines_of
from portal.deadlines.services import start_deadline
from portal.worker import run_waiting_jobs
from tests.casework.incidents import opened

PAGE = "/t/rosewood/closure-days/"
TUESDAY = date(2026, 3, 3)
FAIR = {"day-day": "5", "day-month": "3", "day-year": "2027", "name": "Fair"}


@pytest.fixture
def ade(client):
    return client.as_("ade")


def test_the_administrator_adds_a_day_and_takes_it_away(ade):
    assert ade.post(PAGE, FAIR).location == PAGE
    assert ade.get(PAGE).summary["Friday 5 March 2027"] == "Fair"

    action = ade.get(PAGE).tree.xpath("//form[contains(@action, '/remove')]/@action")[0]
    assert ade.post(action, form_at=PAGE).location == PAGE
    assert ade.get(PAGE).summary == {}


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"day-year": "2020"}, "is in a past year"),
        ({"day-day": "6"}, "does not count anyway: it is a Saturday. Enter the weekday given in its place"),
        ({"day-year": "2101"}, "Enter a day before the end of 2100"),
        ({"day-day": "31", "day-month": "2"}, "must be a real date"),
        ({"name": " "}, "Enter what the day is called"),
    ],
)
def test_what_cannot_be_is_refused_in_words(ade, typed, error):
    page = ade.post(PAGE, FAIR | typed)

    assert len(page.errors) == 1
    assert error in page.errors[0]
    assert ade.get(PAGE).summary == {}


def test_a_day_is_on_the_list_once(ade):
    ade.post(PAGE, FAIR)

    assert ade.post(PAGE, FAIR).errors == ["Friday 5 March 2027 is on the list already"]


@pytest.mark.parametrize("name", ["ben", "mia", "ruth"])
def test_nobody_else_may(client, name):
    assert client.as_(name).get(PAGE).status_code == 403


def test_the_service_asks_for_the_power_itself(act):
    with pytest.raises(NotPermittedError):
        add_closure_day(act("ben"), day=date(2026, 3, 5), name="Fair")


def test_another_organisation_has_its_own(client, ade):
    ade.post(PAGE, FAIR)

    assert client.as_("noor").get("/t/northshire/closure-days/").summary == {}


def test_it_moves_what_is_local_and_no_legal_limit(app, act, act_and_commit):
    with act_and_commit("ben") as uow:
        record = opened(uow, "Fall")
        uow.session.flush()
        for code in ("REC-2WD", "CMP-E-ACK"):
            start_deadline(uow, code, record, from_=TUESDAY)
    with act_and_commit("ade") as uow:
        add_closure_day(uow, day=date(2026, 3, 5), name="Fair")
    run_waiting_jobs(app)

    due = {one.rule_code: one.due_on for one in deadlines_of(act("ben"), record.id)}
    assert due == {"REC-2WD": date(2026, 3, 6), "CMP-E-ACK": date(2026, 3, 6)}


def test_a_clock_that_starts_afterwards_knows_of_it(act_and_commit, act):
    with act_and_commit("ade") as uow:
        add_closure_day(uow, day=date(2026, 3, 5), name="Fair")
    uow = act("ben")
    record = opened(uow, "Fall")
    uow.session.flush()

    clock = start_deadline(uow, "REC-2WD", record, from_=TUESDAY)
    assert "Not counted: Thursday 5 March 2026 (Fair)." in str(clock.working_out)


def test_the_page_of_moved_dates_shows_both_and_why(app, client, act_and_commit):
    with act_and_commit("ben") as uow:
        record = opened(uow, "Fall in the hall")
        uow.session.flush()
        start_deadline(uow, "REC-2WD", record, from_=TUESDAY)
    with act_and_commit("ade") as uow:
        add_closure_day(uow, day=date(2026, 3, 5), name="Fair")
    run_waiting_jobs(app)

    words = client.as_("ben").get("/t/rosewood/dates/moved").words
    assert "Thursday 5 March 2026" in words
    assert "Friday 6 March 2026" in words
    assert "Closure day added: Thursday 5 March 2026" in words
    assert "Fall in the hall" not in client.as_("ade").get("/t/rosewood/dates/moved").words
    assert "Fall in the hall" not in client.as_("gil").get("/t/glenview/dates/moved").words


def test_the_same_day_entered_twice_at_once_is_refused_by_the_database_too(act):
    uow = act("ade")
    add_closure_day(uow, day=date(2026, 3, 5), name="Fair")

    with pytest.raises(PortalError, match="on the list already"):
        add_closure_day(uow, day=date(2026, 3, 5), name="Fair again")
