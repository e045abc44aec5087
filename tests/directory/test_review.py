"""What an import leaves for a person: asked once, decided once, settled by a later file."""

from __future__ import annotations

from datetime import date

import pytest

from portal.core.errors import NotFoundError, PortalError
from portal.core.ids import new_id
from portal.directory.review import forebears, lineage_of, listings_of, open_counts, open_items
from portal.directory.services import decide_item
from tests.directory.conftest import NOW
from tests.directory.factories import directory_row, directory_rows
from tests.directory.outcomes import rows_in

LOCATION = "CQC Location ID (for office use only)"
PROVIDER = "CQC Provider ID (for office use only)"
OPEN = "SELECT kind, name FROM directory.review_item WHERE status = 'open' ORDER BY kind, name"


def again(number, as_number, **changes):
    """Home `number` under a new registration and a new owner."""
    home = directory_row(number, **{PROVIDER: "1-900000002", "Provider name": "Elm Care Limited", **changes})
    return {**home, LOCATION: f"1-{as_number:09d}"}


@pytest.fixture
def re_registered(load_directory):
    load_directory(directory_rows(3), as_at="01 May 2026")
    return load_directory([*directory_rows(2), again(3, 43)], as_at="01 June 2026")


def items(engine):
    return rows_in(engine, "SELECT id FROM directory.review_item WHERE status = 'open'")


def decide(engine, decision, item_id=None):
    with engine.begin() as connection:
        decide_item(connection, item_id or items(engine)[0].id, decision, now=NOW, decided_in=new_id())


def test_a_new_number_where_another_left_is_offered_and_not_assumed(engine, re_registered):
    assert (re_registered.counts["re_registered"], re_registered.counts["imported"]) == (1, 1)
    assert rows_in(engine, OPEN) == [("same_place", "Rosewood House 3")]
    assert rows_in(engine, "SELECT * FROM directory.site_lineage") == []


def test_the_offer_shows_both_homes(session, re_registered):
    [row] = open_items(session, "same_place").rows

    assert (row.new_regulator_id, row.old_regulator_id) == ("1-000000043", "1-000000003")
    assert (row.new_provider, row.old_provider) == ("Elm Care Limited", "Rosewood Care Limited")
    assert row.old_left_on == date(2026, 6, 1)


def test_an_accepted_home_keeps_its_story(engine, session, site, re_registered):
    decide(engine, "accepted")

    [line] = lineage_of(session, site(43)["id"])
    assert (line.name, line.is_before) == ("Rosewood House 3", True)
    assert forebears(session, site(43)["id"]) == [site(43)["id"], site(3)["id"]]
    assert open_counts(session) == {}


def test_what_was_dismissed_is_not_asked_again(engine, load_directory, re_registered):
    decide(engine, "dismissed")
    load_directory([*directory_rows(2), again(3, 43)], as_at="01 July 2026")

    assert rows_in(engine, OPEN) == []


def test_an_item_is_decided_once(engine, re_registered):
    [(item,)] = items(engine)
    decide(engine, "accepted", item)

    with pytest.raises(PortalError, match="already"):
        decide(engine, "dismissed", item)
    with pytest.raises(NotFoundError):
        decide(engine, "accepted", new_id())


def test_neighbours_that_are_both_listed_are_not_offered(engine, load_directory):
    load_directory(directory_rows(3), as_at="01 May 2026")
    load_directory([*directory_rows(3), again(3, 43)], as_at="01 June 2026")

    assert rows_in(engine, OPEN) == []


def test_another_house_of_the_street_is_not_the_same_place(engine, load_directory):
    load_directory(directory_rows(3), as_at="01 May 2026")
    other = again(3, 43, Name="Elm Manor", Address="30 Harbour Street,Northshire Town")
    load_directory([*directory_rows(2), other], as_at="01 June 2026")

    assert rows_in(engine, OPEN) == []


def test_a_home_that_is_listed_again_settles_the_question(engine, load_directory, re_registered):
    load_directory([*directory_rows(3), again(3, 43)], as_at="01 July 2026")

    assert rows_in(engine, "SELECT status FROM directory.review_item") == [("settled",)]


def test_rows_nobody_could_use_wait_until_a_file_mends_them(engine, load_directory):
    load_directory([*directory_rows(2), directory_row(3, **{PROVIDER: ""})], as_at="01 May 2026")
    assert rows_in(engine, OPEN) == [("unreadable_row", "Rosewood House 3")]
    load_directory(directory_rows(3), as_at="01 June 2026")

    assert rows_in(engine, "SELECT status FROM directory.review_item") == [("settled",)]


def test_an_authority_we_do_not_know_is_asked_once_and_never_guessed(engine, load_directory, site):
    for day in ("01 May 2026", "01 June 2026"):
        load_directory(directory_rows(2, **{"Local authority": "Oldhamm"}), as_at=day)

    assert rows_in(engine, OPEN) == [("unknown_authority", "Oldhamm")]
    assert (site()["host_authority"], site()["host_authority_code"]) == ("Oldhamm", None)


def test_a_site_that_moved_has_a_line_for_each_legal_entity(session, load_directory, site):
    load_directory(directory_rows(2), as_at="01 May 2026")
    moved = directory_row(1, **{PROVIDER: "1-900000002", "Provider name": "Elm Care Limited"})
    load_directory([moved, directory_row(2)], as_at="01 July 2026")
    load_directory(directory_rows(2), as_at="01 June 2026")

    lines = [(row.provider_name, row.first_seen_on, row.last_seen_on) for row in listings_of(session, site()["id"])]
    assert lines == [
        ("Elm Care Limited", date(2026, 7, 1), date(2026, 7, 1)),
        ("Rosewood Care Limited", date(2026, 5, 1), date(2026, 6, 1)),
    ]
