"""Thresholds: facts are asked, the thresholds are computed, and every duty comes with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from plugins.incidents.rules.facts import (
    BodyType,
    DeathLink,
    Facts,
    LibertyOutcome,
    LibertyRequest,
    Setting,
)
from plugins.incidents.rules.notifications import Hit, evaluate, rule_by_code, rules_in
from portal.plugin import LONDON, Binding, Nation

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def hits(facts, *, nation=Nation.ENGLAND, on=date(2026, 5, 1), now=NOW):
    return evaluate(facts, nation=nation, on=on, now=now)


def codes(facts, **circumstances):
    return [hit.rule.code for hit in hits(facts, **circumstances)]


def test_a_hit_is_a_rule_with_its_reason():
    facts = Facts(prolonged_pain=True, shortened_life=True)

    assert hits(facts)[0] == Hit(
        rule_by_code("NOT-E-18A"),
        "An injury to a person using the service led to: prolonged pain; a shorter life expectancy.",
        note="The test is the reasonable opinion of a health care professional.",
    )


def test_every_regulation_that_is_hit_is_listed():
    facts = Facts(abuse=True, police_involved=True, staff_shortage=True, treatment_needed=True)

    assert codes(facts) == [
        "NOT-E-18B",
        "NOT-E-18E",
        "NOT-E-18F",
        "NOT-E-18G",
        "SAFEGUARDING",
        "FAMILY",
        "COMMISSIONER",
    ]


def test_statute_stands_before_prompt_duties_and_those_before_local_ones():
    facts = Facts(abuse=True, work_accident=True, work_death=True, accident_on=date(2026, 5, 1))

    assert [hit.rule.binding for hit in hits(facts)] == [
        Binding.STATUTE,
        Binding.PROMPTNESS,
        Binding.PROMPTNESS,
        Binding.LOCAL,
        Binding.LOCAL,
    ]


@pytest.mark.parametrize(("days", "expected"), [(27, []), (28, ["NOT-E-ABS"])])
def test_a_planned_absence_counts_from_28_days(days, expected):
    facts = Facts(manager_absent=True, absence_planned=True, absence_starts_on=date(2026, 7, 1), absence_days=days)

    assert codes(facts) == expected


def test_extending_an_absence_record_to_28_days_raises_the_duty():
    record = Facts(manager_absent=True, absence_planned=True, absence_starts_on=date(2026, 7, 1), absence_days=27)

    assert codes(record) == []
    assert codes(replace(record, absence_days=28)) == ["NOT-E-ABS"]


def test_an_absence_clock_starts_on_its_first_day():
    facts = Facts(manager_absent=True, absence_planned=False, absence_starts_on=date(2026, 5, 1), absence_days=30)

    assert [(hit.rule.code, hit.since) for hit in hits(facts)] == [("NOT-E-EMERG", date(2026, 5, 1))]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 5, 27, 9, 0, tzinfo=UTC), []),  # the 27th day
        (datetime(2026, 5, 28, 9, 0, tzinfo=UTC), [("NOT-E-ABS-28", date(2026, 5, 28))]),
    ],
)
def test_an_absence_of_unknown_length_counts_when_it_has_lasted_28_days(now, expected):
    facts = Facts(manager_absent=True, absence_planned=False, absence_starts_on=date(2026, 5, 1))

    assert [(hit.rule.code, hit.since) for hit in hits(facts, now=now)] == expected


def test_the_return_is_told_as_well():
    facts = Facts(
        manager_absent=True,
        absence_planned=True,
        absence_starts_on=date(2026, 3, 2),
        absence_days=35,
        absence_ended=True,
        absence_returned_on=date(2026, 4, 6),
    )

    assert codes(facts) == ["NOT-E-ABS", "NOT-E-RETURN"]


@pytest.mark.parametrize(
    ("hours", "minutes", "expected"),
    [
        (23, 59, []),
        (24, 0, []),
        (24, 1, ["NOT-E-18G", "COMMISSIONER"]),
    ],
)
def test_an_open_outage_counts_after_24_hours(hours, minutes, expected):
    facts = Facts(utilities_interrupted=True, utilities_interrupted_at=NOW - timedelta(hours=hours, minutes=minutes))

    assert codes(facts) == expected


def test_an_outage_clock_starts_when_24_hours_are_over():
    facts = Facts(utilities_interrupted=True, utilities_interrupted_at=NOW - timedelta(hours=30))

    assert hits(facts)[0].since == NOW - timedelta(hours=6)


def test_a_disruption_that_counts_at_once_does_not_wait_for_the_outage():
    facts = Facts(staff_shortage=True, utilities_interrupted=True, utilities_interrupted_at=NOW - timedelta(hours=30))

    assert hits(facts)[0].since is None


def test_an_outage_that_ended_within_24_hours_never_counts():
    facts = Facts(
        utilities_interrupted=True,
        utilities_interrupted_at=NOW - timedelta(days=9),
        utilities_restored_at=NOW - timedelta(days=8, minutes=1),
    )

    assert codes(facts) == []


def test_an_outage_runs_through_the_hour_the_clocks_repeat():
    facts = Facts(
        utilities_interrupted=True,
        utilities_interrupted_at=datetime(2026, 10, 24, 12, 0, tzinfo=LONDON),
        utilities_restored_at=datetime(2026, 10, 25, 11, 30, tzinfo=LONDON),  # 24.5 hours, 23.5 by the wall clock
    )

    assert codes(facts, now=datetime(2026, 10, 26, 9, 0, tzinfo=UTC)) == ["NOT-E-18G", "COMMISSIONER"]


def test_a_placement_clock_starts_when_48_hours_are_over():
    facts = Facts(
        setting=Setting.MENTAL_HEALTH_UNIT, under_18_placed=True, under_18_placed_at=NOW - timedelta(hours=50)
    )

    assert [(hit.rule.code, hit.since) for hit in hits(facts)] == [("NOT-E-18H", NOW - timedelta(hours=2))]


def test_a_request_about_liberty_waits_for_its_outcome_and_is_told_once():
    request = Facts(liberty_request=LibertyRequest.COURT)
    withdrawn = replace(request, liberty_outcome=LibertyOutcome.WITHDRAWN, liberty_outcome_on=date(2026, 4, 29))

    assert hits(request) == []
    assert [(hit.rule.code, hit.since) for hit in hits(withdrawn)] == [("NOT-E-18D", date(2026, 4, 29))]


def test_in_wales_the_request_itself_is_told():
    request = Facts(liberty_request=LibertyRequest.STANDING_AUTHORISATION)

    assert codes(request, nation=Nation.WALES) == ["NOT-W-LIBERTY"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 9, 9, 0, tzinfo=UTC), []),  # day 7, the accident being on Monday 2 March
        (datetime(2026, 3, 10, 9, 0, tzinfo=UTC), ["RIDDOR-7DAY"]),  # day 8
    ],
)
def test_a_worker_still_unfit_is_reported_on_the_eighth_day(now, expected):
    facts = Facts(work_accident=True, accident_on=date(2026, 3, 2), worker_incapacitated=True)

    assert codes(facts, now=now) == expected


def test_the_fifteen_days_count_from_the_accident():
    facts = Facts(work_accident=True, accident_on=date(2026, 3, 2), worker_incapacitated=True)
    seven_day = hits(facts, now=datetime(2026, 3, 10, 9, 0, tzinfo=UTC))[0]

    assert (seven_day.rule.deadline_code, seven_day.since) == ("RIDDOR-15", date(2026, 3, 2))


def test_a_specified_injury_is_reported_whatever_the_days_off():
    facts = Facts(
        work_accident=True,
        accident_on=date(2026, 3, 2),
        worker_specified_injury=True,
        worker_incapacitated=True,
        worker_fit_again_on=date(2026, 3, 20),
    )

    assert [(hit.rule.code, hit.rule.deadline_code) for hit in hits(facts)] == [
        ("RIDDOR-INJURY", "RIDDOR-10"),
        ("RIDDOR-7DAY", "RIDDOR-15"),
    ]


def test_the_death_of_a_detained_person_is_told_under_regulation_17_only():
    facts = Facts(death=True, death_link=DeathLink.DURING_CARE, detained=True)

    assert codes(facts) == ["NOT-E-17", "CORONER", "FAMILY", "COMMISSIONER"]


def test_a_death_with_no_link_to_the_service_is_not_for_cqc():
    assert codes(Facts(death=True, death_link=DeathLink.NOT_LINKED)) == ["FAMILY", "COMMISSIONER"]


def test_what_had_nothing_to_do_with_the_service_is_not_for_cqc():
    assert codes(Facts(police_involved=True, regulated_activity=False)) == ["COMMISSIONER"]


@pytest.mark.parametrize(
    ("reported", "note"),
    [
        (None, "This duty is met if the incident has been reported to NHS England."),
        (True, "You said this was reported to NHS England, which meets this duty: record the reference."),
    ],
)
def test_a_report_to_nhs_england_is_a_note_not_a_reason_to_hide(reported, note):
    facts = Facts(body_type=BodyType.NHS_BODY, police_involved=True, reported_to_nhs_england=reported)

    assert (hits(facts)[0].rule.code, hits(facts)[0].note) == ("NOT-E-18F", note)


def test_a_care_provider_gets_no_note_about_the_nhs():
    facts = Facts(body_type=BodyType.ADULT_SOCIAL_CARE, police_involved=True)

    assert hits(facts)[0].note == ""


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        (None, ["NOT-E-17-ABSENCE"]),  # not answered yet: better listed than missed
        (Setting.MENTAL_HEALTH_UNIT, ["NOT-E-17-ABSENCE"]),
        (Setting.CARE_HOME, []),
    ],
)
def test_absence_without_leave_is_told_by_secure_units(setting, expected):
    assert codes(Facts(setting=setting, detained=True, absent_without_leave=True)) == expected


def test_the_proposed_restraint_notice_is_off():
    facts = Facts(setting=Setting.MENTAL_HEALTH_UNIT, restrictive_practice=True)

    assert codes(facts) == []
    assert rule_by_code("NOT-E-RESTRAINT").enabled is False


@pytest.mark.parametrize(
    ("on", "is_valid"), [(date(2013, 9, 30), False), (date(2013, 10, 1), True), (date(2026, 5, 1), True)]
)
def test_the_law_of_the_day_of_the_event_applies(on, is_valid):
    assert (rule_by_code("RIDDOR-DEATH") in rules_in(Nation.WALES, on=on)) is is_valid


@pytest.mark.parametrize("nation", Nation)
def test_unanswered_questions_raise_no_duty(nation):
    assert hits(Facts(), nation=nation) == []
