"""Pages of the duty of candour as their readers meet them: from one step to the next, on paper, as a log."""

from __future__ import annotations

import pytest
import time_machine

from plugins.candour import services
from plugins.candour.tests.steps import (
    SORRY,
    answered,
    attempt,
    bound,
    confirmed,
    only,
    opened,
    reviewed,
    tell,
    told,
    written,
)
from plugins.candour.views.telling import STEPS
from tests.pdfs import Pdf

CANDOUR = "/t/rosewood/candour"
LIST = "/t/rosewood/records/candour/"


@pytest.fixture(autouse=True)
def wednesday():
    """Wednesday 4 March 2026, ten in the morning in London."""
    with time_machine.travel("2026-03-04T10:00:00Z", tick=False):
        yield


def page_of(case, tenant="rosewood"):
    return f"/t/{tenant}/records/candour/{case.id}"


def at(case):
    """The one person told, as the address of a page names them."""
    return f"people/{only(case).id}"


def day(name, *, on=4, month=3):
    return {f"{name}-day": str(on), f"{name}-month": str(month), f"{name}-year": "2026"}


def moment(name, time, *, on=3):
    return {**day(name, on=on), f"{name}-time": time}


OPENING = {"what_happened": "The rail came off.", **day("occurred_on", on=2), **moment("aware_at", "09:00", on=2)}
TOLD = {
    **moment("told_at", "15:00"),
    "method": "in-person",
    "by": "Ben",
    "facts": "The rail.",
    "apology": SORRY,
    "has_enquiry": "yes",
    "enquiries": "Why?",
    "support": "A visit.",
}
DECISION = {
    "unintended": "yes",
    "in_service": "yes",
    "harm": "treatment-to-prevent",
    "likelihood": "resulted",
    "opinion_by": "Dr Hale",
    "opinion_role": "General practitioner",
    **day("opinion_on", on=3),
}
LETTER = {"dear": "Mrs Thorne", "account": "A", "apology": SORRY, "support": "B", "contact": "C"}
# What the page asks for next, and what is answered there.
IN_ORDER = (
    ("Say what kind of body you are", {"body_type": "other-provider", "contract_applies": "no"}),
    ("Decide whether the duty applies", DECISION),
    ("Say whom to tell", {"basis": "self"}),
    ("Record that they were told", TOLD),
    ("Write the letter", LETTER),
    ("Record that the letter was sent", day("sent_on")),
    ("Share the results of the enquiries", {"results": "R", **day("shared_on"), "method": "letter"}),
    ("Record what was learned", {"learning": "Lists."}),
)


def test_the_page_leads_from_one_step_to_the_next(client):
    ben = client.as_("ben")
    record = ben.post(f"{CANDOUR}/open", OPENING).location
    for button, given in IN_ORDER:
        sent = ben.post(ben.get(record).links()[button], given)
        assert sent.location == record, (button, sent.errors)

    assert "Close the record" in ben.get(record).links()
    assert ben.get(record).summary["The apology, in the words used"] == SORRY


def test_every_step_offers_what_fits_the_nation_and_nothing_else(client, act_and_commit):
    with act_and_commit("gil") as uow:
        scottish = opened(uow, "scotland")
        northern = opened(uow, "northern-ireland")
    gil = client.as_("gil")

    page = gil.get(f"/t/glenview/candour/{scottish.id}/body")
    assert "A responsible person" in page.words
    assert "ten working days" not in page.words
    assert "Northern Ireland" in gil.get(f"/t/glenview/candour/{northern.id}/body").words


@pytest.mark.parametrize(
    ("nation", "body", "says"),
    [
        ("northern-ireland", "any-body", "No law was found that lays a duty of candour on organisations"),
        ("wales", "care-provider", "The Welsh regulations of 2023 bind NHS bodies, not care providers."),
    ],
)
def test_where_no_law_was_found_the_page_says_so_and_what_to_do_instead(client, act_and_commit, nation, body, says):
    with act_and_commit("ben") as uow:
        case = bound(uow, nation, body)
    ben = client.as_("ben")
    page = ben.get(page_of(case))

    assert says in page.words
    assert "ollow your own policy" in page.words
    assert "No law found" in page.words
    questions = ben.get(f"{CANDOUR}/{case.id}/decide").words
    assert "Does your own policy ask you to tell somebody?" in questions
    assert "Which harm is it about?" not in questions


def test_a_law_that_was_read_only_in_part_says_so(client, act_and_commit):
    with act_and_commit("gil") as uow:
        case = bound(uow, "scotland")
    with act_and_commit("ben") as uow:
        english = bound(uow)

    assert "Not verified" in client.as_("gil").get(page_of(case, "glenview")).words
    assert "The law sets no number of days." in client.as_("ben").get(page_of(english)).words


def test_a_step_out_of_order_is_refused_in_words_and_what_was_typed_is_kept(client, act_and_commit):
    with act_and_commit("ben") as uow:
        case = confirmed(uow)
    page = client.as_("ben").post(f"{CANDOUR}/{case.id}/{at(case)}/letter", {**LETTER, "account": "KEPT WORDS"})

    assert page.errors == ["Tell the person first, or record that they declined or could not be reached."]
    assert "KEPT WORDS" in page.text


def test_the_form_says_that_an_apology_admits_nothing(client, act_and_commit):
    with act_and_commit("ben") as uow:
        case = confirmed(uow)

    for step in ("tell", "letter"):
        assert (
            "Saying sorry is not an admission of liability."
            in client.as_("ben").get(f"{CANDOUR}/{case.id}/{at(case)}/{step}").words
        )


def test_the_form_offers_the_ways_of_telling_that_count_and_asks_scotland_alone_about_delay(client, act_and_commit):
    with act_and_commit("ben") as uow:
        english = confirmed(uow)
    with act_and_commit("gil") as uow:
        scottish = confirmed(uow, "scotland")
    page = client.as_("ben").get(f"{CANDOUR}/{english.id}/{at(english)}/tell")
    assert [one in page.words for one in ("Face to face", "By telephone", "more than a month")] == [True, False, False]

    page = client.as_("gil").get(f"/t/glenview/candour/{scottish.id}/{at(scottish)}/tell")
    assert [one in page.words for one in ("Face to face", "By telephone", "more than a month")] == [True, True, True]


def test_attempts_stand_on_the_page_with_day_way_and_outcome(client, act_and_commit):
    with act_and_commit("ben") as uow:
        case = confirmed(uow)
        attempt(uow, case)

    assert "Tuesday 3 March 2026 at 15:00, by telephone: no answer" in client.as_("ben").get(page_of(case)).words


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("ben", {200}),
        ("pia", {200}),
        ("rhona", {403}),
        ("mia", {403}),
        ("ade", {403}),
        ("dora", {403}),
        ("cora", {404}),
    ],
)
def test_its_steps_open_for_those_who_work_on_it_and_nobody_else(client, act_and_commit, name, status):
    with act_and_commit("ben") as uow:
        case = confirmed(uow)
    browser = client.as_(name)
    pages = ["body", "decide", *(f"steps/{one}" for one in ("person", "review", "learning"))]
    pages += [f"{at(case)}/{key}" for key in STEPS]

    assert {browser.get(f"{CANDOUR}/{case.id}/{one}").status_code for one in pages} == status


def test_an_officer_works_on_it_and_does_not_decide(client, act_and_commit):
    with act_and_commit("ben") as uow:
        case = confirmed(uow)
    ruth = client.as_("ruth")
    pages = ("body", "decide", f"{at(case)}/tell")

    assert [ruth.get(f"{CANDOUR}/{case.id}/{one}").status_code for one in pages] == [403, 403, 200]


def test_a_step_nobody_knows_is_not_there(client, act_and_commit):
    with act_and_commit("ben") as uow:
        case, elsewhere = confirmed(uow), confirmed(uow)
        early = opened(uow)
    ben = client.as_("ben")

    for path in (f"{at(case)}/nonsense", f"{at(case)}/papers/nonsense", f"{at(case)}/papers/letter"):
        assert ben.get(f"{CANDOUR}/{case.id}/{path}").status_code == 404
    assert ben.get(f"{CANDOUR}/{case.id}/{at(elsewhere)}/tell").status_code == 404
    assert ben.get(f"{CANDOUR}/{early.id}/decide").status_code == 404


# Each document: its title, a sentence of its own, words of the record.
PAPERS = {
    "script": ("In-person script and record", "Every fact known today. No guesses.", "CANARY-FACTS"),
    "letter": ("What happened, and our apology", "Dear Mrs Edna Thorne", "CANARY-LETTER"),
    "invitation": ("An invitation to meet us", "You may send us questions before we meet", "CANARY-INVITATION"),
    "note": ("Note of our meeting", "Other ways to have it looked at", "Every rail is checked by Friday."),
    "review": ("Report of the review", "What was done, day by day", "She asked for a second rail."),
}


def test_each_document_is_a_tagged_pdf_that_says_the_same_as_its_page(client, act_and_commit):
    with act_and_commit("gil") as uow:
        case = reviewed(uow)
    gil = client.as_("gil")

    for key, (title, *sentences) in PAPERS.items():
        page = gil.get(f"/t/glenview/candour/{case.id}/{at(case)}/papers/{key}")
        pdf = Pdf(gil.get(f"/t/glenview/candour/{case.id}/{at(case)}/papers/{key}.pdf").response.data)
        assert page.heading == title
        assert (pdf.accessibility_faults(), case.reference in pdf.words) == ([], True), key
        assert pdf.lacks(page.tree) == [], key
        for words in (title, *sentences):
            assert (words in page.words, words in pdf.words) == (True, True), (key, words)


def test_whoever_needs_large_print_gets_the_letter_in_it(client, act_and_commit):
    with act_and_commit("ben") as uow:
        case = written(uow)
    ben = client.as_("ben")
    link = ben.get(f"/t/rosewood/records/candour/{case.id}").tree.xpath('//a[contains(., "large print: Letter")]/@href')
    pdf = Pdf(ben.get(link[0]).response.data)

    assert min(pdf.sizes_of_type()) >= 16
    assert (pdf.accessibility_faults(), "Dear Mrs Edna Thorne" in pdf.words) == ([], True)


def test_the_record_of_the_talk_says_when_how_and_by_whom(client, act_and_commit):
    with act_and_commit("ben") as uow:
        case = written(uow)

    page = client.as_("ben").get(f"{CANDOUR}/{case.id}/{at(case)}/papers/script")
    assert "Tuesday 3 March 2026 at 15:00, Face to face, Ben Hargreaves, manager" in page.words


def test_the_letter_holds_the_apology_word_for_word_and_that_it_is_no_admission(client, act_and_commit):
    with act_and_commit("ben") as uow:
        english = written(uow)
    with act_and_commit("gil") as uow:
        scottish = written(uow, told(uow, "scotland"))

    page = client.as_("ben").get(f"{CANDOUR}/{english.id}/{at(english)}/papers/letter")
    assert SORRY in page.words
    assert "Saying sorry is not an admission of liability." in page.words
    page = client.as_("gil").get(f"/t/glenview/candour/{scottish.id}/{at(scottish)}/papers/letter")
    assert "Saying sorry is not in itself an admission of negligence" in page.words


def test_a_letter_that_came_late_says_why(client, act_and_commit):
    with act_and_commit("gil") as uow:
        case = written(uow, told(uow, "scotland", delay_reason="The doctor was away."))
    page = client.as_("gil").get(f"/t/glenview/candour/{case.id}/{at(case)}/papers/letter")

    assert "Why we tell you only now The doctor was away." in page.words


def test_the_review_report_lists_what_was_done_in_order(client, act_and_commit):
    with act_and_commit("gil") as uow:
        case = confirmed(uow, "scotland")
        attempt(uow, case)
        reviewed(uow, tell(uow, case))
    page = client.as_("gil").get(f"/t/glenview/candour/{case.id}/{at(case)}/papers/review")
    rows = page.tree.xpath("//tbody/tr/td/text()")

    assert rows == [
        "A health professional gave an opinion on the harm",
        "Tried by telephone: no answer",
        "The person was told (face to face)",
        "The letter was sent",
        "The results of the enquiries were shared",
        "A meeting was offered",
        "The meeting was held",
        "The note of the meeting was given",
        "The review was done",
        "The report was offered",
    ]


def test_the_record_of_not_telling_lists_every_attempt(client, act_and_commit):
    with act_and_commit("ben") as uow:
        case = confirmed(uow)
        attempt(uow, case)
        attempt(uow, case, "declined", method="in-person", words="She shook her head.")
        services.record_not_told(uow, case, why="declined", on=uow.today, words="She said no.")
    ben = client.as_("ben")
    pdf = Pdf(ben.get(f"{CANDOUR}/{case.id}/{at(case)}/papers/not-told.pdf").response.data)

    for words in ("Tried by telephone: no answer. CANARY-ATTEMPT", "Tried face to face: they did not want to speak"):
        assert words in ben.get(f"{CANDOUR}/{case.id}/{at(case)}/papers/not-told").words
        assert words in pdf.words
    assert pdf.accessibility_faults() == []


def test_the_script_before_the_talk_leaves_room_to_write(client, act_and_commit):
    with act_and_commit("ben") as uow:
        case = confirmed(uow)
    page = client.as_("ben").get(f"{CANDOUR}/{case.id}/{at(case)}/papers/script")

    assert page.words.count("Write down here what is said:") == 4
    assert "Large print" in page.words
    assert "Face to face" in page.words


def test_the_log_tells_states_and_days_and_no_words(client, act_and_commit):
    with act_and_commit("ben") as uow:
        case = answered(uow)
    ben = client.as_("ben")
    page, file = ben.get(f"{CANDOUR}/log"), ben.get(f"{CANDOUR}/log.csv")

    assert case.reference in page.words
    assert f"{case.reference},2026-03-04,Rosewood House,England: registered provider" in file.text
    assert "Results shared,2026-03-02,Yes,2026-03-03,,2026-03-04,2026-03-04" in file.text
    assert "CANARY" not in page.text + file.text
    assert ben.get(f"{CANDOUR}/log.xlsx").status_code == 200
    assert "No record was opened in this year." in ben.get(f"{CANDOUR}/log?year=2024").words


@pytest.mark.parametrize("year", ["020259999", "9" * 5000, "٢٠٢٥", "-1"])
def test_a_year_that_is_none_shows_the_log_of_this_one(client, year):
    page = client.as_("ben").get(f"{CANDOUR}/log?year={year}")

    assert (page.status_code, "April 2025" in page.words) == (200, True)


def test_whoever_waits_to_be_told_stands_on_the_managers_home_page(client, act_and_commit):
    with act_and_commit("ben") as uow:
        waiting, done = confirmed(uow), told(uow)
    page = client.as_("ben").get("/t/rosewood/")

    assert "People to be told what went wrong" in page.words
    assert (waiting.reference in page.text, done.reference in page.text) == (True, False)
