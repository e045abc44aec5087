"""What a person says about a register is kept: which authority is meant, which day it is of; the list has an order."""

from __future__ import annotations

import pytest

from portal.core.errors import PortalError
from portal.directory import review
from portal.directory.services import decide_item, import_file
from tests.directory.conftest import NOW
from tests.directory.factories import directory_row, directory_rows, write_directory
from tests.directory.outcomes import rows_in

STRANGE = {"Local authority": "Borough of Old Ham"}


@pytest.fixture
def said_to_be(engine):
    def decide(words):
        [item] = rows_in(engine, "SELECT id FROM directory.review_item WHERE kind = 'unknown_authority'")
        with engine.begin() as connection:
            decide_item(connection, item.id, "accepted", stands_for=words, now=NOW)

    return decide


@pytest.mark.parametrize("words", ["Oldham", "oldham council", "E08000004"])
def test_sites_move_to_the_authority_their_words_stand_for(load_directory, said_to_be, site, words):
    load_directory([directory_row(1, **STRANGE)])
    said_to_be(words)

    assert [site()[name] for name in ("host_authority", "host_authority_code")] == ["Oldham", "E08000004"]


def test_the_next_file_with_these_words_is_read_so_without_asking(load_directory, said_to_be, site, engine):
    load_directory([directory_row(1, **STRANGE)])
    said_to_be("Oldham")
    again = load_directory([directory_row(1, **STRANGE), directory_row(2, **STRANGE)], as_at="01 June 2026")

    assert (again.counts["unchanged"], list(again.notes), site(2)["host_authority"]) == (1, [], "Oldham")
    assert rows_in(engine, "SELECT DISTINCT status FROM directory.review_item") == [("accepted",)]


def test_who_leaves_such_an_authority_is_still_seen_to_leave(load_directory, said_to_be, site):
    load_directory(directory_rows(2, **STRANGE))
    said_to_be("Oldham")
    load_directory([directory_row(1, **STRANGE)], as_at="01 June 2026")

    assert (site(1)["listed"], site(2)["listed"]) == (True, False)


@pytest.mark.parametrize("words", ["Oldhamm", "E99000001"])
def test_nothing_is_taken_for_an_authority_by_likeness(load_directory, said_to_be, site, words):
    load_directory([directory_row(1, **STRANGE)])
    with pytest.raises(PortalError, match="usual name or the code"):
        said_to_be(words)

    assert site()["host_authority"] == "Borough of Old Ham"


def test_a_file_whose_name_says_another_day_than_its_words_waits_for_somebody(engine, tmp_path, site):
    path = write_directory(tmp_path / "27_August_2025_CQC_directory.csv", directory_rows(1), as_at="01 May 2026")
    refused = import_file(engine, path, now=NOW)

    assert refused.status == "refused"
    assert refused.problems == ("The file says it is of 1 May 2026, and its name says 27 August 2025.",)
    assert import_file(engine, path, now=NOW, accept_shrink=True).status == "applied"


def test_whoever_says_the_day_has_settled_it(engine, tmp_path):
    path = write_directory(tmp_path / "27_August_2025_CQC_directory.csv", directory_rows(1), as_at="01 May 2026")
    told = import_file(engine, path, now=NOW, as_at=NOW.date().replace(month=5, day=1))

    assert (told.status, list(told.stops)) == ("applied", [])


def test_the_list_is_worked_in_the_order_of_the_file_page_by_page(session, load_directory):
    location = "CQC Location ID (for office use only)"
    load_directory([directory_row(1, **{location: "", "Name": f"Home {number:03d}"}) for number in range(120)])
    names, cursor = [], None
    while True:
        page = review.open_items(session, "unreadable_row", cursor)
        names += [row.name for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert names == [f"Home {number:03d}" for number in range(120)]
