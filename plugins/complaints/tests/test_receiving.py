"""A complaint arrives, is asked about, and goes to somebody who may have it."""

from __future__ import annotations

from datetime import date

import pytest

from plugins.complaints.models import Complaint
from plugins.complaints.services import receiving
from plugins.complaints.tests.steps import TOLD, answers_for, due, received, routed
from portal.plugin import PortalError
from portal.plugin.services import people_of
from tests.world import PERSONAS


def test_it_is_written_down_with_its_people_and_a_title_that_names_nobody(act):
    uow = act("ben")
    complaint = received(uow)
    uow.session.flush()

    assert (complaint.title, complaint.status, complaint.reference[:4]) == (
        "Complaint at Rosewood House",
        "received",
        "CMP-",
    )
    assert {(person.name, link.role) for link, person in people_of(uow, complaint.id)} == {
        ("Joan Quill", "complainant"),
        ("Edna Quill", "affected"),
    }


def test_the_clock_of_the_probable_procedure_runs_before_anybody_confirmed_it(act):
    uow = act("ben")

    assert due(uow, received(uow)) == {"CMP-OWN-E-ACK": date(2026, 3, 11)}


def test_a_complaint_of_tomorrow_is_refused(act):
    with pytest.raises(PortalError, match="not come yet"):
        received(act("ben"), received_on=date(2026, 3, 5))


def test_another_nation_than_the_places_wants_a_reason(act):
    uow = act("ben")
    with pytest.raises(PortalError, match="The place is in England"):
        routed(uow, nation=receiving.Nation.SCOTLAND)


def test_abuse_is_handed_over_to_safeguarding(act):
    uow = act("ben")
    complaint = receiving.answer_abuse_question(uow, received(uow), could_be_abuse=True, reason="She was left in bed.")

    assert complaint.could_be_abuse is True
    assert complaint.referred_to is not None


def test_a_complaint_about_a_practitioner_goes_to_their_line_manager_and_leaves_their_queue(act_and_commit):
    with act_and_commit("ben") as uow:
        answers_for(uow, "ruth", "ben")
        complaint = routed(uow)
        receiving.give_to_handler(uow, complaint, member_id=PERSONAS["ruth"].id)
    with act_and_commit("ruth") as uow:
        assert uow.session.get(Complaint, (uow.tenant.id, complaint.id)) is not None
    with act_and_commit("ben") as uow:
        mine = uow.session.get_one(Complaint, (uow.tenant.id, complaint.id))
        receiving.name_practitioner(uow, mine, member_id=PERSONAS["ruth"].id)
        assert mine.handler_id == PERSONAS["ben"].id

    with act_and_commit("ruth") as uow:
        assert uow.session.get(Complaint, (uow.tenant.id, complaint.id)) is None


def test_nobody_records_a_complaint_about_themselves(act):
    uow = act("ruth")
    answers_for(uow, "ruth", "ben")
    with pytest.raises(PortalError, match="Give it to Ben Hargreaves to see through"):
        receiving.name_practitioner(uow, received(uow), member_id=PERSONAS["ruth"].id)


def test_without_a_line_manager_it_says_so(act):
    uow = act("ben")
    with pytest.raises(PortalError, match="Nobody is recorded as their line manager"):
        receiving.name_practitioner(uow, received(uow), member_id=PERSONAS["ruth"].id)


def test_it_is_never_given_to_whom_it_is_about(act):
    uow = act("ben")
    answers_for(uow, "ruth", "ben")
    complaint = receiving.name_practitioner(uow, routed(uow), member_id=PERSONAS["ruth"].id)

    with pytest.raises(PortalError, match="about them"):
        receiving.give_to_handler(uow, complaint, member_id=PERSONAS["ruth"].id)


def test_without_words_there_is_no_complaint(act):
    with pytest.raises(PortalError, match="Say what went wrong"):
        receiving.receive_complaint(act("ben"), receiving.Told(**{**TOLD, "summary": " "}))
