"""Every clock of every procedure, with days a person can check on a calendar. Source: rules 6.1, 6.3, 12, 13.1."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from plugins.complaints.rules import letters as wording
from plugins.complaints.services import answering, deciding, receiving
from plugins.complaints.tests.steps import acknowledged, answered, clocks, due, letter, received, routed
from portal.plugin import Nation, PortalError

MAUNDY_THURSDAY = date(2026, 4, 2)
DECEMBER = datetime(2026, 12, 30, 10, 0, tzinfo=UTC)


def at(year, month, day):
    return datetime(year, month, day, 10, 0, tzinfo=UTC)


def taken(uow, *, nation="england", body="council-social-care", on=MAUNDY_THURSDAY, about_data=False):
    """A complaint of another nation is taken with the reason."""
    complaint = received(uow, received_on=on)
    answers = {"nation": Nation(nation), "body": body, "about_data": about_data, "nation_reason": "The council's area."}
    return routed(uow, complaint, **answers)


@pytest.mark.parametrize(
    ("nation", "body", "received_on", "expected"),
    [
        (
            "england",
            "council-social-care",
            date(2026, 4, 2),
            {"CMP-E-ACK": date(2026, 4, 9), "CMP-E-RESP": date(2026, 10, 1)},
        ),
        ("england", "nhs", date(2026, 1, 15), {"CMP-E-ACK": date(2026, 1, 20), "CMP-E-RESP": date(2026, 7, 14)}),
        (
            "england",
            "council-social-care",
            date(2026, 5, 2),
            {"CMP-E-ACK": date(2026, 5, 7), "CMP-E-RESP": date(2026, 11, 1)},
        ),
        (
            "england",
            "council-social-care",
            date(2026, 8, 31),
            {"CMP-E-ACK": date(2026, 9, 3), "CMP-E-RESP": date(2027, 2, 28)},
        ),
        (
            "england",
            "council-social-care",
            date(2026, 12, 24),
            {"CMP-E-ACK": date(2026, 12, 31), "CMP-E-RESP": date(2027, 6, 23)},
        ),
        ("england", "nhs", date(2025, 12, 31), {"CMP-E-ACK": date(2026, 1, 6), "CMP-E-RESP": date(2026, 6, 30)}),
        ("england", "council-other", date(2026, 4, 2), {"CMP-LGSCO-1ACK": date(2026, 4, 13)}),
        ("england", "provider", date(2026, 4, 2), {"CMP-OWN-E-ACK": date(2026, 4, 13)}),
        ("england", "independent", date(2026, 4, 2), {"CMP-OWN-E-ACK": date(2026, 4, 13)}),
        ("scotland", "council-social-care", date(2026, 4, 2), {"CMP-S-1": date(2026, 4, 10)}),
        ("scotland", "nhs", date(2026, 7, 9), {"CMP-S-1": date(2026, 7, 16)}),
        ("scotland", "council-other", date(2026, 6, 8), {"CMP-S-1": date(2026, 6, 16)}),
        (
            "scotland",
            "independent",
            date(2026, 6, 8),
            {"CMP-OWN-S-ACK": date(2026, 6, 11), "CMP-OWN-S-RESP": date(2026, 7, 7)},
        ),
        (
            "scotland",
            "provider",
            date(2026, 11, 27),
            {"CMP-OWN-S-ACK": date(2026, 12, 3), "CMP-OWN-S-RESP": date(2026, 12, 30)},
        ),
        ("wales", "council-social-care", date(2026, 4, 2), {"CMP-W-ACK": date(2026, 4, 8)}),
        ("wales", "provider", date(2026, 4, 2), {"CMP-OWN-W-ACK": date(2026, 4, 8)}),
        ("wales", "council-social-care", date(2026, 5, 2), {"CMP-W-ACK": date(2026, 5, 6)}),
        ("northern-ireland", "council-social-care", date(2026, 4, 2), {"CMP-N-1": date(2026, 4, 13)}),
        ("northern-ireland", "nhs", date(2026, 7, 9), {"CMP-N-1": date(2026, 7, 17)}),
        (
            "northern-ireland",
            "provider",
            date(2026, 4, 2),
            {"CMP-OWN-N-ACK": date(2026, 4, 9), "CMP-OWN-N-RESP": date(2026, 5, 5)},
        ),
    ],
)
def test_clocks_that_count_from_receipt(act, nation, body, received_on, expected):
    uow = act("ben", now=DECEMBER)

    assert due(uow, taken(uow, nation=nation, body=body, on=received_on)) == expected


@pytest.mark.parametrize(
    ("nation", "body", "received_on", "acknowledge_by"),
    [
        ("england", "provider", date(2026, 6, 19), date(2026, 7, 20)),  # 30 days end on Sunday 19 July: it rolls
        ("wales", "council-social-care", date(2026, 6, 19), date(2026, 7, 20)),
        ("scotland", "nhs", date(2026, 6, 19), date(2026, 7, 20)),
        ("northern-ireland", "nhs", date(2026, 6, 19), date(2026, 7, 20)),
        ("northern-ireland", "nhs", date(2026, 6, 12), None),  # before 19 June there is no such procedure
        ("northern-ireland", "nhs", date(2026, 8, 1), date(2026, 9, 1)),  # Monday 31 August is a holiday
        ("england", "council-other", date(2026, 8, 1), date(2026, 9, 1)),
        ("scotland", "independent", date(2026, 8, 1), date(2026, 8, 31)),  # not in Scotland
        ("england", "provider", date(2026, 11, 2), date(2026, 12, 2)),  # a Wednesday: it stays
        ("england", "provider", date(2026, 11, 25), date(2026, 12, 29)),  # Christmas, and Boxing Day on the Monday
        ("scotland", "provider", date(2026, 10, 31), date(2026, 12, 1)),  # Monday 30 November: St Andrew's Day
    ],
)
def test_a_data_protection_complaint_is_acknowledged_within_thirty_days_that_roll(
    act, nation, body, received_on, acknowledge_by
):
    uow = act("ben", now=DECEMBER)
    found = due(uow, taken(uow, nation=nation, body=body, about_data=True, on=received_on))

    assert found.get("CMP-DP-ACK") == acknowledge_by
    assert found == {"CMP-DP-ACK": acknowledge_by, "CMP-DP-RESP": None} or acknowledge_by is None


def test_the_codes_response_counts_from_the_acknowledgement(act):
    uow = act("ben", now=at(2026, 4, 13))
    complaint = acknowledged(uow, taken(uow, body="council-other"), on=date(2026, 4, 13))

    assert due(uow, complaint) == {"CMP-LGSCO-1RESP": date(2026, 4, 27)}


@pytest.mark.parametrize(
    ("nation", "body", "expected"),
    [
        ("england", "provider", {"CMP-OWN-E-RESP": date(2026, 4, 27)}),
        ("wales", "council-social-care", {"CMP-W-DISC": date(2026, 4, 27)}),
        ("wales", "independent", {"CMP-OWN-W-RESP": date(2026, 4, 27)}),
        ("scotland", "independent", {"CMP-OWN-S-RESP": date(2026, 5, 1)}),
    ],
)
def test_other_clocks_after_the_acknowledgement_of_13_april(act, nation, body, expected):
    uow = act("ben", now=at(2026, 4, 13))

    assert due(uow, acknowledged(uow, taken(uow, nation=nation, body=body))) == expected


@pytest.mark.parametrize(
    ("nation", "body", "expected"),
    [
        ("england", "council-other", {"CMP-LGSCO-2ACK": date(2026, 12, 17)}),
        ("scotland", "nhs", {"CMP-S-2ACK": date(2026, 12, 15), "CMP-S-2RESP": date(2027, 1, 13)}),
        ("northern-ireland", "nhs", {"CMP-N-2ACK": date(2026, 12, 15), "CMP-N-2RESP": date(2027, 1, 12)}),
        ("wales", "council-social-care", {"CMP-W-FORMAL": date(2027, 1, 19)}),
        ("england", "provider", {"CMP-OWN-E-2RESP": date(2027, 1, 12)}),
        ("wales", "provider", {"CMP-OWN-W-2RESP": date(2027, 1, 19)}),
        ("scotland", "provider", {"CMP-OWN-S-2RESP": date(2027, 1, 13)}),
        ("northern-ireland", "provider", {"CMP-OWN-N-2RESP": date(2027, 1, 12)}),
    ],
)
def test_another_look_asked_for_on_10_december(act, nation, body, expected):
    uow = act("ben", now=at(2026, 12, 10))
    complaint = answered(uow, acknowledged(uow, taken(uow, nation=nation, body=body, on=date(2026, 12, 1))))
    answering.look_again(uow, complaint, asked_on=date(2026, 12, 10), asked_for="Nothing has changed.")

    assert due(uow, complaint) == expected


def test_the_codes_second_response_counts_from_the_second_acknowledgement(act):
    uow = act("ben", now=at(2026, 12, 10))
    complaint = answered(uow, acknowledged(uow, taken(uow, body="council-other", on=date(2026, 12, 1))))
    answering.look_again(uow, complaint, asked_on=date(2026, 12, 10), asked_for="Nothing has changed.")
    answering.acknowledge_again(uow, complaint, letter(uow, complaint, wording.STAGE_2), on=date(2026, 12, 10))

    assert due(uow, complaint) == {"CMP-LGSCO-2RESP": date(2027, 1, 12)}


def test_wales_terms_are_due_five_working_days_after_it_was_settled(act):
    uow = act("ben", now=at(2026, 4, 2))
    complaint = acknowledged(uow, taken(uow, nation="wales"))
    deciding.note_discussion(uow, complaint, on=MAUNDY_THURSDAY, is_resolved=True)

    assert due(uow, complaint) == {"CMP-W-TERMS": date(2026, 4, 13)}


def test_an_acknowledgement_on_the_last_day_is_in_time_and_a_day_later_is_not(act):
    uow = act("ben", now=at(2026, 4, 20))
    within = {}
    for day in (9, 10):
        complaint = acknowledged(uow, taken(uow), on=date(2026, 4, day))
        within[day] = next(one.within_time for one in clocks(uow, complaint) if one.rule_code == "CMP-E-ACK")

    assert within == {9: True, 10: False}


def test_it_is_overdue_from_midnight_in_london(act):
    complaint = taken(uow := act("ben", now=at(2026, 4, 2)))
    clock = next(one for one in clocks(uow, complaint) if one.rule_code == "CMP-E-ACK")

    assert clock.due_at == datetime(2026, 4, 9, 22, 59, 59, tzinfo=UTC)


def test_another_procedure_keeps_the_day_it_was_received_and_what_was_done(act):
    uow = act("ben", now=at(2026, 4, 13))
    complaint = acknowledged(uow, taken(uow, body="provider"), on=date(2026, 4, 7))
    routed(uow, complaint, nation=Nation.ENGLAND, body="council-social-care")

    assert complaint.received_on == MAUNDY_THURSDAY
    assert due(uow, complaint) == {"CMP-E-RESP": date(2026, 10, 1)}
    ended = {
        one.rule_code: (one.met_at is not None, one.within_time, one.waived_reason) for one in clocks(uow, complaint)
    }
    assert ended["CMP-E-ACK"] == (True, True, None)
    assert ended["CMP-OWN-E-RESP"] == (False, None, "It is answered by another procedure.")


def test_confirmed_twice_a_procedure_has_each_clock_once(act):
    uow = act("ben", now=at(2026, 4, 13))
    complaint = acknowledged(uow, taken(uow), on=date(2026, 4, 7))
    routed(uow, complaint, body="council-social-care")
    due(uow, complaint)
    counted = sorted(one.rule_code for one in clocks(uow, complaint) if one.waived_at is None)

    assert counted == ["CMP-E-ACK", "CMP-E-RESP"]


def test_a_procedure_changed_after_the_answer_owes_no_answer_again(act):
    uow = act("ben", now=at(2026, 4, 13))
    complaint = answered(uow, acknowledged(uow, taken(uow, body="council-other")))
    routed(uow, complaint, body="council-social-care")
    due(uow, complaint)
    ended = {one.rule_code: one.met_at.date() for one in clocks(uow, complaint) if one.met_at}

    assert (due(uow, complaint), ended["CMP-E-RESP"]) == ({}, date(2026, 4, 13))


def test_a_procedure_changed_at_the_second_stage_counts_from_the_day_that_was_asked_for(act):
    uow = act("ben", now=at(2026, 12, 10))
    complaint = answered(uow, acknowledged(uow, taken(uow, body="provider", on=date(2026, 12, 1))))
    answering.look_again(uow, complaint, asked_on=date(2026, 12, 10), asked_for="Nothing has changed.")
    routed(uow, complaint, body="council-other")

    assert due(uow, complaint) == {"CMP-LGSCO-2ACK": date(2026, 12, 17)}


def test_in_wales_the_formal_investigation_can_be_asked_for_before_any_answer(act):
    uow = act("ben", now=at(2026, 4, 2))
    complaint = acknowledged(uow, taken(uow, nation="wales"))
    answering.look_again(uow, complaint, asked_on=MAUNDY_THURSDAY, asked_for="They would not listen.")

    assert due(uow, complaint) == {"CMP-W-FORMAL": date(2026, 5, 12)}


def more_time(uow, complaint, due_on, *, agreed_on, evidence=None):
    held = letter(uow, complaint, wording.HOLDING)
    agreed = {"agreed_with": "The daughter", "agreed_on": agreed_on, "reason": "A witness is ill."}
    return answering.take_more_time(uow, complaint, held, due_on=due_on, evidence=evidence, **agreed)


def test_six_months_are_extended_only_by_agreement_before_they_end(act):
    uow = act("ben", now=at(2026, 7, 15))
    complaint = taken(uow, on=date(2026, 1, 15))

    with pytest.raises(PortalError, match="agreement made before"):
        more_time(uow, complaint, date(2026, 8, 14), agreed_on=date(2026, 7, 15), evidence="E-mail")
    more_time(uow, complaint, date(2026, 8, 14), agreed_on=date(2026, 7, 14), evidence="E-mail of 14 July")

    assert due(uow, complaint)["CMP-E-RESP"] == date(2026, 8, 14)


def test_the_code_gives_ten_more_working_days_and_more_only_for_a_good_reason(act):
    uow = act("ben", now=at(2026, 4, 13))
    complaint = acknowledged(uow, taken(uow, body="council-other"))

    with pytest.raises(PortalError, match="ten more working days at most"):
        more_time(uow, complaint, date(2026, 5, 13), agreed_on=date(2026, 4, 13))
    more_time(uow, complaint, date(2026, 5, 12), agreed_on=date(2026, 4, 13))

    assert due(uow, complaint) == {"CMP-LGSCO-1RESP": date(2026, 5, 12)}


def test_a_complaint_brought_too_late_wants_a_reason_and_then_goes_on(act):
    uow = act("ben", now=at(2026, 4, 2))
    complaint = received(uow, received_on=MAUNDY_THURSDAY, happened_on=date(2025, 4, 1))
    answers = receiving.Routing(
        nation=Nation.ENGLAND, body="council-social-care", about_data=False, payer="council", risk="low"
    )

    with pytest.raises(PortalError, match="brought by 1 April 2026"):
        receiving.route_complaint(uow, complaint, answers)
    routed(uow, complaint, body="council-social-care", late_reason="She was in hospital.")
    assert complaint.status == "routed"


def test_every_rule_of_complaints_has_its_worked_example_here(app):
    """No clock without days a person can check: of the plugin, and of the portal's catalogue."""
    declared = {one.item.code for one in app.extensions["portal.registry"].rules if one.item.code.startswith("CMP-")}
    shown = set(re.findall(r'"(CMP-[^"]+)": ', Path(__file__).read_text(encoding="utf-8")))

    assert declared - shown == {"CMP-E-LATE"}  # until when to complain: test_rules_outcomes.py
