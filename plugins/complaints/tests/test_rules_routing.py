"""Exactly one procedure for every set of answers, with its reasons; and where to go after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from plugins.complaints.rules.codes import BODIES, REGIME_LIST
from plugins.complaints.rules.ombudsmen import ombudsman_for, where_to_go_next
from plugins.complaints.rules.routing import REGIMES, Facts, route
from portal.plugin import Nation

SUMMER = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("nation", "body", "about_data", "received_on", "expected"),
    [
        ("england", "council-social-care", False, date(2026, 1, 15), "england-statutory"),
        ("england", "nhs", False, date(2026, 1, 15), "england-statutory"),
        ("england", "council-other", False, date(2026, 4, 1), "lgsco-code"),
        ("england", "council-other", False, date(2026, 3, 31), "own-procedure"),
        ("england", "provider", False, date(2026, 4, 2), "registered-provider"),
        ("england", "independent", False, SUMMER, "own-procedure"),
        ("scotland", "council-social-care", False, SUMMER, "scotland"),
        ("scotland", "council-other", False, SUMMER, "scotland"),
        ("scotland", "nhs", False, SUMMER, "scotland"),
        ("scotland", "provider", False, SUMMER, "own-procedure"),
        ("wales", "council-social-care", False, SUMMER, "wales"),
        ("wales", "council-other", False, SUMMER, "own-procedure"),
        ("wales", "nhs", False, SUMMER, "own-procedure"),
        ("northern-ireland", "nhs", False, date(2026, 1, 1), "northern-ireland"),
        ("northern-ireland", "nhs", False, date(2025, 12, 31), "own-procedure"),
        ("northern-ireland", "provider", False, SUMMER, "own-procedure"),
        ("england", "council-social-care", True, date(2026, 6, 18), "england-statutory"),
        ("england", "council-social-care", True, date(2026, 6, 19), "data-protection"),
        ("scotland", "independent", True, date(2026, 6, 19), "data-protection"),
    ],
)
def test_each_complaint_has_its_procedure(nation, body, about_data, received_on, expected):
    found = route(Facts(Nation(nation), body, about_data, received_on))

    assert found.regime.key == expected
    assert len(found.reasons) >= 1
    assert all(reason.endswith(".") for reason in found.reasons)


COUNCIL, HOME = True, False  # who received it: an organisation that arranges care, or one that gives it


@pytest.mark.parametrize(
    ("nation", "received_by", "payer", "expected", "answers"),
    [
        ("england", COUNCIL, "council", "england-statutory", "council-social-care"),
        ("england", COUNCIL, "nhs", "england-statutory", "nhs"),
        ("england", COUNCIL, "self", "registered-provider", "provider"),
        ("england", COUNCIL, "unknown", "registered-provider", "provider"),
        ("england", HOME, "council", "registered-provider", "provider"),
        ("england", HOME, "nhs", "england-statutory", "nhs"),
        ("england", HOME, "self", "registered-provider", "provider"),
        ("scotland", COUNCIL, "council", "scotland", "council-social-care"),
        ("scotland", COUNCIL, "self", "own-procedure", "provider"),
        ("wales", COUNCIL, "council", "wales", "council-social-care"),
        ("wales", HOME, "council", "own-procedure", "provider"),
        ("northern-ireland", COUNCIL, "nhs", "northern-ireland", "nhs"),
        ("northern-ireland", HOME, "nhs", "own-procedure", "provider"),
    ],
)
def test_care_that_was_arranged_is_answered_by_whoever_arranged_it_when_they_are_told(
    nation, received_by, payer, expected, answers
):
    told = Facts(Nation(nation), "provider", False, SUMMER, payer=payer, to_commissioner=received_by)
    found = route(told)

    assert (found.regime.key, found.body) == (expected, answers)
    arranged = answers != "provider"
    assert any("theirs to answer" in reason for reason in found.reasons) is arranged
    assert any("the provider answers" in reason for reason in found.reasons) is (received_by and not arranged)


def test_what_the_nhs_pays_a_provider_for_goes_to_the_ombudsman_of_the_nhs_and_data_still_comes_first():
    told = Facts(Nation.ENGLAND, "provider", False, SUMMER, payer="nhs")
    found = route(told)

    assert ombudsman_for(found.regime.key, Nation.ENGLAND, found.body).key == "phso"
    assert route(replace(told, about_data=True)).regime.key == "data-protection"


def test_there_is_one_for_every_answer_and_no_procedure_is_out_of_reach():
    bodies = [one.key for one in BODIES.codes]
    found = {
        route(Facts(nation, body, about, SUMMER)).regime.key
        for nation, body, about in product(Nation, bodies, (True, False))
    }

    assert found == REGIMES.keys() == {one.key for one in REGIME_LIST.codes}


@pytest.mark.parametrize(
    ("regime", "nation", "body", "expected"),
    [
        ("england-statutory", "england", "council-social-care", "Local Government and Social Care Ombudsman"),
        ("england-statutory", "england", "nhs", "Parliamentary and Health Service Ombudsman"),
        ("lgsco-code", "england", "council-other", "Local Government and Social Care Ombudsman"),
        ("registered-provider", "england", "provider", "Local Government and Social Care Ombudsman"),
        ("scotland", "scotland", "council-social-care", "Scottish Public Services Ombudsman"),
        ("own-procedure", "scotland", "provider", "Care Inspectorate"),
        ("wales", "wales", "council-social-care", "Public Services Ombudsman for Wales"),
        ("own-procedure", "wales", "provider", "Public Services Ombudsman for Wales"),
        ("northern-ireland", "northern-ireland", "nhs", "Northern Ireland Public Services Ombudsman"),
        ("data-protection", "scotland", "provider", "Information Commissioner"),
    ],
)
def test_the_answer_names_who_looks_at_it_next(regime, nation, body, expected):
    assert ombudsman_for(regime, Nation(nation), body).name == expected
    assert expected in where_to_go_next(regime, Nation(nation), body)


def test_an_advocates_complainant_turns_to_whoever_arranged_the_service():
    assert ombudsman_for("own-procedure", Nation.ENGLAND, "independent") is None
    assert "arranged or pays" in where_to_go_next("own-procedure", Nation.ENGLAND, "independent")


def test_a_providers_answer_names_the_commissioner_too():
    assert "If a council or the NHS arranged the care" in where_to_go_next(
        "registered-provider", Nation.ENGLAND, "provider"
    )
