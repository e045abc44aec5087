"""The two-tenant journey on pages without scripts: three points, acknowledged, replied, read afresh, decided."""

from __future__ import annotations

import pytest

from tests.exchange.everything import holders

CANARY = "The gate was open for an hour"


@pytest.fixture
def people(hearing, client):
    return {name: client.as_(name) for name in ("asha", "sam", "ben", "cora", "rhona")}


def started(hearing, people):
    """Asha's notice with three points, not given; its address."""
    record = f"/t/northshire/records/incident/{hearing.copy_id}"
    start = people["asha"].get(record).links()["Give notice about this"]
    page = people["asha"].post(start, {"about": "concern", "opening": "We looked at the fall."})
    for number, words in enumerate((CANARY, "The family was not told", "No lamp was lit"), start=1):
        path = page.location if number == 1 else page.location.replace("points/1", f"points/{number}")
        last = people["asha"].post(
            path.replace("/points/1", f"/points/{number}"),
            {"words": words, "evidence": "Visit note", "evidence_on-day": "3", "evidence_on-month": "3",
             "evidence_on-year": "2026"},
        )  # fmt: skip
    return last.location


def given(hearing, people):
    ours = started(hearing, people)
    people["asha"].post(f"{ours}/give")
    hearing.work()
    return ours, f"/t/rosewood/notices/{hearing.whole('ben').id}"


def replied(hearing, people):
    ours, theirs = given(hearing, people)
    people["ben"].post(f"{theirs}/acknowledge", form_at=theirs)
    answers = {
        "stance_1": "dispute", "reply_words_1": "It was open for a minute", "reply_evidence_1": "The door log",
        "stance_2": "correct", "reply_words_2": "They were told at nine",
        "stance_3": "agree", "next": "check",
    }  # fmt: skip
    check = people["ben"].post(f"{theirs}/reply", answers)
    people["ben"].post(check.location)
    hearing.work()
    return ours, theirs


def decided(people, ours):
    verdicts = {
        "verdict_1": "withdrawn", "reason_1": "The door log shows it", "verdict_2": "changed",
        "reason_2": "You are right", "corrected_words_2": "The family was told at nine", "verdict_3": "upheld",
        "reason_3": "You agree",
    }  # fmt: skip
    return people["asha"].post(f"{ours}/decide", verdicts)


def test_the_whole_journey_ends_alike_on_both_sides(hearing, people):
    ours, theirs = replied(hearing, people)
    decided(people, ours)
    choose = people["asha"].get(f"{ours}/second-reader")
    sam = next(one.get("value") for one in choose.tree.xpath("//input[@name='reader']") if "Sam" in label(choose, one))
    people["asha"].post(f"{ours}/second-reader", {"reader": sam})
    assert "Read a notice afresh" in people["sam"].get("/t/northshire/").words
    questions = ("enough_evidence", "right_standard", "fair_reuse", "consistent")
    answers = dict.fromkeys(questions, "yes") | {f"{one}_why": "SECRET" for one in questions}
    people["sam"].post(people["sam"].get(ours).links()["Read this afresh"], answers)
    people["asha"].post(f"{ours}/outcome", {"words": "The report is put right."})
    hearing.work()

    for name, path in (("asha", ours), ("ben", theirs)):
        page = people[name].get(path).words
        assert "Northshire Council: Withdrawn The door log shows it" in page
        assert "The point as it now stands The family was told at nine" in page
        assert "Changed" in page
    assert holders(hearing.location, "SECRET") == {"northshire"}


def label(page, box):
    return page.tree.xpath(f"//label[@for='{box.get('id')}']")[0].text_content()


def test_before_it_is_given_the_page_shows_exactly_what_goes(hearing, people):
    ours = started(hearing, people)
    page = people["asha"].get(f"{ours}/give")

    assert page.heading == "This is exactly what Rosewood Care will read"
    assert f"Point 1 {CANARY}" in page.words
    assert "They can reply until Wednesday 18 March 2026 (local target" in page.words


def test_the_record_page_leads_to_it_on_both_sides(hearing, people):
    given(hearing, people)

    one = people["asha"].get(f"/t/northshire/records/incident/{hearing.copy_id}").words
    other = people["ben"].get(f"/t/rosewood/records/incident/{hearing.incident_id}").words
    assert "Notice to Rosewood Care" in one
    assert "Notice from Northshire Council" in other
    assert "Reply by Wednesday 18 March 2026 (local target)" in other


def test_both_first_pages_say_who_owes_what(hearing, people):
    given(hearing, people)

    assert "Reply to the notice Fall at Rosewood House" in " ".join(people["ben"].get("/t/rosewood/").words.split())
    assert "Rosewood Care to reply to your notice" in people["asha"].get("/t/northshire/").words


def test_a_reply_with_a_gap_is_not_sent_and_says_which(hearing, people):
    _ours, theirs = given(hearing, people)
    people["ben"].post(f"{theirs}/reply", {"stance_1": "agree"})

    page = people["ben"].post(f"{theirs}/reply/check")
    assert page.errors == ["Point 2: say whether you agree, correct or dispute it."]


def test_who_only_reads_writes_nothing(hearing, people):
    _ours, theirs = given(hearing, people)

    assert CANARY in people["rhona"].get(theirs).words
    assert people["rhona"].get(f"{theirs}/reply").status_code == 403


def test_another_council_finds_no_such_page(hearing, people):
    ours, theirs = given(hearing, people)

    for path in (ours, theirs):
        there = path.replace("northshire", "westmere").replace("rosewood", "westmere")
        assert people["cora"].get(there).status_code == 404


def test_the_timeline_tells_it_in_sentences(hearing, people):
    replied(hearing, people)

    page = people["ben"].get(f"/t/rosewood/records/incident/{hearing.incident_id}").words
    assert "received a notice from Northshire Council" in page
    assert "Ben Hargreaves replied to the notice of Northshire Council" in page
