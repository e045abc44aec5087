"""The pages that record what became of a duty: sent, confirmed, not needed, met elsewhere; or nobody is told."""

from __future__ import annotations

import io

import pytest
import time_machine

from plugins.incidents.tests.steps import duty_page, new_incident, record_of
from tests.documents.files import PDF

INJURY = "injury with lasting consequences"
SENT = {"reference": "CQC-1001", "channel": "portal", "proof": "Their receipt is in the folder."}
TODAY_AT_NINE = {
    "submitted_at-day": "2",
    "submitted_at-month": "4",
    "submitted_at-year": "2026",
    "submitted_at-time": "09:00",
}


@pytest.fixture(autouse=True)
def maundy_thursday():
    """Thursday 2 April 2026, nine in the morning in London."""
    with time_machine.travel("2026-04-02T08:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ben(client):
    return client.as_("ben")


@pytest.fixture
def badly_hurt(client, ben):
    """An incident with three duties: the regulator's, the family's and the commissioner's."""
    pages = new_incident(client, "severe")
    ben.post(f"{pages}/facts", {"lasting_impairment": "yes"})
    return pages


@pytest.fixture
def thanked(client, ben):
    """Good care: every question answered, nobody to tell."""
    pages = new_incident(client, "good-care")
    ben.post(f"{pages}/facts")
    return pages


def row(browser, pages, about=INJURY):
    """The settled duty's line: its state and its proof or reason."""
    found = browser.get(f"{pages}/duties").tree.xpath(f'//tbody/tr[contains(., "{about}")]/td')
    return [" ".join(one.text_content().split()) for one in found]


def send(browser, pages, **answers):
    path = duty_page(browser, pages, INJURY, "Record as sent")
    assert browser.post(path, {**SENT, **answers}).location == f"{pages}/duties"


def test_the_form_stands_at_now_and_says_what_theirs_will_ask(ben, badly_hurt):
    page = ben.get(duty_page(ben, badly_hurt, INJURY, "Record as sent"))

    assert page.heading == "Record as sent"
    assert "Thin notifications come back with questions. Theirs will also ask for:" in page.words
    assert {key: page.form()[key] for key in TODAY_AT_NINE} == TODAY_AT_NINE


def test_sent_shows_reference_way_moment_person_and_proof(ben, badly_hurt):
    send(ben, badly_hurt)

    state, words = row(ben, badly_hurt)
    assert state == "Sent"
    assert words.startswith(
        "CQC-1001, the recipient's own online service, Thursday 2 April 2026 at 09:00, Ben Hargreaves"
    )
    assert SENT["proof"] in words


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"reference": " "}, ["Enter the reference you were given"]),
        ({"channel": "pigeon"}, ["Choose one of the answers shown"]),
        ({"submitted_at-time": "25:00"}, ["When was it sent?: must be a real time, like 21:40"]),
        ({"submitted_at-time": "09:01"}, ["When it was sent: this moment has not come yet."]),
        (dict.fromkeys(TODAY_AT_NINE, ""), ["Enter when it was sent"]),
    ],
)
def test_a_form_that_cannot_be_says_what_to_do_and_keeps_what_was_typed(ben, badly_hurt, answers, errors):
    path = duty_page(ben, badly_hurt, INJURY, "Record as sent")
    page = ben.post(path, {**SENT, **answers})

    assert page.errors == errors
    assert page.form()["proof"] == SENT["proof"]
    assert page.form()["submitted_at-time"] == answers.get("submitted_at-time", "09:00")
    assert row(ben, badly_hurt) == []


def test_sent_twice_is_recorded_once(ben, badly_hurt):
    path = duty_page(ben, badly_hurt, INJURY, "Record as sent")
    form = {**ben.get(path).form(), **SENT}

    assert [ben.post_raw(path, form).location for _ in range(2)] == [f"{badly_hurt}/duties"] * 2
    timeline = ben.get(record_of(badly_hurt)).words
    assert timeline.count("recorded that the Care Quality Commission was told") == 1


def test_another_persons_later_sending_is_told_and_keeps_the_first(client, ben, badly_hurt):
    path = duty_page(ben, badly_hurt, INJURY, "Record as sent")
    late = {**ben.get(path).form(), **SENT, "reference": "CQC-LATE"}
    send(ben, badly_hurt)

    page = ben.post_raw(path, late)
    assert page.errors == ["This was already recorded as sent."]
    assert page.form()["reference"] == "CQC-LATE"
    assert row(ben, badly_hurt)[1].startswith("CQC-1001")


@pytest.mark.parametrize(("sent_at", "is_late"), [("2026-04-03T08:00:00Z", False), ("2026-04-03T08:01:00Z", True)])
def test_what_was_sent_after_the_local_prompt_says_so(ben, badly_hurt, maundy_thursday, sent_at, is_late):
    maundy_thursday.move_to(sent_at)
    send(ben, badly_hurt)

    assert ("(after the local prompt)" in row(ben, badly_hurt)[1]) is is_late


def test_a_clock_counted_anew_tells_late_as_well(ben, badly_hurt, maundy_thursday):
    ben.post(f"{record_of(badly_hurt)}/edit", {"discovered_at-day": "1", "discovered_at-time": "22:00"})
    maundy_thursday.move_to("2026-04-02T22:00:00Z")  # within a day of the first discovery, not of the corrected one
    send(ben, badly_hurt)

    assert "(after the local prompt)" in row(ben, badly_hurt)[1]


def test_their_confirmation_is_kept_with_what_they_said(ben, badly_hurt):
    send(ben, badly_hurt)
    path = duty_page(ben, badly_hurt, INJURY, "Record that they confirmed it")
    assert ben.post(path, {"note": "Ms Cole will ring on Friday."}).location == f"{badly_hurt}/duties"

    state, words = row(ben, badly_hurt)
    assert state == "Acknowledged"
    assert "They confirmed it, Thursday 2 April 2026 at 09:00: Ms Cole will ring on Friday." in words
    assert "Record that they confirmed it" not in words


def test_confirmed_twice_by_two_people_is_told_to_the_second(ben, badly_hurt):
    send(ben, badly_hurt)
    path = duty_page(ben, badly_hurt, INJURY, "Record that they confirmed it")
    late = {**ben.get(path).form(), "note": "Somebody rang."}
    ben.post(path)

    page = ben.post_raw(path, late)
    assert page.errors == ["Only a notification that was sent can be acknowledged."]
    assert page.form()["note"] == "Somebody rang."


def test_not_needed_stands_with_name_and_reason(ben, badly_hurt):
    path = duty_page(ben, badly_hurt, "family or representative", "need not be sent")
    assert "Your name and role are kept with it." in ben.get(path).words
    assert ben.post(path, {"reason": "There is no family."}).location == f"{badly_hurt}/duties"

    settled = ben.get(f"{badly_hurt}/duties").tree.xpath('//tbody/tr[contains(., "Family")]/td')
    assert [" ".join(one.text_content().split()) for one in settled] == [
        "Decided not to send",
        "Ben Hargreaves: There is no family.",
    ]


def test_met_elsewhere_shows_the_other_reports_reference(ben, badly_hurt):
    path = duty_page(ben, badly_hurt, INJURY, "need not be sent")
    ben.post(path, {"reason": "Reported to NHS England.", "met_elsewhere": "NHSE-77"})

    assert row(ben, badly_hurt) == ["Met in another way", "NHSE-77: Ben Hargreaves: Reported to NHS England."]


def test_no_reason_is_no_decision_and_the_other_answer_stays(ben, badly_hurt):
    path = duty_page(ben, badly_hurt, INJURY, "need not be sent")
    page = ben.post(path, {"met_elsewhere": "NHSE-77"})

    assert (page.errors, page.form()["met_elsewhere"]) == (["Say why"], "NHSE-77")
    assert row(ben, badly_hurt) == []


def test_a_duty_somebody_has_sent_meanwhile_is_not_decided_away(ben, badly_hurt):
    path = duty_page(ben, badly_hurt, INJURY, "need not be sent")
    late = {**ben.get(path).form(), "reason": "Not ours."}
    send(ben, badly_hurt)

    page = ben.post_raw(path, late)
    assert page.errors == ["This notification is not waiting to be sent."]
    assert page.form()["reason"] == "Not ours."


def test_nobody_to_tell_is_confirmed_with_a_reason(ben, thanked):
    page = ben.get(f"{thanked}/duties")
    path = page.links()["Confirm that nobody needs to be told"]
    assert ben.post(path).errors == ["Say why"]

    assert ben.post(path, {"reason": "A thank-you card."}).location == f"{thanked}/duties"
    words = ben.get(f"{thanked}/duties").words
    assert "It was decided that nobody outside needs to be told: A thank-you card." in words
    assert "decided that nobody outside needs to be told" in ben.get(record_of(thanked)).words


def test_with_a_duty_nobody_confirms_that_nobody_is_told(ben, badly_hurt):
    page = ben.post(f"{badly_hurt}/not-notifiable", {"reason": "We would rather not."})

    assert page.errors == ["The facts call for at least one notification. Decide on each of them."]
    assert page.form()["reason"] == "We would rather not."


def test_an_open_question_keeps_it_from_being_confirmed(client, ben):
    pages = new_incident(client, "near-miss")
    page = ben.post(f"{pages}/not-notifiable", {"reason": "It was nothing."})

    assert page.errors[0].startswith("Questions still open: ")
    assert page.form()["reason"] == "It was nothing."


def with_receipt(content=PDF, name="receipt.pdf"):
    return {"file": (io.BytesIO(content), name)}


def test_the_file_that_proves_it_stands_with_the_notification_and_on_the_incident(ben, badly_hurt, vault):
    send(ben, badly_hurt, **with_receipt())

    document = "Proof of notification: Care Quality Commission"
    assert document in row(ben, badly_hurt)[1]
    said = ben.get(record_of(badly_hurt)).words
    assert f"{document} put to a notification; about Thursday 2 April 2026; receipt.pdf" in said


def test_a_file_that_is_refused_leaves_the_duty_as_it_was_and_the_words_typed(ben, badly_hurt, vault):
    path = duty_page(ben, badly_hurt, INJURY, "Record as sent")
    page = ben.post(path, {**SENT, **with_receipt(b"<svg/>", "receipt.svg")})

    assert page.errors[0].startswith("Web pages and drawings with code are not kept")
    assert page.form()["reference"] == "CQC-1001"
    assert duty_page(ben, badly_hurt, INJURY, "Record as sent") == path


def test_a_file_that_comes_later_is_added_to_what_was_sent(ben, badly_hurt, vault):
    send(ben, badly_hurt)
    path = ben.get(f"{badly_hurt}/duties").links()["Add a file that proves it Care Quality Commission"]
    about = {"about_on-day": "2", "about_on-month": "4", "about_on-year": "2026"}
    ben.post(path, {**with_receipt(), "title": "Their letter", **about})

    assert "Their letter" in row(ben, badly_hurt)[1]


def test_while_files_cannot_be_kept_nothing_is_recorded_and_nothing_typed_is_lost(app, ben, badly_hurt, vault):
    path = duty_page(ben, badly_hurt, INJURY, "Record as sent")
    vault.store.root.write_text("no folder")
    page = ben.post(path, {**SENT, **with_receipt()})

    assert page.errors == ["Files cannot be kept or fetched just now. Everything else works. Nothing was lost."]
    assert (page.form()["reference"], page.form()["channel"]) == ("CQC-1001", "portal")
    assert duty_page(ben, badly_hurt, INJURY, "Record as sent") == path
