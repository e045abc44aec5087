"""A case about a person in a position of trust: scope, owner, whom to tell, risk plan, referrals, outcome."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from plugins.safeguarding.models import Concern, PipotCase, PipotConsultation
from plugins.safeguarding.pipot_kinds import CASE, CONSULTATION
from plugins.safeguarding.rules.codes import EMPLOYER_ACTION
from plugins.safeguarding.services import pipot
from plugins.safeguarding.services.referring import Decided, decide_referrals, objections_to_closing
from plugins.safeguarding.tests.steps import WEDNESDAY, clocks
from portal.plugin import Binding, PortalError
from portal.plugin.services import move_record

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
SAID = {"what_is_said": "K.M. was arrested on Sunday.", "source": "home", "allegation_type": "allegation"}
NO, ONE_YES = (
    {"may_have_harmed": False, "possible_offence": False, "indicates_risk": False},
    {"may_have_harmed": False, "possible_offence": True, "indicates_risk": False},
)
TOLD = {"recipient": "Oakfield Homes", "told": "That there was an arrest.", "legal_basis": "public-task"}
BARRING = Decided(decision="made", reason="The harm test is met.", referred_on=WEDNESDAY, decided_on=WEDNESDAY)
NO_BODY = Decided(decision="not-applicable", reason="In no register.")


@pytest.fixture
def uow(act):
    """Pia, lead for people in a position of trust at Rosewood."""
    return act("pia")


@pytest.fixture
def case(uow):
    return pipot.open_case(uow, **SAID)


@pytest.fixture
def owned(uow, case):
    pipot.decide_scope(uow, case, **ONE_YES, reason="An arrest for assault.")
    return pipot.name_owner(uow, case, owner="Pia Lund")


def told(*, first=True, **answers):
    return pipot.Told(**{**TOLD, "shared_at": NOW, "person_told_first": first, **answers})


def field_of(order, *arguments, **answers):
    with pytest.raises(PortalError) as error:
        order(*arguments, **answers)
    return error.value.field


@pytest.mark.parametrize("question", NO)
def test_one_yes_of_three_is_in_scope_and_private_life_counts(uow, case, question):
    pipot.decide_scope(uow, case, **{**NO, question: True}, reason="Why.")

    assert (case.in_scope, case.status, case.source) == (True, "in-scope", "home")


def test_three_times_no_is_closed_as_out_of_scope_with_the_reason(uow, case):
    pipot.decide_scope(uow, case, **NO, reason="A dispute about a fence.")

    assert (case.status, case.closed_on, case.scope_reason) == ("out-of-scope", WEDNESDAY, "A dispute about a fence.")
    assert not any(one.is_running for one in clocks(uow, case).values())


@pytest.mark.parametrize(
    ("code", "due_on"),
    [
        ("PIPOT-OWNER", date(2026, 3, 5)),  # one working day after Wednesday
        ("PIPOT-DECIDE", date(2026, 3, 6)),
        ("PIPOT-STRATEGY", date(2026, 3, 11)),  # the weekend is skipped
    ],
)
def test_its_dates_are_local_targets_and_say_so(uow, case, code, due_on):
    clock = clocks(uow, case)[code]

    assert (clock.due_on, clock.binding, clock.verified) == (due_on, Binding.LOCAL, False)


def test_a_child_starts_twenty_four_hours_to_tell_the_designated_officer(uow, case):
    assert "LADO" not in clocks(uow, case)
    pipot.complete_case(uow, case, child_related=True)
    clock = clocks(uow, case)["LADO"]
    assert (clock.due_at, clock.binding) == (datetime(2026, 3, 5, 10, tzinfo=UTC), Binding.LOCAL)

    pipot.complete_case(uow, case, lado_told_at=NOW)
    assert clocks(uow, case)["LADO"].within_time is True


def test_the_owner_is_named_before_anybody_decides_whom_to_tell(uow, case):
    pipot.decide_scope(uow, case, **ONE_YES, reason="Why.")

    with pytest.raises(PortalError, match="Name the information owner first"):
        pipot.decide_disclosure(uow, case, reason="Why.", told=told())


def test_a_decision_keeps_its_reason_either_way(uow, owned):
    shared = pipot.decide_disclosure(uow, owned, reason="They work alone at night.", told=told())
    kept_back = pipot.decide_disclosure(uow, owned, reason="Nothing more than a rumour.")
    uow.session.flush()

    assert [(one.decision, one.reason, one.recipient) for one in (shared, kept_back)] == [
        ("share", "They work alone at night.", "Oakfield Homes"),
        ("not-share", "Nothing more than a rumour.", None),
    ]
    assert owned.status == "disclosed"


def test_to_tell_without_telling_the_person_first_needs_a_reason(uow, owned):
    assert field_of(pipot.decide_disclosure, uow, owned, reason="Why.", told=told(first=False)) == (
        "person_not_told_reason"
    )
    reason = "He would destroy the evidence."
    pipot.decide_disclosure(uow, owned, reason="Why.", told=told(first=False, person_not_told_reason=reason))


def test_what_the_person_said_is_kept(uow, owned):
    decision = pipot.decide_disclosure(uow, owned, reason="Why.", told=told(person_comment="It was not me."))

    assert (decision.person_told_first, decision.person_comment) == (True, "It was not me.")


def test_the_risk_plan_is_looked_at_again_until_there_is_an_outcome(uow, owned):
    pipot.plan_risk(uow, owned, risk_plan="Not alone.", review_on=date(2026, 4, 1), employer_action="yes")
    assert clocks(uow, owned)["PIPOT-REVIEW"].due_on == date(2026, 4, 1)  # 28 days
    review = {"words": "It holds.", "reviewed_on": WEDNESDAY}
    assert field_of(pipot.review_risk, uow, owned, **review, next_on=None) == "next_on"

    pipot.review_risk(uow, owned, **review, next_on=date(2026, 4, 1))
    pipot.decide_disclosure(uow, owned, reason="Why.")
    pipot.record_outcome(uow, owned, outcome="unfounded", reason="He was elsewhere.")
    assert not any(one.is_running for code, one in clocks(uow, owned).items() if code == "PIPOT-REVIEW")
    pipot.review_risk(uow, owned, **review, next_on=None)


def test_nothing_closes_with_a_referral_undecided_also_when_the_person_left_first(uow, owned):
    pipot.decide_disclosure(uow, owned, reason="Why.")
    pipot.record_outcome(uow, owned, outcome="substantiated", reason="He admits it.")
    assert objections_to_closing(uow, owned) == [
        "Decide on a referral to the barring service, also if the person left first.",
        "Decide on a referral to a professional body, also if the person left first.",
    ]

    decide_referrals(uow, owned, barring=BARRING, professional=NO_BODY, left_first=True)
    move_record(uow, owned, next(one for one in CASE.lifecycle.transitions if one.key == "close"))
    assert (owned.closed_on, owned.left_first) == (WEDNESDAY, True)


def closed(uow, case):
    pipot.decide_disclosure(uow, case, reason="Why.")
    pipot.record_outcome(uow, case, outcome="unfounded", reason="He was elsewhere.")
    decide_referrals(uow, case, barring=BARRING, professional=NO_BODY, left_first=False)
    return move_record(uow, case, next(one for one in CASE.lifecycle.transitions if one.key == "close"))


def test_closing_sets_when_somebody_asks_whether_it_is_still_needed(uow, owned):
    closed(uow, owned)
    uow.finish()

    assert owned.retention_review_on == date(2036, 3, 4)


def test_a_day_somebody_chose_stays(uow, owned):
    pipot.set_retention_review(uow, owned, review_on=date(2030, 1, 2))
    closed(uow, owned)
    uow.finish()

    assert owned.retention_review_on == date(2030, 1, 2)


def test_what_is_out_of_scope_is_looked_at_again_too(uow, case):
    pipot.decide_scope(uow, case, **NO, reason="A dispute about a fence.")
    uow.finish()

    assert case.retention_review_on == date(2036, 3, 4)


def test_advice_asked_about_nobody_has_nowhere_to_name_anybody(uow):
    kept = pipot.record_consultation(
        uow, asked_of="lado", setting="care-home", theme="conduct", advice="below-threshold"
    )
    fields = [one for group in CONSULTATION.groups for one in group.fields]

    assert (kept.status, kept.compartment) == ("kept", "pipot")
    assert CONSULTATION.people == ()
    assert [one.key for one in fields if one.personal] == []
    own = set(PipotConsultation.__table__.c.keys()) - {"tenant_id", "id", "compartment"}
    assert {one.key for one in fields} == own
    assert all(one.codes for one in fields if one.key != "asked_at")


def test_no_outcome_before_it_was_decided_whom_to_tell(uow, owned):
    with pytest.raises(PortalError, match="Decide first whom to tell, or to tell nobody"):
        pipot.record_outcome(uow, owned, outcome="unfounded", reason="He was elsewhere.")


def test_a_case_or_concern_says_of_the_employer_no_more_than_whether_there_was_action():
    for model in (PipotCase, Concern):
        names = {column.name for column in model.__table__.c}
        assert {one for one in names if "suspen" in one or "hearing" in one} == set()
    assert [one.key for one in EMPLOYER_ACTION.codes] == ["yes", "no", "pending"]
