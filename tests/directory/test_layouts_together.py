"""Two layouts and two ages of file about the same sites: a poorer or older one erases nothing."""

from __future__ import annotations

from datetime import date

from tests.directory.factories import (
    directory_row,
    directory_rows,
    hsca_row,
    hsca_rows,
)
from tests.directory.outcomes import numbers, ratings_in

RATING = "Location Latest Overall Rating"


def test_the_directory_erases_nothing_that_only_active_locations_know(engine, load_hsca, load_directory, site):
    load_hsca(hsca_rows(1))
    load_directory(directory_rows(1), as_at="01 June 2026")

    kept = ("beds", "is_care_home", "uprn", "ods_code", "latitude", "regulated_activities", "registered_on")
    assert [site()[name] for name in kept] == [
        22,
        True,
        "422000118571",
        "VN001",
        "53.5120651",
        ["Personal care"],
        date(2011, 1, 20),
    ]
    assert ratings_in(engine) == [("good", date(2022, 6, 9), True)]


def test_the_directory_adds_what_it_alone_knows(load_hsca, load_directory, site):
    load_hsca(hsca_rows(1))
    load_directory([directory_row(1, **{"Also known as": "The Elms"})], as_at="01 June 2026")

    assert site()["also_known_as"] == "The Elms"
    assert site()["last_checked_on"] == date(2024, 1, 9)
    assert site()["page_url"] == "https://www.cqc.org.uk/location/1-000000001"


def test_the_two_layouts_do_not_undo_each_other_month_after_month(load_hsca, load_directory, site, contents):
    load_hsca(hsca_rows(2), as_at="01 May 2026")
    load_directory(directory_rows(2), as_at="01 May 2026")
    assert (site()["phone"], site()["website"]) == ("01632000001", "www.rosewood.example")
    before = contents()

    assert numbers(load_hsca(hsca_rows(2), as_at="01 May 2026")) == [0, 0, 2, 0, 0]
    assert numbers(load_directory(directory_rows(2), as_at="01 May 2026")) == [0, 0, 2, 0, 0]
    assert contents() == before


def test_an_older_file_fills_gaps_and_overwrites_nothing(engine, load_hsca, load_directory, site):
    load_directory([directory_row(1, Name="Rosewood Manor", Region="")], as_at="01 June 2026")
    load_hsca(hsca_rows(1), as_at="01 May 2026")

    assert (site()["name"], site()["beds"], site()["region"]) == ("Rosewood Manor", 22, "North West")
    assert (site()["first_seen_on"], site()["last_seen_on"]) == (date(2026, 5, 1), date(2026, 6, 1))
    assert ratings_in(engine) == [("good", date(2022, 6, 9), True)]


def test_an_older_rating_joins_the_history_and_is_not_the_current_one(engine, load_hsca):
    load_hsca(hsca_rows(1), as_at="01 June 2026")
    load_hsca([hsca_row(1, **{RATING: "Inadequate", "Publication Date": date(2020, 1, 2)})], as_at="01 May 2026")

    assert ratings_in(engine) == [("inadequate", date(2020, 1, 2), False), ("good", date(2022, 6, 9), True)]
