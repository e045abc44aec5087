"""A list as CSV, a record as PDF and as a page to print: what the screen says, and nothing a machine would run."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest

from tests.casework.incidents import LIST, completed, opened, path, reported
from tests.pdfs import Pdf
from tests.world import ROSEWOOD_LODGE

CSV = "/t/rosewood/records/incident.csv"


def lines(page):
    return list(csv.reader(io.StringIO(page.response.data.decode("utf-8-sig"))))


def test_the_file_has_what_the_list_shows_in_the_same_order(client, act_and_commit):
    with act_and_commit("ben") as uow:
        for number in range(60):
            opened(uow, f"Number {number}", on=date(2026, 2, 1 + number % 7), severity="low")
    ben = client.as_("ben")
    first = ben.get(LIST)
    shown = [
        one.text_content()
        for page in (first, ben.get(LIST + first.links()["Next page"]))
        for one in page.tree.xpath("//tbody/tr/th")
    ]

    assert [line[1] for line in lines(ben.get(CSV))[1:]] == shown
    assert len(shown) == 60


def test_a_line_says_what_the_page_says(client, kept):
    incident = kept(completed)
    page = client.as_("ben").get(CSV)

    assert page.response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert page.response.headers["Content-Disposition"] == 'attachment; filename="incidents.csv"'
    assert lines(page) == [
        ["Reference", "Title", "Status", "Severity", "Site", "Opened", "Closed", "Next date", "From"],
        [
            incident.reference,
            "Fall at Rosewood House",
            "Being worked on",
            "Low physical harm",
            "Rosewood House",
            "2026-03-04",
            "",
            "2026-03-11",
            "Rosewood Care",
        ],
    ]


def test_the_next_date_is_londons(client, kept):
    """Due at the end of Thursday 9 April: 22:59:59 UTC, for the clocks have gone forward."""
    kept(opened, "Fall", next_due_at=datetime(2026, 4, 9, 22, 59, 59, tzinfo=UTC))

    assert lines(client.as_("ben").get(CSV))[1][7] == "2026-04-09"


def test_the_file_is_narrowed_like_the_list(client, act_and_commit):
    with act_and_commit("ben") as uow:
        opened(uow, "At the House", severity="low")
        opened(uow, "At the Lodge", severity="low", site=ROSEWOOD_LODGE)
        opened(uow, "Closed", severity="low", site=ROSEWOOD_LODGE, status="closed", closed_on=date(2026, 3, 4))

    narrowed = client.as_("ben").get(f"{CSV}?open=1&site={ROSEWOOD_LODGE}")
    assert [line[1] for line in lines(narrowed)[1:]] == ["At the Lodge"]


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n=", " =", "\ufeff=", "\uff1d", "\uff0b", "\uff20"]
)
def test_no_cell_is_a_formula(client, kept, start):
    title = f"{start}HYPERLINK(A1)"
    kept(opened, title)

    assert lines(client.as_("ben").get(CSV))[1][1] == f"'{title}"


@pytest.mark.parametrize("title", ["Fall, twice", 'The "blue" room', "Room 3\nand 4", "Café", "1-2-1 support", "a=b"])
def test_ordinary_words_arrive_as_they_are(client, kept, title):
    kept(opened, title)

    assert lines(client.as_("ben").get(CSV))[1][1] == title


def test_what_was_not_opened_says_no_more_than_the_list(client, copy):
    assert lines(client.as_("asha").get("/t/northshire/records/incident.csv"))[1] == [
        copy.reference,
        "New from Rosewood Care",
        "Not opened yet",
        "",
        "",
        copy.opened_on.isoformat(),
        "",
        "",
        "Rosewood Care",
    ]


def test_nothing_personal_is_in_the_file(client, kept):
    kept(reported, what_happened="Wilhelmina fell", person_references="Wilhelmina", place="Wilhelmina's room")

    assert "Wilhelmina" not in client.as_("ben").get(CSV).response.data.decode()


def pdf_of(client, incident, name="ben"):
    answer = client.as_(name).get(f"{path(incident)}.pdf").response
    assert answer.mimetype == "application/pdf"
    return Pdf(answer.data)


def test_a_pdf_says_its_title_and_whose_it_is(client, kept):
    incident = kept(completed)
    pdf = pdf_of(client, incident)

    assert pdf.reader.metadata.title == f"{incident.reference} – Fall at Rosewood House"
    assert pdf.reader.metadata.author == "Rosewood Care"


@pytest.mark.parametrize("step", [reported, completed])
def test_a_pdf_is_tagged_so_that_everybody_can_read_it_however_little_it_says(client, kept, step):
    assert pdf_of(client, kept(step)).accessibility_faults() == []


def test_the_pdf_and_the_printed_page_say_what_the_record_says(client, kept):
    incident = kept(completed, what_happened="She slipped by the chair.\n\nNo pain & no <b>bruise</b>.")
    printed = client.as_("ben").get(f"{path(incident)}/print")
    on_paper = pdf_of(client, incident).words

    for words in (
        "Fall at Rosewood House",
        "She slipped by the chair.",
        "No pain & no <b>bruise</b>.",
        "Rosewood Care",
    ):
        assert words in printed.words
        assert words in on_paper


def test_a_file_is_named_by_its_reference_alone(client, kept):
    incident = kept(completed)
    answer = client.as_("ben").get(f"{path(incident)}.pdf").response

    assert answer.headers["Content-Disposition"] == f'attachment; filename="{incident.reference}.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("what", ["", ".pdf", "/print"])
def test_what_was_not_opened_is_not_on_paper_either(client, copy, what):
    page = client.as_("asha").get(f"{path(copy, 'northshire')}{what}")

    assert "Fall at Rosewood House" not in page.text
    assert page.response.mimetype == "text/html"
