"""From the acknowledgement to the answer, another look, and the end."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from plugins.complaints.kinds import COMPLAINT
from plugins.complaints.models import Complaint
from plugins.complaints.queries import heads_of
from plugins.complaints.rules import letters as wording
from plugins.complaints.services import answering, deciding
from plugins.complaints.tests.steps import (
    acknowledged,
    answered,
    clocks,
    decided,
    drafted,
    due,
    letter,
    looked_into,
    received,
    routed,
)
from portal.plugin import PortalError
from portal.plugin.services import letters_of, link_person, move_record, record_person
from tests.world import PERSONAS


def me(name):
    return PERSONAS[name].id


def close(uow, complaint, key="close", reason=None):
    step = next(one for one in COMPLAINT.lifecycle.transitions if one.key == key)
    return move_record(uow, complaint, step, reason=reason)


def test_nothing_is_acknowledged_before_the_procedure_and_the_question_about_abuse(act):
    uow = act("ben")
    complaint = received(uow)
    words = letter(uow, complaint, wording.ACKNOWLEDGEMENT)

    with pytest.raises(PortalError, match="by which procedure"):
        answering.acknowledge(uow, complaint, words, on=uow.today)


def test_the_plan_waits_for_the_offer_of_support(act):
    uow = act("ben")
    complaint = acknowledged(uow)
    plan = {"plan": "We talk with the night team.", "agreed_on": uow.today}

    with pytest.raises(PortalError, match="Offer support first"):
        answering.agree_plan(uow, complaint, letter(uow, complaint, wording.PLAN), **plan)
    answering.offer_support(uow, complaint, offered_on=uow.today, answer="declined", supported_by=None)
    answering.agree_plan(uow, complaint, letter(uow, complaint, wording.PLAN), **plan)

    assert complaint.status == "planned"


def test_whoever_has_a_conflict_does_not_investigate(act):
    uow = act("ben")
    complaint = acknowledged(uow)

    with pytest.raises(PortalError, match="without a conflict"):
        answering.give_to_investigator(uow, complaint, member_id=me("ruth"), has_conflict=True)
    answering.give_to_investigator(uow, complaint, member_id=me("ruth"), has_conflict=False)
    assert (complaint.investigator_id, complaint.status) == (me("ruth"), "investigating")


def test_waiting_for_safeguarding_stops_no_clock(act):
    uow = act("ben")
    complaint = routed(uow)
    before = due(uow, complaint)
    answering.set_hold(uow, complaint, hold="safeguarding")

    assert due(uow, complaint) == before
    assert (complaint.hold, complaint.hold_since) == ("safeguarding", date(2026, 3, 4))


def test_no_response_before_every_head_is_decided(act):
    uow = act("ben")
    complaint = acknowledged(uow)
    deciding.add_head(uow, complaint, subject="care", words="Nobody came.")

    with pytest.raises(PortalError, match="every head"):
        answering.draft_response(uow, complaint, response="We looked.", remedies=[])


def test_nothing_is_answered_that_nobody_without_a_conflict_looked_into(act):
    uow = act("ben")
    complaint = decided(uow, acknowledged(uow), "upheld")

    with pytest.raises(PortalError, match="Say first who looks into it"):
        answering.draft_response(uow, complaint, response="We looked.", remedies=[])


def test_once_signed_no_head_is_added_or_decided(act):
    uow = act("ben")
    complaint = drafted(uow)
    answering.sign_response(uow, complaint)

    with pytest.raises(PortalError, match="signed already"):
        decided(uow, complaint, "upheld")


def test_an_officer_drafts_and_only_who_may_signs(act):
    uow = act("ruth")
    complaint = drafted(uow)

    with pytest.raises(PortalError, match="role does not include"):
        answering.sign_response(uow, complaint)


def test_what_is_sent_is_what_was_signed_with_the_ombudsman_and_the_signature(act):
    uow = act("ben")
    complaint = answered(uow)
    sent = next(one for one in letters_of(uow, complaint.id) if one.template_key == wording.RESPONSE)

    assert "We spoke with the night team." in sent.body
    assert "Local Government and Social Care Ombudsman" in sent.body
    assert "Ben Hargreaves\nResponsible person, Rosewood Care" in sent.body
    assert (complaint.status, complaint.answered_on) == ("answered", date(2026, 3, 4))
    assert [one.rule_code for one in clocks(uow, complaint) if one.is_running] == []


def test_what_is_still_to_be_filled_in_is_not_signed(act):
    uow = act("ben")
    complaint = drafted(uow)
    answering.draft_response(uow, complaint, response="We spoke with [whom].", remedies=[])

    with pytest.raises(PortalError, match="still to be filled in"):
        answering.sign_response(uow, complaint)


def test_the_outcome_of_the_whole_follows_from_its_heads(act):
    uow = act("ben")
    complaint = decided(uow, acknowledged(uow), "upheld", "not-upheld")

    assert complaint.outcome == "partly-upheld"
    assert complaint.heads == [
        {"subject": "care", "outcome": "upheld"},
        {"subject": "care", "outcome": "not-upheld"},
    ]
    assert complaint.title == "Quality of care at Rosewood House"


@pytest.fixture
def looked_at_again(act_and_commit):
    """At stage 2; in stage 1 Pia looked into it, Ruth decided its head, Ben signed."""
    with act_and_commit("ruth") as uow:
        complaint = looked_into(uow, decided(uow, acknowledged(uow), "upheld"), by=me("pia"))
    with act_and_commit("ben") as uow:
        mine = uow.session.get_one(Complaint, (uow.tenant.id, complaint.id))
        answering.look_again(uow, answered(uow, mine), asked_on=uow.today, asked_for="It happened again.")
    return complaint.id


def test_whoever_looked_into_it_decided_or_signed_first_takes_no_part_in_the_second_look(act, looked_at_again):
    uow = act("ben")
    complaint = uow.session.get_one(Complaint, (uow.tenant.id, looked_at_again))
    for name in ("pia", "ruth", "ben"):
        with pytest.raises(PortalError, match="Somebody else must look again"):
            answering.give_to_investigator(uow, complaint, member_id=me(name), has_conflict=False)
    answering.give_to_investigator(uow, complaint, member_id=me("dual"), has_conflict=False)

    with pytest.raises(PortalError, match="Somebody else must look again"):
        deciding.decide_head(uow, complaint, heads_of(uow, complaint.id)[0], outcome="not-upheld", finding="No.")
    with pytest.raises(PortalError, match="Somebody else must write"):
        answering.draft_response(uow, complaint, response="We looked again.", remedies=[])
    complaint.status = "drafted"
    uow.session.flush()
    with pytest.raises(PortalError, match="Somebody else must sign"):
        answering.sign_response(uow, complaint)


def test_somebody_else_decides_again_and_may_change_the_outcome(act_and_commit, looked_at_again):
    with act_and_commit("dual", "rosewood", now=datetime(2026, 3, 5, 10, 0, tzinfo=UTC)) as uow:
        complaint = uow.session.get_one(Complaint, (uow.tenant.id, looked_at_again))
        looked_into(uow, complaint)
        head = heads_of(uow, complaint.id)[0]
        deciding.decide_head(uow, complaint, head, outcome="not-upheld", finding="The rota was full.")
        answering.draft_response(uow, complaint, response="We looked again.", remedies=[])

        assert (complaint.status, complaint.outcome, complaint.reviewer_id) == ("drafted", "not-upheld", me("dual"))


def test_a_formal_investigation_in_wales_is_done_by_somebody_from_outside(act_and_commit):
    with act_and_commit("ruth") as uow:
        wales = {"nation": answering.Nation.WALES, "body": "council-social-care", "nation_reason": "The council's."}
        complaint = decided(uow, acknowledged(uow, routed(uow, **wales)), "upheld")
        answering.look_again(uow, complaint, asked_on=uow.today, asked_for="They would not listen.")
        looked_into(uow, complaint)
        with pytest.raises(PortalError, match="Somebody independent of you investigates"):
            answering.draft_response(uow, complaint, response="We looked.", remedies=[])
        link_person(uow, complaint, record_person(uow, name="Dr Mair Rees", record=complaint), role="investigator")

        assert answering.draft_response(uow, complaint, response="She looked.", remedies=[]).response == "She looked."


def test_there_is_no_other_look_before_the_first_answer(act):
    uow = act("ben")
    with pytest.raises(PortalError, match="no first answer yet"):
        answering.look_again(uow, acknowledged(uow), asked_on=uow.today, asked_for="Now.")


def test_the_database_holds_that_too(act):
    uow = act("ben")
    complaint = answered(uow)
    complaint.reviewer_id = complaint.decided_by

    with pytest.raises(IntegrityError, match="reviewed_by_somebody_else"):
        uow.session.flush()


def test_a_procedure_of_one_stage_has_no_other_look(act):
    uow = act("ben")
    complaint = answered(uow, acknowledged(uow, routed(uow, body="council-social-care")))

    with pytest.raises(PortalError, match="one stage"):
        answering.look_again(uow, complaint, asked_on=uow.today, asked_for="Again.")


def test_every_upheld_head_wants_an_action_before_it_closes(act):
    uow = act("ben")
    complaint = answered(uow)

    with pytest.raises(PortalError, match="Set an action for every head that was upheld"):
        close(uow, complaint)
    head = heads_of(uow, complaint.id)[0]
    deciding.set_learning_action(
        uow, complaint, head, title="A second carer until ten", owner_id=me("ruth"), due_on=date(2026, 4, 1)
    )
    assert close(uow, complaint).status == "closed"


def test_nothing_closes_before_support_was_offered_in_procedures_without_a_plan_too(act):
    uow = act("gil")
    complaint = answered(uow, routed(uow, site=None, body="council-social-care"))
    assert complaint.regime == "scotland"
    complaint.advocacy_offered_on = None

    assert "Offer support, and record what they said to it." in deciding.objections_to_closing(uow, complaint)


def test_a_head_that_was_not_upheld_has_no_action(act):
    uow = act("ben")
    complaint = decided(uow, acknowledged(uow), "not-upheld")
    wanted = {"title": "Nothing", "owner_id": me("ruth"), "due_on": date(2026, 4, 1)}

    with pytest.raises(PortalError, match="upheld wants an action"):
        deciding.set_learning_action(uow, complaint, heads_of(uow, complaint.id)[0], **wanted)


def test_what_was_withdrawn_ends_without_a_response_and_nothing_else_does(act):
    uow = act("ben")
    with pytest.raises(PortalError, match="withdrawn, resolved"):
        close(uow, decided(uow, acknowledged(uow), "withdrawn", "upheld"), "end", reason="They said so.")

    assert close(uow, decided(uow, acknowledged(uow), "withdrawn"), "end", reason="They said so.").status == "closed"


def test_what_ended_without_a_response_can_be_taken_up_again_and_answered(act):
    uow = act("ben")
    complaint = close(uow, decided(uow, acknowledged(uow), "withdrawn"), "end", reason="They said so.")
    with pytest.raises(PortalError, match="never answered"):
        close(uow, complaint, "reopen", reason="They rang.")
    close(uow, complaint, "take-up", reason="They rang.")

    assert (complaint.status, complaint.closed_on) == ("investigating", None)
    assert answered(uow, complaint).status == "answered"


def test_the_ombudsmans_decision_has_a_day_and_its_remedy_too(act):
    uow = act("ben")
    complaint = answered(uow)
    said = {"asked_on": date(2026, 3, 4), "reference": "26 001 234"}

    with pytest.raises(PortalError, match="by when it is put right"):
        deciding.note_ombudsman(uow, complaint, **said, decision="upheld", decided_on=date(2026, 3, 4))
    deciding.note_ombudsman(
        uow, complaint, **said, decision="upheld", decided_on=date(2026, 3, 4), remedy_due_on=date(2026, 4, 4)
    )
    assert complaint.status == "ombudsman"
    deciding.note_ombudsman(
        uow,
        complaint,
        **said,
        decision="upheld",
        decided_on=date(2026, 3, 4),
        remedy_due_on=date(2026, 4, 4),
        remedied_on=date(2026, 3, 4),
    )
    assert complaint.status == "answered"


def test_what_the_ombudsman_sends_back_unanswered_goes_on_to_be_answered(act):
    uow = act("ben")
    complaint = looked_into(uow, acknowledged(uow))
    said = {"asked_on": uow.today, "reference": "26 001 234", "decision": "not-taken-up", "decided_on": uow.today}
    deciding.note_ombudsman(uow, complaint, **said)

    assert (complaint.status, complaint.ombudsman_decision) == ("investigating", "not-taken-up")
    assert answered(uow, complaint).status == "answered"


def test_steps_of_wales_are_for_wales(act):
    uow = act("ben")

    with pytest.raises(PortalError, match="procedure of Wales"):
        deciding.note_discussion(uow, acknowledged(uow), on=uow.today, is_resolved=True)


def test_a_spoken_complaint_comes_back_to_them_as_it_was_written_down(act):
    uow = act("ben")
    complaint = routed(uow, channel="phone")

    assert TOLD_WORDS in letter(uow, complaint, wording.ACKNOWLEDGEMENT).words
    assert TOLD_WORDS not in letter(uow, routed(uow), wording.ACKNOWLEDGEMENT).words


TOLD_WORDS = "Nobody came to help my mother Edna Quill get up until eleven."


def test_the_acknowledgement_of_wales_tells_of_the_formal_investigation(act):
    uow = act("ben")
    complaint = routed(uow, nation=answering.Nation.WALES, body="council-social-care", nation_reason="The council's.")

    assert "right to a formal investigation" in letter(uow, complaint, wording.ACKNOWLEDGEMENT).words


def test_a_signed_response_can_be_taken_back_and_wants_signing_again(act):
    uow = act("ben")
    complaint = drafted(uow)
    answering.sign_response(uow, complaint)
    answering.back_to_draft(uow, complaint)

    assert (complaint.status, complaint.decided_by) == ("drafted", None)
