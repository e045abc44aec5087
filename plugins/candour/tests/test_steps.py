"""The steps of a record in their order, and what refuses to be done out of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from plugins.candour import services
from plugins.candour.models import CandourRecord
from plugins.candour.rules.definition import Answers
from plugins.candour.services.closing import objections_to_closing
from plugins.candour.services.opening import complete_case
from plugins.candour.tests.steps import (
    BROKEN_HIP,
    HERSELF,
    LETTER,
    MONDAY,
    OPINION,
    SORRY,
    TOLD_AT,
    WEDNESDAY,
    answered,
    attempt,
    bound,
    close,
    confirmed,
    only,
    opened,
    reviewed,
    take_step,
    tell,
    told,
    written,
)
from portal.plugin import PortalError


@pytest.fixture
def uow(act):
    return act("ben")


@pytest.fixture
def scottish(act):
    return act("gil")


def refused(order, *arguments, **answers):
    """The field a refusal stands on, and its words."""
    with pytest.raises(PortalError) as error:
        order(*arguments, **answers)
    return error.value.field, str(error.value)


def test_the_status_follows_from_what_is_recorded(uow):
    found = []
    case = opened(uow)
    for step in (
        lambda: None,
        lambda: services.choose_body(uow, case, body_type="other-provider"),
        lambda: services.decide(uow, case, answers=BROKEN_HIP, opinion=OPINION),
        lambda: services.name_person(uow, case, **HERSELF),
        lambda: attempt(uow, case),
        lambda: tell(uow, case),
        lambda: services.write_letter(uow, case, LETTER),
        lambda: services.send_letter(uow, case, sent_on=WEDNESDAY),
        lambda: services.share_results(uow, case, results="A list.", shared_on=WEDNESDAY, method="letter"),
        lambda: services.record_learning(uow, case, learning="Lists."),
        lambda: close(uow, case),
    ):
        step()
        found.append(case.status)

    assert found == [
        "identified", "opinion", "confirmed", "confirmed", "notifying", "notified", "notified", "enquiries",
        "results-shared", "results-shared", "closed",
    ]  # fmt: skip


def test_the_body_is_asked_before_anything_else(uow):
    assert (
        "Say first which kind of body"
        in refused(services.decide, uow, opened(uow), answers=BROKEN_HIP, opinion=OPINION)[1]
    )


def test_a_body_of_another_nation_is_refused(uow):
    assert refused(services.choose_body, uow, opened(uow), body_type="responsible-person")[0] == "body_type"


def test_the_same_near_miss_is_closed_for_a_care_home_and_goes_on_for_an_nhs_body(uow):
    near_miss = Answers(unintended=True, in_service=True, harm="death", likelihood="could")
    care_home = services.decide(uow, bound(uow), answers=near_miss, opinion=OPINION)
    hospital = services.decide(uow, bound(uow, body="health-service-body"), answers=near_miss, opinion=OPINION)

    assert (care_home.status, care_home.closed_on, care_home.is_notifiable) == ("not-notifiable", WEDNESDAY, False)
    assert "a near miss is not notifiable" in care_home.decision_reason
    assert (hospital.status, hospital.closed_on, hospital.is_notifiable) == ("confirmed", None, True)


@pytest.mark.parametrize("missing", ["by", "role", "on"])
def test_a_notifiable_incident_needs_a_health_professionals_opinion(uow, missing):
    opinion = replace(OPINION, **{missing: None})

    assert refused(services.decide, uow, bound(uow), answers=BROKEN_HIP, opinion=opinion)[0] == f"opinion_{missing}"


@pytest.mark.parametrize("uninvolved", [False, None])
def test_in_scotland_the_opinion_is_of_somebody_who_was_not_involved(scottish, uow, uninvolved):
    opinion = replace(OPINION, uninvolved=uninvolved)

    assert refused(services.decide, scottish, bound(scottish, "scotland"), answers=BROKEN_HIP, opinion=opinion)[0] == (
        "opinion_uninvolved"
    )
    assert services.decide(uow, bound(uow), answers=BROKEN_HIP, opinion=opinion).is_notifiable


def test_the_database_too_refuses_an_opinion_of_somebody_involved(scottish):
    case = confirmed(scottish, "scotland")
    scottish.session.flush()

    with pytest.raises(sa.exc.IntegrityError, match="opinion_of_somebody_uninvolved"):
        scottish.session.execute(sa.update(CandourRecord).values(opinion_uninvolved=False))
    assert case.is_notifiable


def test_whoever_acts_for_the_person_does_so_on_a_basis(uow):
    case = services.decide(uow, bound(uow), answers=BROKEN_HIP, opinion=OPINION)

    assert refused(services.name_person, uow, case, **{**HERSELF, "basis": "lacks-capacity"})[0] == "note"
    assert "Say first who is to be told" in refused(tell, uow, case)[1]


METHODS = ("in-person", "video", "phone", "email", "letter")


def was_told(uow, case, method):
    try:
        tell(uow, case, method=method)
    except PortalError:
        return False
    return case.status == "notified"


@pytest.mark.parametrize(
    ("nation", "counts"),
    [
        ("england", {"in-person"}),
        ("wales", {"in-person", "video", "phone"}),
        ("scotland", {"in-person", "video", "phone", "email", "letter"}),
    ],
)
def test_each_nation_counts_its_own_ways_of_telling(act, nation, counts):
    uow = act("gil" if nation == "scotland" else "ben")
    found = {one for one in METHODS if was_told(uow, confirmed(uow, nation), one)}

    assert found == counts


def test_nobody_is_told_without_an_apology_and_it_is_kept_word_for_word(uow):
    assert refused(tell, uow, confirmed(uow), apology="  ")[0] == "apology"
    assert only(told(uow, apology=f"  {SORRY}\n\nTruly.")).apology == f"  {SORRY}\n\nTruly."


def test_what_was_not_said_yet_cannot_have_been_said(uow):
    assert refused(tell, uow, confirmed(uow), told_at=datetime(2026, 3, 5, tzinfo=UTC))[0] == "told_at"
    assert refused(tell, uow, confirmed(uow), told_at=datetime(2026, 3, 1, tzinfo=UTC))[0] == "told_at"
    assert refused(tell, uow, confirmed(uow), enquiries=None)[0] == "enquiries"


@pytest.mark.parametrize("nation", ["england", "wales"])
def test_in_person_comes_before_the_letter(uow, nation):
    case = confirmed(uow, nation)
    assert "Tell the person first" in refused(services.write_letter, uow, case, LETTER)[1]

    services.write_letter(uow, tell(uow, case), LETTER)
    assert services.send_letter(uow, case, sent_on=WEDNESDAY).letter_sent_on == WEDNESDAY


def test_the_database_too_keeps_the_letter_back(uow):
    confirmed(uow)
    uow.session.flush()

    with pytest.raises(sa.exc.IntegrityError, match="told_before_written"):
        uow.session.execute(sa.update(CandourRecord).values(letter_sent_on=WEDNESDAY))


@pytest.mark.parametrize("method", ["phone", "email", "letter"])
def test_in_scotland_any_recorded_way_of_telling_opens_the_letter(scottish, method):
    case = confirmed(scottish, "scotland")
    assert "Record first how the person was told" in refused(services.write_letter, scottish, case, LETTER)[1]

    assert written(scottish, tell(scottish, case, method=method)).letter_sent_on == WEDNESDAY


@pytest.mark.parametrize("why", ["declined", "uncontactable"])
def test_not_told_needs_an_attempt_on_record_and_then_the_letter_may_go(uow, why):
    case = confirmed(uow)
    answers = {"why": why, "on": WEDNESDAY, "words": "Three calls."}
    assert "at least one attempt" in refused(services.record_not_told, uow, case, **answers)[1]

    attempt(uow, case)
    services.record_not_told(uow, case, **answers)
    assert case.status == why
    assert written(uow, case).status == "written"


def test_somebody_who_declined_may_still_be_told_later(uow):
    case = confirmed(uow)
    attempt(uow, case, "declined")
    services.record_not_told(uow, case, why="declined", on=WEDNESDAY, words="She said no.")

    assert tell(uow, case).status == "notified"


def test_an_attempt_says_when_and_how_and_what_came_of_it(uow):
    made = attempt(uow, confirmed(uow), "message")

    assert (made.made_at, made.method, made.outcome) == (TOLD_AT, "phone", "message")
    assert refused(attempt, uow, confirmed(uow), made_at=datetime(2026, 3, 5, tzinfo=UTC))[0] == "made_at"


def test_a_letter_may_be_changed_until_it_is_sent_and_never_after(uow):
    case = services.write_letter(uow, told(uow), LETTER)
    services.write_letter(uow, case, replace(LETTER, apology="I am truly sorry."))
    services.send_letter(uow, case, sent_on=WEDNESDAY)

    assert only(case).letter_apology == "I am truly sorry."
    assert "stays as it went" in refused(services.write_letter, uow, case, LETTER)[1]
    assert "sent already" in refused(services.send_letter, uow, case, sent_on=WEDNESDAY)[1]


def test_a_letter_goes_after_the_telling_and_not_tomorrow(uow):
    case = services.write_letter(uow, told(uow), LETTER)

    assert refused(services.send_letter, uow, case, sent_on=date(2026, 3, 5))[0] == "sent_on"
    assert refused(services.send_letter, uow, case, sent_on=MONDAY)[0] == "sent_on"
    assert "Write the letter first" in refused(services.send_letter, uow, told(uow), sent_on=WEDNESDAY)[1]


def test_nothing_closes_while_an_enquiry_is_open_and_its_results_are_not_shared(uow):
    case = services.record_learning(uow, written(uow), learning="Lists.")
    assert objections_to_closing(uow, case) == ["Share the results of the enquiries that were promised."]

    services.share_results(uow, case, results="A list.", shared_on=WEDNESDAY, method="letter")
    assert close(uow, case).closed_on == WEDNESDAY


def test_without_an_enquiry_there_is_nothing_to_share(uow):
    case = written(uow, told(uow, has_enquiry=False, enquiries=None))

    assert (
        "No further enquiries were promised"
        in refused(services.share_results, uow, case, results="A", shared_on=WEDNESDAY, method="letter")[1]
    )
    assert objections_to_closing(uow, case) == ["Record what was learned."]


def test_an_english_record_closes_without_the_steps_of_scotland(uow):
    case = answered(uow)

    assert objections_to_closing(uow, case) == []
    assert (
        "belong to the Scottish procedure"
        in refused(services.offer_meeting, uow, case, invitation="Come.", offered_on=WEDNESDAY)[1]
    )


def test_scotland_goes_on_to_meeting_review_and_report(scottish):
    case = answered(scottish, told(scottish, "scotland"))
    assert objections_to_closing(scottish, case) == ["Invite the person to a meeting.", "Record the review."]

    services.offer_meeting(scottish, case, invitation="Come.", offered_on=WEDNESDAY)
    services.decline_meeting(scottish, case, declined_on=WEDNESDAY)
    assert case.status == "meeting-declined"
    services.record_review(scottish, case, done_on=WEDNESDAY, how="Read.", views="None.", actions="Rails.")
    assert objections_to_closing(scottish, case) == ["Offer the person the report of the review."]


def test_a_meeting_that_was_held_owes_its_note(scottish):
    case = reviewed(scottish)
    assert (case.status, objections_to_closing(scottish, case)) == ("report-offered", [])

    only(case).note_given_on = None
    assert objections_to_closing(scottish, case) == ["Give the person the note of the meeting."]


def test_the_review_goes_on_for_somebody_who_does_not_want_to_know(scottish):
    case = confirmed(scottish, "scotland")
    attempt(scottish, case, "declined")
    services.record_not_told(scottish, case, why="declined", on=WEDNESDAY, words="No.")
    services.record_learning(scottish, case, learning="Lists.")
    assert objections_to_closing(scottish, case) == ["Record the review."]

    services.record_review(scottish, case, done_on=WEDNESDAY, how="Read.", views="None given.", actions="Rails.")
    assert objections_to_closing(scottish, case) == []


def test_a_closed_record_takes_no_further_step(uow):
    case = close(uow, answered(uow))

    assert "This record is closed" in refused(services.record_learning, uow, case, learning="More.")[1]


def test_a_record_opened_again_stands_where_its_next_step_puts_it(uow):
    case = close(uow, answered(uow))
    take_step(uow, case, "reopen", reason="The daughter rang.")
    assert (case.status, case.closed_on) == ("reopened", None)

    assert services.record_learning(uow, case, learning="More.").status == "results-shared"


def test_what_was_found_not_to_apply_is_looked_at_again_with_a_reason(uow):
    case = services.decide(uow, bound(uow), answers=Answers(), opinion=services.Opinion())
    take_step(uow, case, "reconsider", reason="The X-ray shows a break.")
    assert (case.status, case.closed_on) == ("opinion", None)

    assert services.decide(uow, case, answers=BROKEN_HIP, opinion=OPINION).status == "confirmed"


def test_dates_that_clocks_count_from_are_not_changed_behind_them(uow):
    case = opened(uow)
    known = {"what_happened": "The rail came off.", "person_reference": "E.T."}
    complete_case(uow, case, occurred_on=date(2026, 3, 1), aware_at=case.aware_at, **known)
    assert case.occurred_on == date(2026, 3, 1)

    services.choose_body(uow, case, body_type="other-provider")
    assert refused(complete_case, uow, case, occurred_on=MONDAY, aware_at=case.aware_at, **known)[0] == "occurred_on"


def test_nobody_becomes_aware_before_it_happened_or_tomorrow(uow):
    assert refused(opened, uow, occurred_on=date(2026, 3, 5))[0] == "occurred_on"
    assert refused(opened, uow, aware_at=datetime(2026, 3, 1, tzinfo=UTC))[0] == "aware_at"
    assert refused(opened, uow, aware_at=datetime(2026, 3, 5, tzinfo=UTC))[0] == "aware_at"
