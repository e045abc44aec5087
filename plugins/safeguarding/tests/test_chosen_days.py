"""A day that people chose is the day its clock runs to, whatever the local target proposes."""

from __future__ import annotations

from datetime import date

import pytest

from plugins.safeguarding import services
from plugins.safeguarding.services import pipot
from plugins.safeguarding.services.timing import proposed_day
from plugins.safeguarding.tests.steps import WEDNESDAY, decided, planned
from portal.plugin import Binding, PortalError
from portal.plugin.services import deadlines_of

SOON, LATER, GOOD_FRIDAY = date(2026, 3, 20), date(2026, 3, 25), date(2026, 4, 3)
SCOPE = {"may_have_harmed": True, "possible_offence": False, "indicates_risk": False, "reason": "Why."}


@pytest.fixture
def uow(act):
    """Pia, on Wednesday 4 March 2026."""
    return act("pia")


def days(uow, record, code):
    """The days the running clocks of the rule end on."""
    uow.session.flush()
    return [one.due_on for one in deadlines_of(uow, record.id) if one.rule_code == code and one.is_running]


def test_the_plan_is_looked_at_on_the_day_that_was_chosen_also_when_it_is_changed_and_a_holiday(uow):
    concern = planned(uow)
    found = []
    for chosen in (SOON, LATER):
        services.make_plan(uow, concern, plan="Two people help.", review_on=chosen)
        found.append(days(uow, concern, "SAF-PLAN-REVIEW"))
    services.review_plan(uow, concern, review="It holds.", reviewed_on=WEDNESDAY, next_on=GOOD_FRIDAY)

    assert [*found, days(uow, concern, "SAF-PLAN-REVIEW")] == [[SOON], [LATER], [GOOD_FRIDAY]]


def test_its_clock_says_that_the_day_was_chosen_and_stays_a_local_target(uow):
    services.make_plan(uow, concern := planned(uow), plan="Two people help.", review_on=SOON)
    uow.session.flush()
    (clock,) = [one for one in deadlines_of(uow, concern.id) if one.rule_code == "SAF-PLAN-REVIEW" and one.is_running]

    assert clock.source.startswith("The day chosen in this case, 16 days later. Pan-Lancashire")
    assert clock.binding == Binding.LOCAL


def test_the_enquiry_is_expected_on_the_day_agreed_with_whoever_makes_it(uow):
    concern = decided(uow)
    caused = {"mode": "caused", "agency": "Northshire NHS Trust", "lead": "Matron", "scope": "Nights."}
    services.begin_enquiry(uow, concern, **caused, by=SOON, agreed_on=WEDNESDAY)
    assert days(uow, concern, "SAF-ENQUIRY-BY") == [SOON]

    services.begin_enquiry(uow, concern, **caused, by=LATER, agreed_on=WEDNESDAY)
    assert days(uow, concern, "SAF-ENQUIRY-BY") == [LATER]
    assert concern.enquiry_lead == "Matron"


def test_the_risk_plan_is_looked_at_on_the_day_that_was_chosen_until_there_is_an_outcome(uow):
    case = pipot.open_case(uow, what_is_said="An arrest.", source="home", allegation_type="allegation")
    pipot.name_owner(uow, pipot.decide_scope(uow, case, **SCOPE), owner="Pia Lund")
    plan = {"risk_plan": "Not alone.", "employer_action": "yes"}
    pipot.plan_risk(uow, case, **plan, review_on=SOON)
    assert days(uow, case, "PIPOT-REVIEW") == [SOON]
    pipot.review_risk(uow, case, words="It holds.", reviewed_on=WEDNESDAY, next_on=GOOD_FRIDAY)
    assert days(uow, case, "PIPOT-REVIEW") == [GOOD_FRIDAY]

    pipot.decide_disclosure(uow, case, reason="Why.")
    pipot.record_outcome(uow, case, outcome="unfounded", reason="He was elsewhere.")
    pipot.plan_risk(uow, case, **plan, review_on=LATER)
    assert days(uow, case, "PIPOT-REVIEW") == []


@pytest.mark.parametrize(
    ("chosen", "message"),
    [(date(2026, 3, 3), "Enter today or a later day"), (date(2062, 4, 1), "Enter a day within the next year")],
)
def test_a_day_gone_by_or_far_ahead_is_chosen_by_nobody(uow, chosen, message):
    with pytest.raises(PortalError, match=message) as error:
        services.make_plan(uow, planned(uow), plan="Two people help.", review_on=chosen)
    assert error.value.field == "review_on"


@pytest.mark.parametrize(
    ("code", "proposed"),
    [("SAF-PLAN-REVIEW", date(2026, 4, 15)), ("SAF-ENQUIRY-BY", date(2026, 4, 1)), ("PIPOT-REVIEW", date(2026, 4, 1))],
)
def test_the_form_proposes_the_local_target(uow, code, proposed):
    assert proposed_day(uow, code, WEDNESDAY) == proposed
