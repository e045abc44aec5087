"""The pages around the end of an incident: completed, learned from, answered, closed; one next step at a time."""

from __future__ import annotations

import pytest
import time_machine

from plugins.incidents.tests.steps import new_incident, pages_of, path_of, record_of, send_report

MINE = "/t/rosewood/incidents/reports"
ANSWER = "Thank you. There is a new mat by the bed."
SAVED_FIRST = "Somebody else saved this first. Yours is not lost: look at what is saved now, then save again."


@pytest.fixture(autouse=True)
def maundy_thursday():
    """Thursday 2 April 2026, nine in the morning in London."""
    with time_machine.travel("2026-04-02T08:00:00Z", tick=False):
        yield


@pytest.fixture
def ben(client):
    return client.as_("ben")


@pytest.fixture
def thanked(client):
    return new_incident(client, "good-care")


def next_step(browser, pages):
    buttons = browser.get(record_of(pages)).tree.xpath('//main//a[@role="button"][contains(@class, "govuk-button")]')
    return " ".join(buttons[0].text_content().split()) if buttons else None


def test_a_report_says_one_next_step_after_another_until_it_is_closed(client, ben):
    record = path_of(ben, send_report(client.as_("mia"), hurt={"outcome": "good-care"}))
    pages = pages_of(record)
    told = []
    for path, answers in (
        (f"{record}/edit", {"category": "other"}),
        (f"{pages}/facts", {}),
        (f"{pages}/not-notifiable", {"reason": "A thank-you card."}),
        (f"{pages}/answer", {"answer": ANSWER}),
        (f"{pages}/learning", {"learning": "Cards go up in the hall."}),
        (f"{record}/steps/close", {}),
    ):
        told.append(next_step(ben, pages))
        assert ben.post(path, answers).status_code == 302, path

    assert told == [
        "Complete the report",
        "Work out who must be told",
        "Decide who must be told",
        "Answer the person who reported it",
        "Record what was learned",
        "Close the incident",
    ]
    assert next_step(ben, pages) is None
    assert "Closed" in ben.get(record).words


def test_closing_too_early_lists_what_comes_first(ben, thanked):
    ben.post(f"{thanked}/facts")
    ben.post(f"{thanked}/not-notifiable", {"reason": "A thank-you card."})
    page = ben.get(f"{record_of(thanked)}/steps/close")

    assert [one.text_content() for one in page.tree.xpath("//main//li")] == [
        "Record what was learned, or why there was nothing to learn.",
        "Answer the person who reported it, or record why they cannot be told.",
    ]
    assert not page.tree.xpath("//main//form")


def test_the_reporter_reads_the_answer_on_their_own_page(client, ben):
    mia = client.as_("mia")
    reference = send_report(mia)
    assert "You will hear by Monday 13 April 2026 (local target)." in mia.get(f"{MINE}/{reference}").words

    record = path_of(ben, reference)
    assert ben.post(f"{pages_of(record)}/answer", {"answer": ANSWER}).location == record
    page = mia.get(f"{MINE}/{reference}")
    assert f"Answer, Thursday 2 April 2026 at 09:00{ANSWER}" in page.words
    assert "You will hear by" not in page.words
    assert "Answered" in mia.get(MINE).words


def test_whoever_answers_reads_what_was_sent(ben, thanked):
    page = ben.get(f"{thanked}/answer")

    assert page.heading == "Answer the person who reported it"
    assert "What they sent, Thursday 2 April 2026 at 09:00" in page.words
    assert "Found on the floor beside the bed." in page.words


def test_neither_answer_nor_reason_is_refused(ben, thanked):
    assert ben.post(f"{thanked}/answer").errors == ["Write what the person who reported this should hear."]


def test_an_answer_too_long_is_kept_to_be_shortened(ben, thanked):
    page = ben.post(f"{thanked}/answer", {"answer": "a" * 5001, "not_answered_reason": "or so"})

    assert page.errors == ["Shorten this to 5,000 characters or fewer"]
    assert len(page.form()["answer"]) == 5001
    assert page.form()["not_answered_reason"] == "or so"


def test_why_nobody_was_answered_stays_inside(client, ben):
    mia = client.as_("mia")
    reference = send_report(mia)
    record = path_of(ben, reference)
    ben.post(f"{pages_of(record)}/answer", {"not_answered_reason": "She has left us."})

    assert "recorded why the person who reported it was not answered" in ben.get(record).words
    assert "She has left us." not in mia.get(f"{MINE}/{reference}").words


def test_neither_learning_nor_a_reason_is_refused(ben, thanked):
    page = ben.post(f"{thanked}/learning")

    assert page.errors == ["Write what was learned, or why there was nothing to learn."]


def test_what_was_learned_stands_on_the_page(ben, thanked):
    ben.post(f"{thanked}/learning", {"learning": "A second check at four."})

    assert ben.get(record_of(thanked)).summary["What was learned"] == "A second check at four."
    assert ben.get(f"{thanked}/learning").form()["learning"] == "A second check at four."


def test_learning_written_by_two_people_loses_neither(client, ben, thanked):
    ruth = client.as_("ruth")
    hers = ruth.get(f"{thanked}/learning").form()
    ben.post(f"{thanked}/learning", {"learning": "A second check at four."})

    page = ruth.post_raw(f"{thanked}/learning", {**hers, "learning": "A lamp by the bed."})
    assert (page.status_code, page.errors) == (409, [SAVED_FIRST])
    assert "What is saved nowA second check at four." in page.words
    assert page.form()["learning"] == "A lamp by the bed."

    both = "A second check at four. A lamp by the bed."
    assert ruth.post_raw(f"{thanked}/learning", {**page.form(), "learning": both}).status_code == 302
    assert ben.get(record_of(thanked)).summary["What was learned"] == both


def test_an_answer_sent_twice_is_told_once(ben, thanked):
    form = {**ben.get(f"{thanked}/answer").form(), "answer": ANSWER}

    assert [ben.post_raw(f"{thanked}/answer", form).location for _ in range(2)] == [record_of(thanked)] * 2
    assert ben.get(record_of(thanked)).words.count("answered the person who reported it") == 1


def test_completing_from_an_older_version_gets_the_merge_page(client, ben, thanked):
    path = f"{record_of(thanked)}/edit"
    ruth = client.as_("ruth")
    hers = ruth.get(path).form()
    ben.post(path, {"place": "Dining room"})

    page = ruth.post_raw(path, {**hers, "place": "Kitchen"})
    assert (page.status_code, page.heading) == (409, "Somebody else saved first")
    assert "Dining room" in page.words
    assert "Kitchen" in page.words
    assert ben.get(record_of(thanked)).summary["Where in the service"] == "Dining room"


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"category": ""}, "Choose what it was about"),
        ({"what_happened": " "}, "Say what happened"),
        (
            {"discovered_at-day": "31", "discovered_at-month": "3"},
            "When you found out: this cannot be before it happened.",
        ),
        ({"discovered_at-day": "3"}, "When you found out: this moment has not come yet."),
        ({"discovered_at-time": ""}, "When did you, the provider, find out?: must include a time, like 21:40"),
    ],
)
def test_a_report_completed_wrongly_says_what_to_do_and_keeps_the_rest(ben, thanked, answers, error):
    page = ben.post(f"{record_of(thanked)}/edit", {"witnesses": "The night nurse", **answers})

    assert page.errors == [error]
    kept = page.form()
    assert kept["witnesses"] == "The night nurse"
    assert {key: kept[key] for key in answers} == {key: value.strip() for key, value in answers.items()}


def test_a_completed_report_takes_its_title_from_what_it_was_about(ben, thanked):
    ben.post(f"{record_of(thanked)}/edit", {"category": "medication"})

    assert ben.get(record_of(thanked)).heading == "Medicines at Rosewood House"


def test_two_who_answer_at_once_never_write_over_each_other(client, ben, thanked):
    ruth = client.as_("ruth")
    hers = ruth.get(f"{thanked}/answer").form() | {"answer": "Thank you, from Ruth."}
    ben.post(f"{thanked}/answer", {"answer": ANSWER})
    page = ruth.post_raw(f"{thanked}/answer", hers)

    assert page.status_code == 409
    assert ANSWER in page.words
    assert page.form()["answer"] == "Thank you, from Ruth."
    assert ruth.post_raw(f"{thanked}/answer", page.form()).status_code == 302
