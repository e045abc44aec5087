"""The pages that stop a clock, let it go on and give it more time, without scripts; and the record page afterwards."""

from __future__ import annotations

from datetime import date

import pytest

from portal.deadlines.services import start_deadline
from portal.worker import run_waiting_jobs
from tests.casework.incidents import opened, path
from tests.client import PortalClient

YESTERDAY = date(2026, 3, 3)  # a Tuesday; today is Wednesday 4 March 2026
REASON = "Asked for proof of identity."


def day(name: str, value: date) -> dict[str, str]:
    return {f"{name}-day": str(value.day), f"{name}-month": str(value.month), f"{name}-year": str(value.year)}


@pytest.fixture
def clocked(act_and_commit):
    """A record of Rosewood with a clock of this code that began yesterday: its address, and the clock's."""

    def begin(code: str) -> tuple[str, str]:
        with act_and_commit("ben") as uow:
            record = opened(uow, "Request of Mr K")
            uow.session.flush()
            clock = start_deadline(uow, code, record, from_=YESTERDAY)
        return path(record), f"{path(record)}/clocks/{clock.id}"

    return begin


@pytest.fixture
def ben(client) -> PortalClient:
    return client.as_("ben")


def test_a_clock_is_stopped_and_goes_on_from_the_page_of_its_record(ben, clocked):
    record, clock = clocked("SAR")
    assert ben.get(record).links()["Stop the clock: Answer the subject access request"] == f"{clock}/stop"
    assert ben.post(f"{clock}/stop", {"reason": REASON}).location == f"{record}#dates"
    assert "the clock stopped on" in ben.get(record).words

    assert ben.post(f"{clock}/resume", {"reason": "It came."}).location == f"{record}#dates"
    words = ben.get(record).words
    assert "1 day is added." in words
    assert REASON in words
    assert "It came." in words


def test_the_form_suggests_today_and_keeps_what_was_typed(ben, clocked):
    _record, clock = clocked("SAR")
    assert ben.get(f"{clock}/stop").form()["stopped_on-day"] == "4"

    page = ben.post(f"{clock}/stop", day("stopped_on", date(2026, 3, 5)) | {"reason": REASON})
    assert page.errors == ["This day has not come yet. Enter today or an earlier day"]
    assert REASON in page.text


def test_more_time_is_recorded_with_who_agreed_and_how_one_can_show_it(ben, clocked):
    record, clock = clocked("CMP-E-RESP")
    answers = {"agreed_with": "Mr K", "reason": "A witness is away.", "evidence": "His letter."}

    assert ben.post(f"{clock}/extend", day("due_on", date(2026, 12, 1)) | answers).location == f"{record}#dates"
    words = ben.get(record).words
    assert "by Tuesday 1 December 2026" in words
    assert "agreed with Mr K" in words
    assert "Shown by: His letter." in words


def test_without_evidence_it_is_refused_where_the_law_wants_it(ben, clocked):
    _record, clock = clocked("CMP-E-RESP")
    answers = {"agreed_with": "Mr K", "reason": "A witness is away."}

    page = ben.post(f"{clock}/extend", day("due_on", date(2026, 12, 1)) | answers)
    assert page.errors == ["Say how you can show that it was agreed before the time was up"]


def test_a_clock_that_may_not_stand_still_offers_no_stop(ben, clocked):
    record, clock = clocked("CMP-E-RESP")

    links = ben.get(record).links()
    assert [one for one in links if one.startswith("Stop the clock")] == []
    page = ben.post(f"{clock}/stop", {"reason": REASON})
    assert page.errors == ["This rule does not let its clock stand still."]


@pytest.mark.parametrize("step", ["stop", "resume", "extend"])
def test_whoever_may_not_write_may_not_move_dates(client, clocked, step):
    record, clock = clocked("SAR")

    assert client.as_("rhona").get(f"{clock}/{step}").status_code == 403
    assert [one for one in client.as_("rhona").get(record).links() if "Record more time" in one] == []


@pytest.mark.parametrize("step", ["stop", "resume", "extend"])
def test_another_organisation_finds_nothing(client, clocked, step):
    _record, clock = clocked("SAR")

    assert client.as_("gil").get(f"{clock}/{step}").status_code == 404
    assert client.as_("gil").get(f"{clock.replace('rosewood', 'glenview')}/{step}").status_code == 404


def test_a_clock_of_another_record_is_not_found(ben, clocked):
    record, _clock = clocked("SAR")
    _other, clock = clocked("SAR")

    assert ben.get(f"{record}/clocks/{clock.rsplit('/', 1)[1]}/stop").status_code == 404


def test_a_holiday_added_in_the_browser_moves_the_date_shows_both_and_tells_its_owner(app, client, ben, clocked):
    record, _clock = clocked("REC-2WD")
    form = day("day", date(2026, 3, 5)) | {"name": "National day", "nations": ["england"]}

    assert client.as_("otto").post("/operator/holidays", form).location == "/operator/holidays"
    run_waiting_jobs(app)
    words = ben.get(record).words
    assert "Moved from Thursday 5 March 2026 to Friday 6 March 2026." in words
    assert "Bank holiday added: National day" in words
