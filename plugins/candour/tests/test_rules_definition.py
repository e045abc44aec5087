"""What is notifiable for whom: one definition for each kind of body, and none where there is no law."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plugins.candour.rules.codes import BODY_TYPES, HARMS, LIKELIHOODS, METHODS
from plugins.candour.rules.definition import Answers, find
from plugins.candour.rules.regimes import REGIMES, regime_for, regimes_in
from portal.plugin import Nation

NHS, CARE, SCOTLAND, WALES = (
    REGIMES[key] for key in ("england-health-service-body", "england-other-provider", "scotland", "wales-nhs")
)
LAWS = (NHS, CARE, SCOTLAND, WALES)
NO_LAW = (REGIMES["wales-own-policy"], REGIMES["northern-ireland-own-policy"])
DEATH = Answers(unintended=True, in_service=True, harm="death", likelihood="resulted")


def is_notifiable(regime, **answers):
    return find(regime, replace(DEATH, **answers)).is_notifiable


@pytest.mark.parametrize(
    ("regime", "notifiable"),
    [(NHS, True), (CARE, False), (SCOTLAND, True), (WALES, True)],
    ids=lambda one: str(one)[:20],
)
def test_a_near_miss_counts_for_an_nhs_body_and_not_for_a_care_home(regime, notifiable):
    assert is_notifiable(regime, likelihood="could") is notifiable


def test_a_care_home_is_told_why_its_near_miss_does_not_count():
    found = find(CARE, replace(DEATH, likelihood="could"))

    assert found.reasons == ("It harmed nobody in this way: for this kind of body a near miss is not notifiable.",)


# The harms of rules 1.1 and 1.3, and whether each counts: health service body, other provider, Scotland, Wales.
CELLS = [
    ("death", True, True, True, True),
    ("severe", True, False, True, True),
    ("moderate", True, False, False, True),
    ("impairment", False, True, True, False),
    ("body-structure", False, True, True, False),
    ("prolonged-pain", False, True, True, False),
    ("prolonged-psychological", True, True, True, False),
    ("shortened-life", False, True, True, False),
    ("more-treatment", False, False, True, False),
    ("treatment-to-prevent", False, True, True, False),
    ("none", False, False, False, False),
]


def test_every_harm_counts_where_the_law_lists_it_and_nowhere_else():
    assert [(harm, *(is_notifiable(one, harm=harm) for one in LAWS)) for harm, *_ in CELLS] == CELLS
    assert {harm for harm, *_ in CELLS} == {one.key for one in HARMS.codes}


@pytest.mark.parametrize("regime", LAWS, ids=lambda one: one.key)
@pytest.mark.parametrize("test", ["unintended", "in_service"])
def test_each_common_test_must_be_met(regime, test):
    assert not is_notifiable(regime, **{test: False})
    assert not is_notifiable(regime, **{test: None})


def test_nothing_answered_is_nothing_notifiable():
    assert [find(one, Answers()).is_notifiable for one in REGIMES.values()] == [False] * len(REGIMES)
    assert find(CARE, replace(DEATH, likelihood=None)).reasons == ("Whether it harmed anybody was not answered.",)


@pytest.mark.parametrize("regime", NO_LAW, ids=lambda one: one.key)
def test_where_no_law_was_found_the_own_policy_decides_and_nothing_is_made_up(regime):
    assert not regime.is_law
    assert not regime.verified
    assert "your own policy" in regime.says
    assert (regime.harms, regime.likelihoods, regime.tells_before_writing) == ((), (), False)
    assert not is_notifiable(regime)
    assert is_notifiable(regime, policy_asks=True)


def test_welsh_care_providers_are_not_bound_by_the_regulations_for_nhs_bodies():
    assert "bind NHS bodies, not care providers" in regime_for(Nation.WALES, "care-provider").says


def test_every_nation_asks_for_the_body_first_and_knows_its_own_bodies_alone():
    asked = {nation: [one.body_type for one in regimes_in(nation)] for nation in Nation}

    assert asked == {
        Nation.ENGLAND: ["health-service-body", "other-provider"],
        Nation.SCOTLAND: ["responsible-person"],
        Nation.WALES: ["nhs-body", "care-provider"],
        Nation.NORTHERN_IRELAND: ["any-body"],
    }
    assert regime_for(Nation.ENGLAND, "nhs-body") is None
    assert {one.key for one in BODY_TYPES.codes} == {body for bodies in asked.values() for body in bodies}


@pytest.mark.parametrize("regime", REGIMES.values(), ids=lambda one: one.key)
def test_a_regime_names_codes_that_are_there_and_its_source(regime):
    assert set(regime.harms) <= {one.key for one in HARMS.codes}
    assert set(regime.likelihoods) <= {one.key for one in LIKELIHOODS.codes}
    assert set(regime.methods) <= {one.key for one in METHODS.codes}
    assert regime.source
    assert regime.source_url.startswith("https://") or not regime.verified
