"""Several people told of one record: each step for each of them, and what counts for the whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
import time_machine

from plugins.candour import services
from plugins.candour.models import CandourRecord, RelevantPerson
from plugins.candour.rules.correspondence import for_an_advocate
from plugins.candour.rules.standing import roll_up
from plugins.candour.services.closing import objections_to_closing
from plugins.candour.tests.steps import (
    LETTER,
    MEETING,
    SORRY,
    TOLD_AT,
    WEDNESDAY,
    add,
    attempt,
    clocks,
    close,
    confirmed,
    only,
    reviewed,
    tell,
)
from portal.deadlines.queries import deadlines_of
from portal.plugin import PortalError
from tests.pdfs import Pdf

TUESDAY = datetime(2026, 3, 3, 15, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 18, tzinfo=UTC)


@pytest.fixture
def uow(act):
    return act("ben")


@pytest.fixture
def scottish(act):
    return act("gil")


def two(uow, nation="england"):
    """A record, the person and her daughter."""
    case = confirmed(uow, nation)
    return case, only(case), add(uow, case)


def write_to(uow, case, person):
    services.write_letter(uow, case, replace(LETTER, to=person.name), to=person)
    services.send_letter(uow, case, sent_on=WEDNESDAY, to=person)


def refusal(order, *arguments, **answers):
    with pytest.raises(PortalError) as error:
        order(*arguments, **answers)
    return str(error.value)


def test_a_step_counts_for_the_record_once_it_is_done_for_everybody(uow):
    found = []
    case, she, daughter = two(uow)
    for step in (
        lambda: tell(uow, case, to=she),
        lambda: write_to(uow, case, she),
        lambda: attempt(uow, case, to=daughter),
        lambda: tell(uow, case, to=daughter, told_at=LATER, has_enquiry=False, enquiries=None),
        lambda: write_to(uow, case, daughter),
        lambda: services.share_results(uow, case, results="A list.", shared_on=WEDNESDAY, method="letter", to=she),
    ):
        step()
        found.append((case.status, case.told_at, case.letter_sent_on))

    assert found == [
        ("confirmed", None, None),
        ("confirmed", None, None),
        ("notifying", None, None),
        ("notified", LATER, None),
        ("enquiries", LATER, WEDNESDAY),
        ("results-shared", LATER, WEDNESDAY),  # the daughter was promised no enquiries
    ]


@pytest.mark.parametrize("why", ["declined", "uncontactable"])
def test_somebody_who_was_not_told_holds_up_nobody_else(uow, why):
    case, she, daughter = two(uow)
    tell(uow, case, to=she)
    attempt(uow, case, to=daughter)
    services.record_not_told(uow, case, why=why, on=WEDNESDAY, words="Three calls.", to=daughter)
    write_to(uow, case, she)
    services.share_results(uow, case, results="A list.", shared_on=WEDNESDAY, method="letter", to=she)
    services.record_learning(uow, case, learning="Lists.")

    assert (case.told_at, case.not_told, case.status) == (TOLD_AT, why, "results-shared")
    assert close(uow, case).closed_on == WEDNESDAY


@pytest.mark.parametrize(("nation", "name"), [("england", "ben"), ("wales", "ben"), ("scotland", "gil")])
def test_nobodys_letter_goes_before_this_person_was_told_or_could_not_be(act, nation, name):
    uow = act(name)
    case, she, daughter = two(uow, nation)
    tell(uow, case, to=she)
    assert "first" in refusal(services.write_letter, uow, case, LETTER, to=daughter)

    attempt(uow, case, to=she)  # an attempt at somebody else is none at her
    not_told = {"why": "uncontactable", "on": WEDNESDAY, "words": "Three calls."}
    assert "at least one attempt" in refusal(services.record_not_told, uow, case, to=daughter, **not_told)
    attempt(uow, case, to=daughter)
    services.record_not_told(uow, case, to=daughter, **not_told)
    write_to(uow, case, daughter)
    assert (daughter.letter_sent_on, she.letter_sent_on) == (WEDNESDAY, None)


def test_the_database_too_keeps_each_letter_back(uow):
    case, she, daughter = two(uow)
    tell(uow, case, to=she)
    uow.session.flush()

    with pytest.raises(sa.exc.IntegrityError, match="told_before_written"):
        uow.session.execute(
            sa.update(RelevantPerson).where(RelevantPerson.id == daughter.id).values(letter_sent_on=WEDNESDAY)
        )


def test_what_stops_the_closing_says_for_whom(uow):
    case, she, _daughter = two(uow)
    tell(uow, case, to=she, has_enquiry=False, enquiries=None)
    services.record_learning(uow, case, learning="Lists.")

    assert objections_to_closing(uow, case) == [
        "E.T.: send the letter.",
        "J.T.: tell the person, or record why they were not told.",
    ]


def test_people_are_told_apart_and_a_step_says_for_which_of_them_it_is(uow):
    case = confirmed(uow)

    assert "tells them apart" in refusal(add, uow, case, None)
    assert "down by this already" in refusal(add, uow, case, "E.T.")
    add(uow, case)
    assert "which of them" in refusal(tell, uow, case)


def test_whoever_was_put_down_by_mistake_is_taken_off_unless_something_was_done_for_them(uow):
    case, she, daughter = two(uow)
    services.take_off(uow, case, to=daughter)
    assert [one.name for one in case.people] == ["E.T."]
    assert "Change who it is instead" in refusal(services.take_off, uow, case, to=she)


def test_whoever_was_tried_stays(uow):
    case, _she, daughter = two(uow)
    attempt(uow, case, to=daughter)

    assert "it stays" in refusal(services.take_off, uow, case, to=daughter)


def test_telling_is_met_when_the_last_one_is_told_and_begins_again_for_somebody_found_later(uow):
    case, she, daughter = two(uow)
    tell(uow, case, to=she)
    assert clocks(uow, case)["DOC-E"].is_running

    tell(uow, case, to=daughter, told_at=LATER)
    assert clocks(uow, case)["DOC-E"].met_at == LATER
    add(uow, case, "B.T.")
    again = [one.started_at for one in deadlines_of(uow, case.id) if one.is_running]
    assert (again, case.status) == ([uow.now], "confirmed")


def test_in_wales_each_letter_has_five_working_days_of_its_own(uow):
    case, she, daughter = two(uow, "wales")
    tell(uow, case, to=she, told_at=datetime(2026, 3, 2, 10, tzinfo=UTC))
    tell(uow, case, to=daughter, told_at=TUESDAY)
    write_to(uow, case, daughter)

    found = {one.subject_id: one for one in deadlines_of(uow, case.id) if one.rule_code == "DOC-W-LETTER"}
    assert {key: one.due_on for key, one in found.items()} == {she.id: date(2026, 3, 9), daughter.id: date(2026, 3, 10)}
    assert (found[she.id].is_running, found[daughter.id].within_time) == (True, True)


def test_somebody_found_after_the_review_begins_the_scottish_procedure_again_for_them(scottish):
    case = reviewed(scottish)
    son = add(scottish, case, "B.T.")
    assert (case.status, case.report_offered_on) == ("confirmed", None)
    asked = [one.due_on for one in deadlines_of(scottish, case.id) if one.is_running]
    assert asked == [date(2026, 3, 18)]  # ten working days from Wednesday 4 March

    tell(scottish, case, to=son, method="phone", has_enquiry=False, enquiries=None)
    assert case.status == "notified"
    assert objections_to_closing(scottish, case) == [
        "B.T.: send the letter.",
        "B.T.: invite the person to a meeting.",
        "B.T.: ask the person for their view of the review.",
        "B.T.: offer the person the report of the review.",
    ]
    write_to(scottish, case, son)
    services.offer_meeting(scottish, case, invitation="Come.", offered_on=WEDNESDAY, to=son)
    services.decline_meeting(scottish, case, declined_on=WEDNESDAY, to=son)
    services.record_views(scottish, case, views="He asked who checks.", to=son)
    services.offer_report(scottish, case, offered_on=WEDNESDAY, support="Advocacy Scotland", to=son)
    assert (case.status, objections_to_closing(scottish, case)) == ("report-offered", [])


def test_the_review_waits_for_what_each_of_them_thinks(scottish):
    case, she, daughter = two(scottish, "scotland")
    tell(scottish, case, to=she)
    tell(scottish, case, to=daughter)
    services.record_views(scottish, case, views="A second rail.", to=she)
    review = {"done_on": WEDNESDAY, "how": "Read.", "actions": "Rails."}
    assert "thinks: J.T." in refusal(services.record_review, scottish, case, **review)

    services.record_views(scottish, case, views="More staff.", to=daughter)
    assert services.record_review(scottish, case, **review).status == "reviewed"


def test_one_declines_the_meeting_and_the_other_comes(scottish):
    case, she, daughter = two(scottish, "scotland")
    for one in (she, daughter):
        tell(scottish, case, to=one)
        services.offer_meeting(scottish, case, invitation="Come.", offered_on=WEDNESDAY, to=one)
    services.decline_meeting(scottish, case, declined_on=WEDNESDAY, to=she)
    assert case.status == "meeting-offered"

    services.record_meeting(scottish, case, held_on=WEDNESDAY, meeting=MEETING, to=daughter)
    assert case.status == "meeting-held"


def test_an_advocate_reads_what_the_person_was_told_and_nothing_of_what_relatives_were(uow):
    case, she, daughter = two(uow)
    tell(uow, case, to=she, facts="To her.")
    tell(uow, case, to=daughter, facts="To her daughter.")
    shown = {one["words"] for one in case.correspondence}
    assert ("To her." in shown, "To her daughter." in shown) == (True, False)

    she.basis = "died"
    assert case.correspondence is None
    assert for_an_advocate([daughter])[1] == {"what": "The facts they were told", "words": "To her daughter."}


def test_while_somebody_waits_nothing_is_done_for_the_whole():
    told_one = RelevantPerson(told_at=TUESDAY, told_method="in-person", letter_sent_on=WEDNESDAY)

    assert set(roll_up([told_one, RelevantPerson()]).values()) == {None}
    assert roll_up([told_one])["letter_sent_on"] == WEDNESDAY


CASE = "/t/rosewood/candour"
MOMENT = {"told_at-day": "3", "told_at-month": "3", "told_at-year": "2026", "told_at-time": "15:00"}
TALK = {"method": "in-person", "by": "Ben", "facts": "The rail.", "apology": SORRY, "has_enquiry": "no", "support": "A"}


@time_machine.travel("2026-03-04T10:00:00Z", tick=False)
def test_those_who_sat_together_are_told_in_one_step_and_each_gets_their_own_letter(client, act, act_and_commit):
    with act_and_commit("ben") as uow:
        case, she, daughter = two(uow)
        her, hers = she.id, daughter.id
    ben = client.as_("ben")
    record = f"/t/rosewood/records/candour/{case.id}"
    assert "Still to be told: E.T.; J.T." in ben.get(record).words

    sent = ben.post(ben.get(record).links()["Record that they were told: E.T."], {**MOMENT, **TALK, "also": str(hers)})
    assert (sent.location, sent.errors) == (record, [])
    for person, dear in ((her, "Mrs Thorne"), (hers, "Ms Thorne")):
        ben.post(f"{CASE}/{case.id}/people/{person}/letter", {"dear": dear, "account": "A", "apology": SORRY,
                 "support": "B", "contact": "C"})  # fmt: skip
    papers = {one: ben.get(f"{CASE}/{case.id}/people/{one}/papers/letter") for one in (her, hers)}
    assert ["Dear Mrs Thorne" in papers[her].words, "Dear Ms Thorne" in papers[her].words] == [True, False]
    assert "Dear Ms Thorne" in Pdf(ben.get(f"{CASE}/{case.id}/people/{hers}/papers/letter.pdf").response.data).words
    assert "For J.T." in ben.get(f"{CASE}/{case.id}/people/{hers}/papers/script").words
    script = Pdf(ben.get(f"{CASE}/{case.id}/people/{hers}/papers/script.pdf?print=large").response.data)
    assert len(script.reader.pages) > 1
    for page in script.reader.pages:
        assert case.reference in "".join(page.extract_text().split())
    assert act("ben").session.get_one(CandourRecord, (act("ben").tenant.id, case.id)).status == "notified"
