"""Closing: duties settled, something learned, the reporter answered; or a reason for each."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from plugins.incidents import services
from plugins.incidents.kinds import objections_to_closing
from plugins.incidents.models import Incident
from plugins.incidents.tests.steps import (
    BROKEN_HIP,
    completed,
    duties,
    reported,
    sent,
    settle_all,
    take_step,
    trail_of,
)
from portal.plugin import PortalError, StaleRecordError
from portal.plugin.services import deadlines_of, submission_of, submissions_by_me
from tests.world import PERSONAS

UNTOLD = "A notification is still to be sent or decided."
UNDECIDED = "Work out who must be told, or decide that nobody must be."
UNLEARNED = "Record what was learned, or why there was nothing to learn."
UNANSWERED = "Answer the person who reported it, or record why they cannot be told."
GOOD_CARE = {"event_type": "good-care", "physical_harm": None, "who_affected": None}


def answer_clock(uow, incident):
    return next(one for one in deadlines_of(uow, incident.id) if one.rule_code == "INC-ANSWER")


def test_everything_open_is_named_at_once(act):
    uow = act("ben")

    assert objections_to_closing(uow, completed(uow)) == [UNDECIDED, UNLEARNED, UNANSWERED]


def test_a_notification_still_to_be_sent_stands_in_the_way(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    settle_all(uow, incident)
    services.confirm_facts(uow, incident, answers={"police_involved": True})

    assert objections_to_closing(uow, incident) == [UNTOLD]


def test_duties_that_fell_away_settle_nothing(act):
    uow = act("ben")
    incident = completed(uow, facts={"abuse": True}, event_type="near-miss", physical_harm=None, who_affected=None)
    services.confirm_facts(uow, incident, answers={"abuse": False})

    assert objections_to_closing(uow, incident)[0] == UNDECIDED


def test_an_incident_with_everything_done_is_closed_today(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    settle_all(uow, incident)
    take_step(uow, incident, "close")

    assert (incident.status, incident.closed_on) == ("closed", date(2026, 3, 4))
    assert trail_of(uow, incident)[-1] == "record.close"


@pytest.mark.parametrize(
    ("left_out", "reason"),
    [("learning", UNLEARNED), ("answer", UNANSWERED)],
)
def test_without_learning_or_an_answer_it_does_not_close(act, left_out, reason):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    for code in duties(uow, incident):
        sent(uow, incident, code)
    if left_out != "learning":
        services.record_learning(uow, incident, learning="A second check.", no_learning_reason=None)
    if left_out != "answer":
        services.answer_reporter(uow, incident, answer="Thank you.")

    with pytest.raises(PortalError, match=reason):
        take_step(uow, incident, "close")
    assert incident.closed_on is None


def test_a_reason_stands_for_learning_and_answer(act):
    uow = act("ben")
    incident = completed(uow, facts={}, **GOOD_CARE)
    services.decide_not_notifiable(uow, incident, reason="A thank-you card.")
    services.record_learning(uow, incident, learning=None, no_learning_reason="We do this every day.")
    services.answer_reporter(uow, incident, answer=None, not_answered_reason="She has left us.")
    take_step(uow, incident, "close")

    assert incident.status == "closed"


def test_a_first_report_is_not_closed_unread(act):
    uow = act("ben")
    incident = reported(uow)

    with pytest.raises(PortalError, match="This step does not fit now: the record is “New report”"):
        take_step(uow, incident, "close")


def test_opening_it_again_needs_a_reason(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    settle_all(uow, incident)
    take_step(uow, incident, "close")
    with pytest.raises(PortalError, match="Say why"):
        take_step(uow, incident, "reopen")

    take_step(uow, incident, "reopen", reason="The family has written.")
    assert (incident.status, incident.closed_on) == ("notified", None)


def test_neither_learning_nor_a_reason_is_refused(act):
    uow = act("ben")
    with pytest.raises(PortalError) as refused:
        services.record_learning(uow, completed(uow), learning=None, no_learning_reason=None)

    assert refused.value.field == "learning"


def test_learning_takes_the_place_of_the_reason_for_none(act):
    uow = act("ben")
    incident = completed(uow)
    services.record_learning(uow, incident, learning=None, no_learning_reason="Nothing new.")
    services.record_learning(uow, incident, learning="A second check.", no_learning_reason="Nothing new.")

    assert (incident.learning, incident.no_learning_reason) == ("A second check.", None)


def test_learning_written_from_an_older_version_is_refused(act):
    uow = act("ben")
    incident = completed(uow)
    version = incident.row_version
    services.record_learning(uow, incident, learning="A second check.", no_learning_reason=None)

    with pytest.raises(StaleRecordError):
        services.record_learning(
            uow, incident, learning="Another lamp.", no_learning_reason=None, expected_version=version
        )
    assert incident.learning == "A second check."


def test_the_reporter_hears_the_answer_without_reading_the_incident(act_and_commit):
    with act_and_commit("mia") as uow:
        reported(uow)
    with act_and_commit("ben") as uow:
        incident = uow.session.scalars(select(Incident)).one()
        services.answer_reporter(uow, incident, answer="Thank you. There is a new mat.")
    with act_and_commit("mia") as uow:
        heard = submissions_by_me(uow)[0]

        assert (heard.answer, heard.answered_by) == ("Thank you. There is a new mat.", PERSONAS["ben"].id)


def test_the_answer_stops_the_clock(act):
    uow = act("ben")
    incident = completed(uow)
    services.answer_reporter(uow, incident, answer="Thank you.")

    clock = answer_clock(uow, incident)
    assert (clock.met_at, clock.within_time) == (uow.now, True)


def test_a_reporter_who_cannot_be_told_stops_the_clock_with_a_reason(act):
    uow = act("ben")
    incident = completed(uow)
    services.answer_reporter(uow, incident, answer=None, not_answered_reason="She has left us.")

    clock = answer_clock(uow, incident)
    assert (clock.met_at, clock.waived_reason) == (None, "She has left us.")
    assert submission_of(uow, incident.id).answered_at is None


def test_neither_answer_nor_reason_is_refused(act):
    uow = act("ben")
    with pytest.raises(PortalError) as refused:
        services.answer_reporter(uow, completed(uow), answer=None)

    assert refused.value.field == "answer"
