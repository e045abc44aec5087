"""Referring somebody to those who bar people from work with adults: the clock, and what does not close before it."""

from __future__ import annotations

from datetime import date

import pytest

from plugins.safeguarding.services import pipot
from plugins.safeguarding.services.referring import Decided, decide_referrals, objections_to_closing
from plugins.safeguarding.tests.steps import clocks
from portal.plugin import Binding, Nation, PortalError
from portal.plugin.services import deadlines_of

DISMISSED = date(2025, 11, 28)  # three months later is a Saturday, and the law says nothing of the next working day
NO_BODY = Decided(decision="not-applicable", reason="In no register.")


@pytest.fixture
def uow(act):
    """Pia, on Wednesday 4 March 2026."""
    return act("pia")


@pytest.fixture
def case(uow):
    return pipot.open_case(uow, what_is_said="He hit a man.", source="work", allegation_type="allegation")


def barring(decision, *, decided_on=DISMISSED, referred_on=None):
    return Decided(decision=decision, reason="The harm test.", decided_on=decided_on, referred_on=referred_on)


def refer(uow, case, decided, *, professional=NO_BODY, left_first=False):
    decide_referrals(uow, case, barring=decided, professional=professional, left_first=left_first)
    return clocks(uow, case)


@pytest.mark.parametrize(
    ("nation", "code", "due_on", "binding"),
    [
        (Nation.SCOTLAND, "PVG-REF", date(2026, 2, 28), Binding.STATUTE),
        (Nation.ENGLAND, "PIPOT-REFER", None, Binding.PROMPTNESS),
        (Nation.WALES, "PIPOT-REFER", None, Binding.PROMPTNESS),
        (Nation.NORTHERN_IRELAND, "PIPOT-REFER-N", None, Binding.PROMPTNESS),
    ],
)
@pytest.mark.parametrize("left_first", [False, True])
def test_a_duty_to_refer_is_counted_from_the_decision_also_when_they_left(
    uow, case, nation, code, due_on, binding, left_first
):
    case.nation = nation
    clock = refer(uow, case, barring("owed"), left_first=left_first)[code]

    assert (clock.due_on, clock.binding, clock.is_running) == (due_on, binding, True)
    assert "Refer the person to the barring service, and record when." in objections_to_closing(uow, case)


@pytest.mark.parametrize(("day", "within"), [(date(2026, 2, 28), True), (date(2026, 3, 1), False)])
def test_the_referral_meets_it_on_the_day_it_was_made(uow, case, day, within):
    case.nation = Nation.SCOTLAND
    refer(uow, case, barring("owed"))
    clock = refer(uow, case, barring("made", referred_on=day))["PVG-REF"]

    assert (clock.is_running, clock.within_time) == (False, within)
    assert [one for one in objections_to_closing(uow, case) if "barring" in one] == []


def test_another_day_of_the_decision_is_another_last_day(uow, case):
    case.nation = Nation.SCOTLAND
    refer(uow, case, barring("owed"))
    refer(uow, case, barring("owed", decided_on=date(2026, 1, 15)))

    assert [one.due_on for one in deadlines_of(uow, case.id) if one.rule_code == "PVG-REF" and one.is_running] == [
        date(2026, 4, 15)
    ]


def test_what_is_no_duty_after_all_stops_its_clock_with_the_reason(uow, case):
    refer(uow, case, barring("owed"))
    clock = refer(uow, case, Decided(decision="not-made", reason="He only moved for a week."))["PIPOT-REFER"]

    assert (clock.is_running, clock.waived_reason) == (False, "He only moved for a week.")


def test_what_was_said_to_be_made_by_mistake_is_owed_again(uow, case):
    refer(uow, case, barring("made", referred_on=date(2026, 3, 1)))
    refer(uow, case, barring("owed"))

    found = [one.is_running for one in deadlines_of(uow, case.id) if one.rule_code == "PIPOT-REFER"]
    assert sorted(found) == [False, True]


@pytest.mark.parametrize(
    ("decided", "field"),
    [
        (barring("owed", decided_on=None), "barring_decided_on"),
        (barring("made"), "barring_referred_on"),
        (barring("owed", decided_on=date(2026, 3, 5)), "barring_decided_on"),
        (barring("made", referred_on=date(2025, 11, 27)), "barring_referred_on"),
    ],
)
def test_the_days_are_asked_for_and_can_be(uow, case, decided, field):
    with pytest.raises(PortalError) as error:
        refer(uow, case, decided)
    assert error.value.field == field


def test_a_professional_body_that_must_be_told_is_told_before_the_closing(uow, case):
    told = "Refer the person to the professional body, and record when."
    owed = Decided(decision="owed", reason="She is a nurse.")
    refer(uow, case, barring("not-made"), professional=owed)
    assert told in objections_to_closing(uow, case)

    made = Decided(decision="made", reason="She is a nurse.", referred_on=date(2026, 3, 4))
    refer(uow, case, barring("not-made"), professional=made)
    assert told not in objections_to_closing(uow, case)
    assert case.professional_referred_on == date(2026, 3, 4)
