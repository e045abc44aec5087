"""The same event in each nation: what has to be told, to whom, and in which order."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from plugins.incidents.rules.facts import (
    DeathLink,
    EventType,
    Facts,
    LibertyOutcome,
    LibertyRequest,
    Setting,
    WhoAffected,
)
from plugins.incidents.rules.notifications import evaluate
from plugins.incidents.rules.recipients import REGULATORS, Recipient, name_in
from portal.plugin import Nation

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)

EXPECTED_DEATH = Facts(
    event_type=EventType.SERVICE_EVENT,
    setting=Setting.CARE_HOME,
    who_affected=WhoAffected.PERSON,
    death=True,
    death_link=DeathLink.DURING_CARE,
    death_unexpected=False,
)
FALL_WITH_FRACTURE = Facts(
    event_type=EventType.HARM,
    setting=Setting.CARE_HOME,
    regulated_activity=True,
    who_affected=WhoAffected.PERSON,
    body_structure_changed=True,
    treatment_needed=True,
)
STAFF_HIT_SOMEBODY = Facts(abuse=True, abuse_by_staff=True, crime_suspected=True, police_involved=True, misconduct=True)
OUTBREAK = Facts(infectious_outbreak=True)
MANAGER_ILL = Facts(manager_absent=True, absence_planned=False, absence_starts_on=date(2026, 5, 1), absence_days=42)
NEW_DIRECTORS = Facts(officers_changed=True)
LIBERTY_GRANTED = Facts(
    liberty_request=LibertyRequest.STANDING_AUTHORISATION,
    liberty_outcome=LibertyOutcome.GRANTED,
    liberty_outcome_on=date(2026, 4, 30),
)
VISITOR_TO_HOSPITAL = Facts(
    event_type=EventType.HARM,
    who_affected=WhoAffected.VISITOR,
    work_accident=True,
    accident_on=date(2026, 5, 1),
    non_worker_taken_to_hospital=True,
)
WRONG_EMAIL = Facts(data_breach=True, data_breach_risk=True)
NEAR_MISS = Facts(event_type=EventType.NEAR_MISS, who_affected=WhoAffected.PERSON)
PRAISE = Facts(event_type=EventType.GOOD_CARE)


def codes(facts, nation):
    return [hit.rule.code for hit in evaluate(facts, nation=nation, on=date(2026, 5, 1), now=NOW)]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (EXPECTED_DEATH, ["NOT-E-16", "FAMILY", "COMMISSIONER"]),
        (FALL_WITH_FRACTURE, ["NOT-E-18A", "NOT-E-18B", "FAMILY", "COMMISSIONER"]),
        (STAFF_HIT_SOMEBODY, ["NOT-E-18E", "NOT-E-18F", "SAFEGUARDING", "POLICE", "FAMILY", "COMMISSIONER"]),
        (OUTBREAK, ["COMMISSIONER"]),  # CQC asks for none of outbreaks as such
        (MANAGER_ILL, ["NOT-E-EMERG"]),
        (NEW_DIRECTORS, ["NOT-E-15"]),
        (LIBERTY_GRANTED, ["NOT-E-18C"]),
        (VISITOR_TO_HOSPITAL, ["RIDDOR-HOSPITAL"]),
        (WRONG_EMAIL, ["ICO"]),
        (NEAR_MISS, []),
        (PRAISE, []),
    ],
)
def test_in_england(facts, expected):
    assert codes(facts, Nation.ENGLAND) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (EXPECTED_DEATH, ["NOT-W-DEATH", "FAMILY", "COMMISSIONER"]),
        (FALL_WITH_FRACTURE, ["NOT-W-INJURY", "FAMILY", "COMMISSIONER"]),
        (
            STAFF_HIT_SOMEBODY,
            [
                "NOT-W-ABUSE",
                "NOT-W-POLICE",
                "NOT-W-MISCONDUCT",
                "SAFEGUARDING",
                "POLICE",
                "FAMILY",
                "COMMISSIONER",
            ],
        ),
        (OUTBREAK, ["NOT-W-INFECTION", "COMMISSIONER"]),
        (MANAGER_ILL, ["NOT-W-ABS"]),
        (NEW_DIRECTORS, ["NOT-W-OFFICERS"]),
        (LIBERTY_GRANTED, ["NOT-W-LIBERTY"]),
        (VISITOR_TO_HOSPITAL, ["RIDDOR-HOSPITAL"]),
        (WRONG_EMAIL, ["ICO"]),
        (NEAR_MISS, []),
        (PRAISE, []),
    ],
)
def test_in_wales(facts, expected):
    assert codes(facts, Nation.WALES) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (EXPECTED_DEATH, ["NOT-S-DEATH", "FAMILY", "COMMISSIONER"]),
        (FALL_WITH_FRACTURE, ["NOT-S-ACCIDENT", "FAMILY", "COMMISSIONER"]),
        (
            STAFF_HIT_SOMEBODY,
            ["NOT-S-ABUSE", "NOT-S-MISCONDUCT", "SAFEGUARDING", "POLICE", "FAMILY", "COMMISSIONER"],
        ),
        (OUTBREAK, ["NOT-S-INFECTION", "COMMISSIONER"]),
        (MANAGER_ILL, ["NOT-S-ABS"]),
        (NEW_DIRECTORS, ["NOT-S-REGISTRATION"]),
        (LIBERTY_GRANTED, []),  # these safeguards do not exist in Scotland
        (VISITOR_TO_HOSPITAL, ["RIDDOR-HOSPITAL", "NOT-S-ACCIDENT"]),
        (WRONG_EMAIL, ["ICO"]),
        (NEAR_MISS, []),
        (PRAISE, []),
    ],
)
def test_in_scotland(facts, expected):
    assert codes(facts, Nation.SCOTLAND) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (EXPECTED_DEATH, ["NOT-N-DEATH", "FAMILY", "COMMISSIONER"]),
        (FALL_WITH_FRACTURE, ["NOT-N-INJURY", "FAMILY", "COMMISSIONER"]),
        (
            STAFF_HIT_SOMEBODY,
            [
                "NOT-N-ABUSE",
                "NOT-N-POLICE",
                "NOT-N-MISCONDUCT",
                "SAFEGUARDING",
                "POLICE",
                "FAMILY",
                "COMMISSIONER",
            ],
        ),
        (OUTBREAK, ["NOT-N-INFECTION", "COMMISSIONER"]),
        (MANAGER_ILL, ["NOT-N-ABS"]),
        (NEW_DIRECTORS, ["NOT-N-CHANGE"]),
        (LIBERTY_GRANTED, []),  # nor in Northern Ireland, which has an Act of its own
        (VISITOR_TO_HOSPITAL, ["RIDDOR-N-HOSPITAL", "NOT-N-ACCIDENT"]),
        (WRONG_EMAIL, ["ICO"]),
        (NEAR_MISS, []),
        (PRAISE, []),
    ],
)
def test_in_northern_ireland(facts, expected):
    assert codes(facts, Nation.NORTHERN_IRELAND) == expected


@pytest.mark.parametrize("nation", Nation)
def test_an_allegation_of_abuse_is_always_two_duties(nation):
    hits = evaluate(Facts(abuse=True, regulated_activity=False), nation=nation, on=date(2026, 5, 1), now=NOW)
    told = [hit.rule.recipient for hit in hits]

    assert told == [REGULATORS[nation], Recipient.SAFEGUARDING, Recipient.FAMILY, Recipient.COMMISSIONER]


@pytest.mark.parametrize(
    ("nation", "recipient"),
    [
        (Nation.ENGLAND, Recipient.CORONER),
        (Nation.WALES, Recipient.CORONER),
        (Nation.SCOTLAND, Recipient.PROCURATOR_FISCAL),
        (Nation.NORTHERN_IRELAND, Recipient.CORONER),
    ],
)
def test_an_unexpected_death_goes_to_whoever_investigates_deaths(nation, recipient):
    facts = Facts(death=True, death_unexpected=True)
    hits = evaluate(facts, nation=nation, on=date(2026, 5, 1), now=NOW)

    assert [hit.rule.recipient for hit in hits if hit.rule.code in {"CORONER", "FISCAL"}] == [recipient]


@pytest.mark.parametrize(
    ("nation", "name"),
    [
        (Nation.ENGLAND, "local authority's adult safeguarding team"),
        (Nation.WALES, "local authority's adult safeguarding team"),
        (Nation.SCOTLAND, "health and social care partnership's adult protection team"),
        (Nation.NORTHERN_IRELAND, "health and social care trust's adult safeguarding team"),
    ],
)
def test_safeguarding_is_called_what_it_is_called_there(nation, name):
    assert name_in(Recipient.SAFEGUARDING, nation) == name
