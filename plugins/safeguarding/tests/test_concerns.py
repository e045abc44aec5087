"""A concern from its raising to its end: what each step writes, and what it refuses with which words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from plugins.safeguarding import services
from plugins.safeguarding.models import Concern
from plugins.safeguarding.services.closing import objections_to_closing, start_survey
from plugins.safeguarding.services.raising import start_clocks
from plugins.safeguarding.tests.steps import (
    WEDNESDAY,
    YES,
    asked,
    clocks,
    decided,
    ended,
    planned,
    raised,
    take_step,
)
from portal.plugin import Binding, PortalError
from portal.plugin.services import opened_from, submission_of


@pytest.fixture
def uow(act):
    """Pia, safeguarding lead of Rosewood, on Wednesday 4 March 2026."""
    return act("pia")


def refused(order, *arguments, **answers):
    with pytest.raises(PortalError) as error:
        order(*arguments, **answers)
    return error.value.field, error.value.message


def test_a_care_worker_raises_what_they_cannot_read_and_hears_by_a_date(act):
    mia = act("mia")
    concern = raised(mia)
    mia.session.flush()
    mia.session.expunge_all()

    assert mia.session.get(Concern, (mia.tenant.id, concern.id)) is None
    assert submission_of(mia, concern.id).answer_by == date(2026, 3, 11)


def test_a_concern_is_the_safeguarding_compartments_and_names_nobody_in_its_title(uow):
    concern = raised(uow, categories=("neglect",))

    assert (concern.compartment, concern.title) == ("safeguarding", "Neglect or acts of omission at Rosewood House")


def test_england_sets_no_legal_date_for_a_concern_or_its_enquiry(uow):
    concern = decided(uow)

    assert {one.binding for one in clocks(uow, concern).values()} == {Binding.LOCAL}
    assert "SAF-W-ENQ" not in clocks(uow, concern)


@pytest.mark.parametrize(
    ("received", "due_on"),
    [
        (datetime(2026, 3, 2, 9, tzinfo=UTC), date(2026, 3, 11)),  # Monday: the weekend is skipped
        (datetime(2026, 2, 27, 9, tzinfo=UTC), date(2026, 3, 10)),  # Friday
    ],
)
def test_in_wales_enquiries_normally_take_seven_working_days(uow, received, due_on):
    concern = raised(uow)
    concern.nation, concern.received_at = "wales", received
    start_clocks(uow, concern)
    clock = clocks(uow, concern)["SAF-W-ENQ"]

    assert (clock.due_on, clock.binding) == (due_on, Binding.GUIDANCE)


def test_what_the_adult_wants_is_asked_before_the_decision(uow):
    message = "Record first what the adult wants to happen, or why they were not asked."

    assert refused(decided, uow, raised(uow)) == (None, message)


def test_a_reason_why_the_adult_was_not_asked_will_do(uow):
    concern = services.complete_concern(uow, raised(uow), wanted_not_asked_reason="She is unconscious.")

    assert decided(uow, concern).status == "enquiry"


@pytest.mark.parametrize("question", ["has_needs", "is_at_risk", "cannot_protect"])
def test_one_no_means_something_else_is_done_and_nothing_is_deleted(uow, question):
    answers = {**YES, question: False, "decision": "other-action", "other_action": "A review of her care by her GP."}
    concern = decided(uow, **answers)

    assert (concern.status, concern.closed_on, getattr(concern, question)) == ("no-enquiry", None, False)


def test_a_no_does_not_lead_to_an_enquiry(uow):
    field, _message = refused(decided, uow, has_needs=False)

    assert field == "decision"


def test_three_times_yes_leads_to_nothing_but_an_enquiry(uow):
    field, message = refused(decided, uow, decision="no-action")

    assert (field, message.split(":")[0]) == ("decision", "All three answers are yes")


def test_a_decision_keeps_who_made_it_when_and_why_and_meets_its_target(uow):
    concern = decided(uow)

    assert (concern.decided_by, concern.decided_at, concern.decision_reason) == (
        uow.actor.user_id,
        uow.now,
        "All three are so.",
    )
    assert clocks(uow, concern)["SAF-DECIDE"].within_time is True


@pytest.mark.parametrize("funding", ["self", "this-authority", "another-authority", "nhs", "none", "not-known"])
def test_who_pays_for_the_care_changes_nothing(uow, funding):
    concern = services.complete_concern(uow, asked(uow), funding=funding)

    assert decided(uow, concern).status == "enquiry"


@pytest.mark.parametrize(
    ("difficulty", "appropriate", "duty"),
    [(True, False, "open"), (True, True, "none"), (False, False, "none"), (False, True, "none")],
)
def test_an_advocate_is_owed_for_much_difficulty_and_nobody_appropriate(uow, difficulty, appropriate, duty):
    concern = services.decide_advocate(
        uow, decided(uow), substantial_difficulty=difficulty, appropriate_person=appropriate, reason="Seen on Monday."
    )

    assert concern.advocate_duty == duty
    assert ("SAF-ADVOCATE" in clocks(uow, concern)) is (duty == "open")


NO_ADVOCATE = "Arrange the advocate, or record why there is none."


@pytest.mark.parametrize("became", ["arranged", "declined", "withdrawn"])
def test_nothing_closes_while_an_advocate_is_owed(uow, became):
    concern = ended(uow)
    services.decide_advocate(uow, concern, substantial_difficulty=True, appropriate_person=False, reason="Seen.")
    assert objections_to_closing(uow, concern) == [NO_ADVOCATE]

    services.settle_advocate(uow, concern, became=became, note="Clear Voice, or why not.")
    assert objections_to_closing(uow, concern) == []
    assert not clocks(uow, concern)["SAF-ADVOCATE"].is_running


def test_an_enquiry_caused_needs_the_body_and_when_it_agreed(uow):
    given = {"mode": "caused", "scope": "The night shift.", "by": date(2026, 4, 1)}
    concern = decided(uow)

    assert refused(services.begin_enquiry, uow, concern, **given)[0] == "agency"
    assert refused(services.begin_enquiry, uow, concern, agency="Rosewood Care", **given)[0] == "agreed_on"


def test_an_enquiry_another_body_makes_can_be_challenged_and_our_own_cannot(uow):
    concern = decided(uow)
    caused = {"mode": "caused", "scope": "Nights.", "by": date(2026, 4, 1), "agreed_on": WEDNESDAY}
    services.begin_enquiry(uow, concern, agency="Northshire NHS Trust", **caused)
    services.challenge_enquiry(uow, concern, challenge="The rota was not looked at.")
    assert concern.enquiry_challenge == "The rota was not looked at."

    services.begin_enquiry(uow, concern, mode="led", scope="Nights.", by=date(2026, 4, 1))
    assert "Only an enquiry another body makes" in refused(services.challenge_enquiry, uow, concern, challenge="x")[1]


def test_who_declines_protection_gives_a_reason_that_is_shared(uow):
    given = {"plan": None, "review_on": None, "declined_reason": "She wants to stay with him."}
    concern = decided(uow)

    assert refused(services.make_plan, uow, concern, **given)[0] == "declined_shared_with"
    given["declined_shared_with"] = "Her GP"
    message = "Record first whether the adult can decide this themselves."
    assert refused(services.make_plan, uow, concern, **given) == ("declined_reason", message)
    services.complete_concern(uow, concern, capacity="has", capacity_reason="She weighed it on Monday.")
    services.make_plan(uow, concern, **given)
    assert concern.declined_shared_with == "Her GP"


def test_a_plan_says_when_it_is_looked_at_again(uow):
    assert refused(services.make_plan, uow, decided(uow), plan="A lock.", review_on=None)[0] == "review_on"


def test_closing_asks_for_each_point_of_the_checklist(uow):
    found = objections_to_closing(uow, planned(uow))

    assert "Record whether the adult got what they wanted." in found
    assert "Answer: Was a safeguarding adults review considered?" in found
    assert "Tell whoever raised it what came of it, or why they cannot be told." in found
    assert len(found) == 12


def test_what_is_ended_closes_at_any_stage(uow):
    concern = ended(uow, decided(uow, has_needs=False, decision="no-action"))

    assert take_step(uow, concern, "close").closed_on == WEDNESDAY


def test_after_the_closing_the_person_is_asked_within_eight_weeks(uow):
    concern = take_step(uow, ended(uow), "close")
    start_survey(uow, concern)
    clock = clocks(uow, concern)["SAF-MSP"]
    assert (clock.due_on, clock.binding) == (date(2026, 4, 29), Binding.GUIDANCE)  # 56 days after 4 March

    answers = {"asked": "Not asked", "safer": "Yes"}
    services.record_survey(uow, concern, asked="adult", answers=answers, not_done_reason=None)
    assert concern.survey == {"asked": "adult", "answers": answers}
    assert clocks(uow, concern)["SAF-MSP"].within_time is True


def test_closing_a_concern_begins_the_survey_by_itself(uow):
    concern = take_step(uow, ended(uow), "close")
    uow.finish()

    assert "SAF-MSP" in clocks(uow, concern)


def test_whoever_raised_it_reads_what_came_of_it(act, uow):
    concern = ended(uow)
    uow.session.flush()

    assert submission_of(uow, concern.id).answer == "Thank you."
    assert clocks(uow, concern)["SAF-ANSWER"].within_time is True


def test_consent_that_was_not_given_needs_a_reason(uow):
    concern = raised(uow)

    for consent in ("overridden", "lacks-capacity", "not-sought"):
        assert refused(services.complete_concern, uow, concern, consent=consent)[0] == "consent_reason"
    assert services.complete_concern(uow, concern, consent="given").consent == "given"


def test_a_source_who_is_at_risk_too_has_a_record_a_plan_and_an_advocate_apart(uow):
    concern = services.complete_concern(uow, ended(uow), source_is_at_risk=True)
    assert objections_to_closing(uow, concern) == [
        "Open a record of its own for the adult at risk who may have caused it."
    ]

    theirs = services.open_for_source(uow, concern, adult_reference="P.K.", what_happened="He cannot bear noise.")
    uow.session.flush()
    services.decide_advocate(uow, theirs, substantial_difficulty=True, appropriate_person=False, reason="Seen.")
    assert objections_to_closing(uow, concern) == []
    assert [one.record.id for one in opened_from(uow, concern.id)] == [theirs.id]
    assert ("CANARY" in (theirs.what_happened or ""), concern.advocate_duty, theirs.plan) == (False, None, None)
