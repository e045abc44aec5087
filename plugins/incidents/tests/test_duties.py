"""Duties: worked out from confirmed facts, each with its reason and clock; they fall away and come back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from plugins.incidents import services
from plugins.incidents.models import Incident
from plugins.incidents.tests.steps import (
    ABUSE,
    BROKEN_HIP,
    completed,
    duties,
    reported,
    sent,
    settle_all,
    take_step,
    trail_of,
)
from portal.plugin import StaleRecordError
from portal.plugin.services import deadlines_of
from portal.trail.models import TrailEntry
from tests.world import GLENVIEW_HOUSE

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
NOBODY = {"physical_harm": None, "who_affected": None}


def statuses(uow, incident):
    return {code: one.status for code, one in duties(uow, incident).items()}


def clocks(uow, incident, code):
    """The clocks of one duty, the running one first."""
    subject = duties(uow, incident)[code].id
    return [one for one in deadlines_of(uow, incident.id) if one.subject_id == subject]


def test_every_duty_is_listed_with_the_fact_it_hangs_on(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)

    assert {code: one.reason for code, one in duties(uow, incident).items()} == {
        "NOT-E-18A": "An injury to a person using the service led to:"
        " an impairment that is not likely to be temporary.",
        "NOT-E-18B": "An injury needed treatment by a health professional to prevent death or lasting harm.",
        "FAMILY": "A person using the service was harmed. An injury to a person using the service led to: an impairment"
        " that is not likely to be temporary. An injury needed treatment by a health professional to prevent death or"
        " lasting harm. The harm to a person using the service is graded severe.",
        "COMMISSIONER": "An injury to a person using the service led to: an impairment that is not likely to be"
        " temporary. An injury needed treatment by a health professional to prevent death or lasting harm. The harm to"
        " a person using the service is graded severe.",
    }


def test_a_duty_names_its_instrument_and_year(act):
    uow = act("ben")
    duty = duties(uow, completed(uow, facts=BROKEN_HIP))["NOT-E-18A"]

    assert duty.regulation == "Regulation 18(2)(a), Care Quality Commission (Registration) Regulations 2009"
    assert (duty.recipient_name, duty.verified) == ("Care Quality Commission", True)


def test_an_incident_with_duties_waits_for_them(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)

    assert (incident.status, incident.duties_open, incident.facts_confirmed_at) == ("notifying", 4, uow.now)


def test_nothing_answered_starts_no_duty(act):
    uow = act("ben")
    incident = completed(uow)

    assert (incident.status, duties(uow, incident)) == ("triaged", {})


def test_facts_answered_before_the_report_is_completed_are_not_lost(act):
    uow = act("ben")
    incident = reported(uow)
    services.confirm_facts(uow, incident, answers=BROKEN_HIP)
    services.complete_report(uow, incident, category="fall")

    assert (incident.status, incident.duties_open) == ("notifying", 4)


def test_later_answers_leave_earlier_ones_alone(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    services.confirm_facts(uow, incident, answers={"abuse": False, "treatment_needed": None})

    facts = incident.answers
    assert (facts.lasting_impairment, facts.abuse, facts.treatment_needed) == (True, False, None)


def test_harm_graded_among_the_questions_is_the_incidents_severity(act):
    uow = act("ben")
    incident = completed(uow, facts={"physical_harm": "fatal"})

    assert (incident.physical_harm, incident.severity, incident.facts) == ("fatal", "fatal", {})


def test_the_nation_of_the_service_decides_whom_to_tell(act):
    uow = act("gil")
    incident = completed(uow, facts=ABUSE, site_id=GLENVIEW_HOUSE)

    assert {one.recipient_name for one in duties(uow, incident).values()} == {
        "Care Inspectorate",
        "health and social care partnership's adult protection team",
        "family or representative",
        "commissioner",
    }


@pytest.mark.parametrize(
    ("off_since", "is_found"),
    [
        (datetime(2026, 3, 3, 12, 0, 1, tzinfo=UTC), False),  # 23:59:59
        (datetime(2026, 3, 3, 12, 0, tzinfo=UTC), False),  # 24 hours, not more
        (datetime(2026, 3, 3, 11, 59, tzinfo=UTC), True),
    ],
)
def test_an_outage_counts_after_twenty_four_hours(act, off_since, is_found):
    uow = act("ben", now=NOON)
    facts = {"utilities_interrupted": True, "utilities_interrupted_at": off_since.isoformat()}
    incident = completed(uow, facts=facts, event_type="service-event", **NOBODY)

    assert ("NOT-E-18G" in duties(uow, incident)) is is_found


def test_an_outage_counts_from_when_it_passed_the_limit(act):
    uow = act("ben", now=NOON)
    facts = {"utilities_interrupted": True, "utilities_interrupted_at": "2026-03-03T11:00:00+00:00"}
    incident = completed(uow, facts=facts, event_type="service-event", **NOBODY)

    assert duties(uow, incident)["NOT-E-18G"].since == datetime(2026, 3, 4, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("planned", "days", "found"),
    [
        (True, 27, {}),
        (True, 28, {"NOT-E-ABS": date(2026, 5, 4)}),  # 28 days before Monday 1 June
        (False, 27, {}),
        (False, 28, {"NOT-E-EMERG": date(2026, 6, 8)}),  # five working days after it
    ],
)
def test_an_absence_of_the_manager_counts_from_twenty_eight_days(act, planned, days, found):
    uow = act("ben", now=NOON)
    away = {"manager_absent": True, "absence_planned": planned, "absence_starts_on": "2026-06-01", "absence_days": days}
    incident = completed(uow, facts=away, event_type="service-event", **NOBODY)

    assert {code: clocks(uow, incident, code)[0].due_on for code in duties(uow, incident)} == found


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (datetime(2026, 3, 8, 9, 0, tzinfo=UTC), {}),  # the accident was on 1 March: seven days unfit
        (datetime(2026, 3, 9, 9, 0, tzinfo=UTC), {"RIDDOR-7DAY": date(2026, 3, 16)}),  # the eighth
    ],
)
def test_a_worker_unfit_for_more_than_seven_days_is_reported_within_fifteen_of_the_accident(act, today, found):
    uow = act("ben", now=today)
    unfit = {"work_accident": True, "accident_on": "2026-03-01", "worker_incapacitated": True}
    incident = completed(uow, facts=unfit, physical_harm="low", who_affected="worker")

    assert {code: clocks(uow, incident, code)[0].due_on for code in duties(uow, incident)} == found


def test_an_authorisation_is_notified_once_with_its_outcome(act):
    uow = act("ben")
    asked_for = {"liberty_request": "standing-authorisation", "event_type": "service-event"}
    incident = completed(uow, facts=asked_for, **NOBODY)
    assert duties(uow, incident) == {}

    services.confirm_facts(uow, incident, answers={"liberty_outcome": "withdrawn", "liberty_outcome_on": "2026-03-03"})
    assert statuses(uow, incident) == {"NOT-E-18C": "due"}


def test_an_allegation_of_abuse_goes_to_safeguarding_and_to_the_regulator_apart(act):
    uow = act("ben")
    incident = completed(uow, facts=ABUSE)
    assert {"SAFEGUARDING", "NOT-E-18E"} <= set(duties(uow, incident))

    sent(uow, incident, "NOT-E-18E")
    assert duties(uow, incident)["SAFEGUARDING"].status == "due"


@pytest.mark.parametrize("event_type", ["near-miss", "good-care", "resource-concern"])
def test_nobody_has_to_hear_of_a_near_miss_good_care_or_a_worry(act, event_type):
    uow = act("ben")
    incident = completed(uow, facts={"setting": "care-home", "abuse": False}, event_type=event_type, **NOBODY)

    assert duties(uow, incident) == {}


def test_a_near_miss_with_an_allegation_of_abuse_is_told_all_the_same(act):
    uow = act("ben")
    incident = completed(uow, facts=ABUSE, event_type="near-miss", **NOBODY)

    assert duties(uow, incident)["NOT-E-18E"].reason == (
        "Abuse of a person using the service happened or was alleged, by a member of staff."
    )


def test_a_duty_falls_away_with_the_fact_it_hung_on(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    services.confirm_facts(uow, incident, answers={"lasting_impairment": False})

    assert statuses(uow, incident) == {
        "NOT-E-18A": "fallen-away",
        "NOT-E-18B": "due",
        "FAMILY": "due",
        "COMMISSIONER": "due",
    }
    assert [one.waived_reason for one in clocks(uow, incident, "NOT-E-18A")] == ["The facts no longer call for it."]
    assert (incident.duties_open, len(incident.duties)) == (3, 3)


def test_a_duty_comes_back_with_its_fact_on_a_new_clock(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    first = duties(uow, incident)["NOT-E-18A"]
    for answer in (False, True):
        services.confirm_facts(uow, incident, answers={"lasting_impairment": answer})

    assert duties(uow, incident)["NOT-E-18A"].id == first.id
    assert [one.is_running for one in clocks(uow, incident, "NOT-E-18A")] == [True, False]
    assert incident.duties_open == 4


def test_without_any_duty_left_the_incident_is_being_worked_on_again(act):
    uow = act("ben")
    incident = completed(uow, facts={**ABUSE, "event_type": "near-miss"}, **NOBODY)
    services.confirm_facts(uow, incident, answers={"abuse": False})

    assert (incident.status, incident.duties_open, incident.duties) == ("triaged", 0, [])


def test_what_was_sent_stays_sent_whatever_the_facts_say_later(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    sent(uow, incident, "NOT-E-18A")
    services.confirm_facts(uow, incident, answers={"lasting_impairment": False})

    assert duties(uow, incident)["NOT-E-18A"].status == "submitted"


def test_the_same_facts_again_change_no_clock(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    services.confirm_facts(uow, incident, answers=BROKEN_HIP)

    assert len(clocks(uow, incident, "NOT-E-18A")) == 1


def test_a_prompt_duty_counts_hours_from_the_discovery_and_has_no_legal_date(act):
    uow = act("ben")
    clock = clocks(uow, completed(uow, facts=BROKEN_HIP), "NOT-E-18A")[0]

    assert (clock.binding, clock.due_on, clock.due_at) == ("promptness", None, None)
    assert clock.started_at == uow.now
    assert clock.prompt_at == datetime(2026, 3, 5, 10, 0, tzinfo=UTC)


def test_a_corrected_discovery_starts_the_clock_anew(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    found_out = datetime(2026, 3, 4, 8, 15, tzinfo=UTC)
    services.complete_report(uow, incident, discovered_at=found_out)

    running, stopped = clocks(uow, incident, "NOT-E-18A")
    assert (running.started_at, running.prompt_at) == (found_out, datetime(2026, 3, 5, 8, 15, tzinfo=UTC))
    assert stopped.waived_reason == "Counted anew, because the facts changed."
    assert duties(uow, incident)["NOT-E-18A"].since == found_out


def test_a_corrected_date_moves_the_legal_deadline(act):
    uow = act("ben")
    hurt = {"work_accident": True, "accident_on": "2026-03-03", "worker_specified_injury": True}
    incident = completed(uow, facts=hurt, who_affected="worker", physical_harm="moderate")
    services.confirm_facts(uow, incident, answers={"accident_on": "2026-03-01"})

    found = [(one.is_running, one.due_on) for one in clocks(uow, incident, "RIDDOR-INJURY")]
    assert found == [(True, date(2026, 3, 11)), (False, date(2026, 3, 13))]


def test_a_corrected_date_leaves_what_was_sent_alone(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    sent(uow, incident, "NOT-E-18A")
    services.complete_report(uow, incident, discovered_at=datetime(2026, 3, 4, 8, 15, tzinfo=UTC))

    assert [one.started_at for one in clocks(uow, incident, "NOT-E-18A")] == [uow.now]


def test_the_list_sorts_by_the_next_clock_of_a_duty(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    uow.finish()
    uow.session.refresh(incident)

    assert incident.next_due_at == datetime(2026, 3, 5, 10, 0, tzinfo=UTC)


def test_what_becomes_known_after_the_closing_opens_the_incident_again(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    settle_all(uow, incident)
    take_step(uow, incident, "close")
    services.confirm_facts(uow, incident, answers={"police_involved": True})

    assert (incident.status, incident.closed_on, incident.duties_open) == ("notifying", None, 1)
    assert trail_of(uow, incident)[-1] == "incident.reopened"


def test_what_changes_nobodys_duty_leaves_a_closed_incident_closed(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    settle_all(uow, incident)
    take_step(uow, incident, "close")
    services.confirm_facts(uow, incident, answers={"police_involved": False})

    assert (incident.status, incident.closed_on) == ("closed", date(2026, 3, 4))


def test_answers_made_from_an_older_version_are_refused(act):
    uow = act("ben")
    incident = completed(uow)
    with pytest.raises(StaleRecordError):
        services.confirm_facts(uow, incident, answers=BROKEN_HIP, expected_version=incident.row_version - 1)

    assert duties(uow, incident) == {}


def test_two_people_answering_different_questions_at_once_lose_nothing(act_and_commit):
    with act_and_commit("ben") as uow:
        incident_id = completed(uow).id
    with act_and_commit("ruth") as ruth:
        hers = ruth.session.get(Incident, (ruth.tenant.id, incident_id))
        with act_and_commit("ben") as ben:
            his = ben.session.get(Incident, (ben.tenant.id, incident_id))
            services.confirm_facts(ben, his, answers={"lasting_impairment": True})
        services.confirm_facts(ruth, hers, answers={"treatment_needed": True})

        assert (hers.answers.lasting_impairment, hers.answers.treatment_needed) == (True, True)


def test_the_trail_names_who_must_be_told_and_nothing_of_the_case(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    uow.session.flush()

    found = select(TrailEntry.payload).where(
        TrailEntry.record_id == incident.id, TrailEntry.act == "incident.duty_found"
    )
    assert sorted((one["rule"], one["recipient"]) for one in uow.session.scalars(found)) == [
        ("COMMISSIONER", "commissioner"),
        ("FAMILY", "family or representative"),
        ("NOT-E-18A", "Care Quality Commission"),
        ("NOT-E-18B", "Care Quality Commission"),
    ]
