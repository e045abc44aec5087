"""What becomes of a duty: sent with proof, confirmed, decided by name, met elsewhere; or nobody had to be told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from plugins.incidents import services
from plugins.incidents.models import Incident
from plugins.incidents.queries import notification_times
from plugins.incidents.rules.questions import unanswered
from plugins.incidents.tests.steps import (
    BROKEN_HIP,
    completed,
    decided,
    duties,
    sent,
    trail_of,
)
from portal.plugin import Nation, PortalError
from portal.plugin.services import deadlines_of
from tests.world import PERSONAS, ROSEWOOD_HOUSE, ROSEWOOD_LODGE

GOOD_CARE = {"event_type": "good-care", "physical_harm": None, "who_affected": None}
NEAR_MISS = {"event_type": "near-miss", "physical_harm": None, "who_affected": None}


def clock_of(uow, incident, code):
    duty = duties(uow, incident)[code]
    return next(one for one in deadlines_of(uow, incident.id) if one.subject_id == duty.id)


def test_sending_keeps_proof_person_and_moment(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    duty = services.submit_notification(
        uow,
        incident,
        duties(uow, incident)["NOT-E-18A"],
        reference="  CQC-1001 ",
        channel="portal",
        submitted_at=datetime(2026, 3, 4, 9, 45, tzinfo=UTC),
        proof="Receipt by e-mail",
    )

    assert (duty.status, duty.reference, duty.channel, duty.proof) == (
        "submitted",
        "CQC-1001",
        "portal",
        "Receipt by e-mail",
    )
    assert (duty.submitted_by, duty.submitted_at) == (PERSONAS["ben"].id, datetime(2026, 3, 4, 9, 45, tzinfo=UTC))
    assert incident.duties_open == 3


@pytest.mark.parametrize(("hours", "within_time"), [(24, True), (25, False)])
def test_sending_stops_the_clock_and_keeps_whether_that_was_within_the_local_prompt(act, hours, within_time):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    uow.now += timedelta(hours=hours)
    sent(uow, incident, "NOT-E-18A")

    clock = clock_of(uow, incident, "NOT-E-18A")
    assert (clock.met_at, clock.within_time) == (uow.now, within_time)


def test_with_everything_sent_everybody_was_told(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    for code in duties(uow, incident):
        sent(uow, incident, code)

    assert (incident.status, incident.duties_open) == ("notified", 0)
    assert {one["status"] for one in incident.duties} == {"submitted"}


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"reference": "  "}, "reference"),
        ({"submitted_at": datetime(2026, 3, 4, 10, 1, tzinfo=UTC)}, "submitted_at"),
    ],
)
def test_without_proof_or_before_its_time_nothing_is_sent(act, answers, field):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    duty = duties(uow, incident)["NOT-E-18A"]
    given = {"reference": "CQC-1", "channel": "portal", "submitted_at": uow.now, **answers}
    with pytest.raises(PortalError) as refused:
        services.submit_notification(uow, incident, duty, **given)

    assert (refused.value.field, duty.status) == (field, "due")


def test_what_was_sent_is_not_sent_again(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    sent(uow, incident, "NOT-E-18A")

    with pytest.raises(PortalError, match="already recorded as sent"):
        sent(uow, incident, "NOT-E-18A", reference="CQC-2002")
    assert duties(uow, incident)["NOT-E-18A"].reference == "CQC-1001"


def test_of_two_people_sending_at_once_the_second_is_told(act_and_commit):
    with act_and_commit("ben") as uow:
        incident_id = completed(uow, facts=BROKEN_HIP).id
    with act_and_commit("ben") as late:
        incident = late.session.get(Incident, (late.tenant.id, incident_id))
        duty = duties(late, incident)["NOT-E-18A"]
        with act_and_commit("ben") as first:
            sent(first, first.session.get(Incident, (first.tenant.id, incident_id)), "NOT-E-18A", "CQC-FIRST")

        with pytest.raises(PortalError, match="already recorded as sent"):
            services.submit_notification(
                late, incident, duty, reference="CQC-LATE", channel="portal", submitted_at=late.now
            )
        assert duty.reference == "CQC-FIRST"


def test_the_recipient_confirms_what_was_sent(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    duty = sent(uow, incident, "NOT-E-18A")
    services.acknowledge_notification(uow, incident, duty, note="Ms Cole will ring on Friday.")

    assert (duty.status, duty.acknowledged_at, duty.acknowledged_note) == (
        "acknowledged",
        uow.now,
        "Ms Cole will ring on Friday.",
    )
    assert incident.duties_open == 3


def test_nobody_confirms_what_was_not_sent(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)

    with pytest.raises(PortalError, match="Only a notification that was sent can be acknowledged"):
        services.acknowledge_notification(uow, incident, duties(uow, incident)["NOT-E-18A"])


def test_not_needed_is_decided_by_name_and_with_a_reason(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    duty = decided(uow, incident, "FAMILY", reason=" There is no family. ")

    assert (duty.status, duty.decided_by, duty.decided_at, duty.decided_reason) == (
        "not-needed",
        PERSONAS["ben"].id,
        uow.now,
        "There is no family.",
    )
    clock = clock_of(uow, incident, "FAMILY")
    assert (clock.waived_by, clock.waived_reason.strip()) == (PERSONAS["ben"].id, "There is no family.")


def test_met_elsewhere_keeps_the_reference_of_the_other_report(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    duty = decided(uow, incident, "NOT-E-18A", reason="Reported to NHS England.", met_elsewhere="NHSE-77")

    assert (duty.status, duty.reference, duty.decided_by) == ("met-elsewhere", "NHSE-77", PERSONAS["ben"].id)


def test_no_reason_is_no_decision(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    with pytest.raises(PortalError) as refused:
        decided(uow, incident, "FAMILY", reason=" ")

    assert (refused.value.field, duties(uow, incident)["FAMILY"].status) == ("reason", "due")


def test_what_was_sent_is_not_decided_away(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    sent(uow, incident, "FAMILY")

    with pytest.raises(PortalError, match="not waiting to be sent"):
        decided(uow, incident, "FAMILY")


def test_what_was_decided_not_needed_may_be_sent_all_the_same(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    decided(uow, incident, "FAMILY")

    assert sent(uow, incident, "FAMILY").status == "submitted"


@pytest.mark.parametrize("missing", ["reference", "submitted_by", "submitted_at"])
def test_the_database_keeps_nothing_as_sent_without_proof(act, missing):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    duty = sent(uow, incident, "NOT-E-18A")

    with pytest.raises(IntegrityError, match="sent_with_proof"):
        uow.session.execute(
            text(f"UPDATE portal.incident_notification SET {missing} = NULL WHERE id = :id"), {"id": duty.id}
        )


@pytest.mark.parametrize("missing", ["decided_by", "decided_reason"])
def test_the_database_keeps_no_decision_without_name_and_reason(act, missing):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    duty = decided(uow, incident, "FAMILY")

    with pytest.raises(IntegrityError, match="decided_by_name_and_reason"):
        uow.session.execute(
            text(f"UPDATE portal.incident_notification SET {missing} = NULL WHERE id = :id"), {"id": duty.id}
        )


def test_where_nothing_calls_for_it_somebody_confirms_by_name_that_nobody_is_told(act):
    uow = act("ben")
    incident = completed(uow, facts={}, **GOOD_CARE)
    services.decide_not_notifiable(uow, incident, reason="A thank-you card. ")

    assert (incident.not_notifiable_by, incident.not_notifiable_reason) == (PERSONAS["ben"].id, "A thank-you card.")
    assert (incident.status, trail_of(uow, incident)[-1]) == ("notified", "incident.not_notifiable")


def test_an_open_question_is_never_a_no(act):
    uow = act("ben")
    incident = completed(uow, facts={"setting": "care-home"}, **NEAR_MISS)
    still_open = len(unanswered(incident.answers, Nation.ENGLAND))

    with pytest.raises(PortalError, match=f"Questions still open: {still_open}. Answer them first."):
        services.decide_not_notifiable(uow, incident, reason="Nobody was hurt.")
    assert incident.not_notifiable_by is None


def test_a_duty_found_is_decided_on_by_itself(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)

    with pytest.raises(PortalError, match="Decide on each of them"):
        services.decide_not_notifiable(uow, incident, reason="Nobody needs to know.")


def test_nobody_decides_that_nobody_is_told_without_a_reason(act):
    uow = act("ben")
    incident = completed(uow, facts={}, **GOOD_CARE)
    with pytest.raises(PortalError) as refused:
        services.decide_not_notifiable(uow, incident, reason=" ")

    assert refused.value.field == "reason"


def test_hours_to_notify_are_told_by_service(act):
    uow = act("ben")
    for site_id, hours in ((ROSEWOOD_HOUSE, (1, 3, 26)), (ROSEWOOD_LODGE, (50,))):
        for waited in hours:
            incident = completed(uow, facts=BROKEN_HIP, site_id=site_id)
            services.submit_notification(
                uow,
                incident,
                duties(uow, incident)["NOT-E-18A"],
                reference="CQC-1",
                channel="portal",
                submitted_at=uow.now,
            ).since = uow.now - timedelta(hours=waited)

    house = notification_times(uow, ROSEWOOD_HOUSE)
    assert (house.sent, float(house.median), round(float(house.p95), 1)) == (3, 3.0, 23.7)
    assert notification_times(uow).sent == 4


def test_the_trail_tells_each_step(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    services.acknowledge_notification(uow, incident, sent(uow, incident, "NOT-E-18A"))
    decided(uow, incident, "FAMILY")

    assert trail_of(uow, incident)[-3:] == [
        "incident.notification_sent",
        "incident.notification_acknowledged",
        "incident.notification_not_needed",
    ]
