"""Every rule has facts that trigger it and facts, one step away, that do not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from plugins.incidents.rules.facts import (
    DeathLink,
    EventType,
    Facts,
    LibertyOutcome,
    LibertyRequest,
    PhysicalHarm,
    WhoAffected,
)
from plugins.incidents.rules.notifications import RULES, rule_by_code

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
ACCIDENT = {"work_accident": True, "accident_on": date(2026, 4, 1)}
AWAY = {"manager_absent": True, "absence_starts_on": date(2026, 6, 1)}
STANDING = {"liberty_request": LibertyRequest.STANDING_AUTHORISATION}
REVISED = {"purpose_revised": True}
UNFIT = ACCIDENT | {"worker_incapacitated": True}
YOUNG = {"under_18_placed": True}

# code: (facts that trigger it, facts that do not)
CASES: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "NOT-E-16": ({"death": True, "death_link": DeathLink.DURING_CARE}, {"death": True}),
    "NOT-E-17": ({"death": True, "detained": True}, {"death": True, "detained": False}),
    "NOT-E-17-ABSENCE": ({"detained": True, "absent_without_leave": True}, {"absent_without_leave": True}),
    "NOT-E-17-RETURN": (
        {"detained": True, "absent_without_leave": True, "returned_from_absence": True},
        {"detained": True, "absent_without_leave": True, "returned_from_absence": False},
    ),
    "NOT-E-18A": ({"body_structure_changed": True}, {"physical_harm": PhysicalHarm.SEVERE}),
    "NOT-E-18B": ({"treatment_needed": True}, {"treatment_needed": False}),
    "NOT-E-18C": (STANDING | {"liberty_outcome": LibertyOutcome.GRANTED}, STANDING),
    "NOT-E-18D": (
        {"liberty_request": LibertyRequest.COURT, "liberty_outcome": LibertyOutcome.WITHDRAWN},
        STANDING | {"liberty_outcome": LibertyOutcome.WITHDRAWN},
    ),
    "NOT-E-18E": ({"abuse": True}, {"abuse": False}),
    "NOT-E-18F": ({"police_involved": True}, {"crime_suspected": True}),
    "NOT-E-18G": ({"staff_shortage": True}, {"equipment_failed": True}),
    "NOT-E-18H": (
        YOUNG | {"under_18_placed_at": NOW - timedelta(hours=49)},
        YOUNG | {"under_18_placed_at": NOW - timedelta(hours=48)},
    ),
    "NOT-E-RESTRAINT": ({"restrictive_practice": True}, {"restrictive_practice": False}),
    "NOT-E-ABS": (
        AWAY | {"absence_planned": True, "absence_days": 28},
        AWAY | {"absence_planned": True, "absence_days": 27},
    ),
    "NOT-E-EMERG": (
        AWAY | {"absence_planned": False, "absence_days": 28},
        AWAY | {"absence_planned": True, "absence_days": 28},
    ),
    "NOT-E-ABS-28": (
        {"manager_absent": True, "absence_starts_on": date(2026, 4, 7)},  # 4 May is the 28th day
        {"manager_absent": True, "absence_starts_on": date(2026, 4, 8)},
    ),
    "NOT-E-RETURN": (
        AWAY | {"absence_days": 28, "absence_ended": True, "absence_returned_on": date(2026, 6, 29)},
        AWAY | {"absence_days": 28},
    ),
    "NOT-E-SOP": (REVISED | {"purpose_revised_on": date(2026, 5, 1)}, REVISED),
    "NOT-E-15": ({"officers_changed": True, "change_only_proposed": True}, {"change_only_proposed": True}),
    "NOT-E-21": ({"provider_died": True}, {"provider_died": False}),
    "NOT-E-21-PLANS": ({"provider_died": True}, {"provider_died": False}),
    "NOT-E-22": (
        {"insolvency": True, "insolvency_appointed_on": date(2026, 5, 1)},
        {"insolvency": True},
    ),
    "NOT-W-SOP": (REVISED | {"purpose_effective_on": date(2026, 9, 1)}, REVISED),
    "NOT-W-NAME": ({"name_changed": True}, {"manager_changed": True}),
    "NOT-W-OFFICERS": ({"officers_changed": True}, {"name_changed": True}),
    "NOT-W-INSOLVENCY": ({"insolvency": True}, {"service_closing": True}),
    "NOT-W-PARTNER": ({"provider_died": True}, {"death": True}),
    "NOT-W-MANAGER": ({"manager_changed": True}, {"manager_absent": True}),
    "NOT-W-ABS": (AWAY | {"absence_days": 28}, AWAY | {"absence_days": 27}),
    "NOT-W-DEATH": ({"death": True}, {"work_accident": True, "work_death": True}),
    "NOT-W-ABUSE": ({"abuse": True}, {"abuse_by_staff": True}),
    "NOT-W-INJURY": ({"physical_harm": PhysicalHarm.SEVERE}, {"physical_harm": PhysicalHarm.MODERATE}),
    "NOT-W-PRESSURE": ({"serious_pressure_damage": True}, {"prolonged_pain": True}),
    "NOT-W-INFECTION": ({"infectious_outbreak": True}, {"infectious_outbreak": False}),
    "NOT-W-POLICE": ({"police_involved": True}, {"police_involved": False}),
    "NOT-W-SERVICE": ({"premises_damaged": True}, {"planned_refurbishment": True}),
    "NOT-W-MISCONDUCT": ({"misconduct": True}, {"conviction": True}),
    "NOT-W-LIBERTY": (STANDING, {"liberty_request": LibertyRequest.NONE}),
    "NOT-S-ACCIDENT": ({"event_type": EventType.HARM}, {"event_type": EventType.NEAR_MISS}),
    "NOT-S-INFECTION": ({"infectious_outbreak": True}, {"infectious_outbreak": False}),
    "NOT-S-DEATH": ({"death": True}, {"death": False}),
    "NOT-S-ABUSE": ({"abuse": True}, {"misconduct": True}),
    "NOT-S-EQUIPMENT": ({"equipment_failed": True}, {"safety_device_failed": True}),
    "NOT-S-MISCONDUCT": ({"misconduct": True}, {"misconduct": False}),
    "NOT-S-CONVICTION": ({"conviction": True}, {"crime_suspected": True}),
    "NOT-S-UNFIT": ({"provider_unfit": True}, {"conviction": True}),
    "NOT-S-REFURBISHMENT": ({"planned_refurbishment": True}, {"premises_damaged": True}),
    "NOT-S-REGISTRATION": ({"manager_changed": True}, {"provider_died": True}),
    "NOT-S-RESIDENT": ({"resident_on_premises": True}, {"resident_on_premises": False}),
    "NOT-S-ABS": (AWAY | {"absence_days": 29}, AWAY | {"absence_days": 28}),
    "NOT-S-DRUG": ({"medication_error": True, "controlled_drug": True}, {"medication_error": True}),
    "NOT-S-RESTRAINT": ({"restrictive_practice": True}, {"restrictive_practice": False}),
    "NOT-S-MONEY": ({"financial_irregularity": True}, {"theft": True}),
    "NOT-N-DEATH": ({"death": True}, {"death": False}),
    "NOT-N-INFECTION": ({"infectious_outbreak": True}, {"infectious_outbreak": False}),
    "NOT-N-INJURY": ({"lasting_impairment": True}, {"event_type": EventType.HARM}),
    "NOT-N-ABUSE": ({"abuse": True}, {"missing": True}),
    "NOT-N-EVENT": ({"missing": True}, {"event_type": EventType.NEAR_MISS}),
    "NOT-N-THEFT": ({"theft": True}, {"financial_irregularity": True}),
    "NOT-N-ACCIDENT": ({"work_accident": True}, {"event_type": EventType.HARM}),
    "NOT-N-POLICE": ({"police_involved": True}, {"crime_suspected": True}),
    "NOT-N-MISCONDUCT": ({"misconduct": True}, {"misconduct": False}),
    "NOT-N-ABS": (AWAY | {"absence_days": 28}, AWAY | {"absence_days": 27}),
    "NOT-N-CHANGE": ({"provider_changed": True}, {"provider_died": True}),
    "RIDDOR-N-DEATH": (ACCIDENT | {"work_death": True}, {"death": True}),
    "RIDDOR-N-INJURY": (ACCIDENT | {"worker_specified_injury": True}, {"worker_specified_injury": True}),
    "RIDDOR-N-HOSPITAL": (ACCIDENT | {"non_worker_taken_to_hospital": True}, ACCIDENT),
    "RIDDOR-N-DANGEROUS": ({"dangerous_occurrence": True}, ACCIDENT),
    "RIDDOR-N-3DAY": (
        UNFIT | {"worker_fit_again_on": date(2026, 4, 6)},  # unfit from the 2nd to the 5th: four days
        UNFIT | {"worker_fit_again_on": date(2026, 4, 5)},
    ),
    "RIDDOR-DEATH": (ACCIDENT | {"work_death": True}, {"death": True}),
    "RIDDOR-INJURY": (ACCIDENT | {"worker_specified_injury": True}, {"worker_specified_injury": True}),
    "RIDDOR-HOSPITAL": (ACCIDENT | {"non_worker_taken_to_hospital": True}, ACCIDENT),
    "RIDDOR-DANGEROUS": ({"dangerous_occurrence": True}, ACCIDENT),
    "RIDDOR-7DAY": (
        UNFIT | {"worker_fit_again_on": date(2026, 4, 10)},  # unfit from the 2nd to the 9th: eight days
        UNFIT | {"worker_fit_again_on": date(2026, 4, 9)},
    ),
    "SAFEGUARDING": ({"abuse": True}, {"event_type": EventType.HARM}),
    "POLICE": ({"crime_suspected": True}, {"police_involved": True}),
    "CORONER": ({"death": True, "death_unexpected": True}, {"death": True, "death_unexpected": False}),
    "FISCAL": ({"death": True, "detained": True}, {"death": True}),
    "SUPERVISORY-BODY": ({"death": True, "deprived_of_liberty": True}, {"deprived_of_liberty": True}),
    "ICO": (
        {"data_breach": True, "data_breach_risk": True},
        {"data_breach": True, "data_breach_risk": False},
    ),
    "FAMILY": (
        {"event_type": EventType.HARM, "who_affected": WhoAffected.PERSON},
        {"event_type": EventType.HARM, "who_affected": WhoAffected.WORKER},
    ),
    "COMMISSIONER": ({"infectious_outbreak": True}, {"event_type": EventType.GOOD_CARE}),
}


def test_every_rule_is_in_the_table():
    assert sorted(CASES) == sorted(rule.code for rule in RULES)


@pytest.mark.parametrize("code", CASES)
def test_the_facts_that_trigger_a_rule_are_given_as_its_reason(code):
    reason = rule_by_code(code).test(Facts(**CASES[code][0]).closed_at(NOW))

    assert reason is not None
    assert (reason[0].isupper(), reason[-1]) == (True, ".")


@pytest.mark.parametrize("code", CASES)
def test_facts_one_step_away_do_not_trigger_it(code):
    assert rule_by_code(code).test(Facts(**CASES[code][1]).closed_at(NOW)) is None


@pytest.mark.parametrize("code", CASES)
def test_nothing_answered_triggers_nothing(code):
    assert rule_by_code(code).test(Facts().closed_at(NOW)) is None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_under_which_instrument_and_year(rule):
    is_statutory = "Regulation" in rule.regulation.split(",")[0]

    assert not is_statutory or any(year in rule.regulation for year in ("1997", "2005", "2009", "2013", "2017"))


def test_no_regulation_18_stands_without_its_year():
    eighteens = [rule.regulation for rule in RULES if "Regulation 18" in rule.regulation]

    assert len(eighteens) == 8
    assert all(label.endswith("Care Quality Commission (Registration) Regulations 2009") for label in eighteens)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_counts_from_a_fact_that_is_asked(rule):
    assert rule.clock_from is None or hasattr(Facts(), rule.clock_from)
