"""Loading: counts add up, what changes is told, and a second run changes nothing."""

from __future__ import annotations

from datetime import date

import pytest

from tests.directory.factories import (
    MANAGER,
    directory_row,
    directory_rows,
    hsca_row,
    hsca_rows,
)
from tests.directory.outcomes import numbers, ratings_in, rows_in

LOCATION = "CQC Location ID (for office use only)"
PROVIDER = "CQC Provider ID (for office use only)"
RATING = "Location Latest Overall Rating"


def test_a_directory_is_loaded_with_its_providers(load_directory, site):
    outcome = load_directory(directory_rows(3))

    assert (outcome.status, numbers(outcome)) == ("applied", [3, 0, 0, 0, 0])
    assert site(2)["provider_name"] == "Rosewood Care Limited"
    assert site(2)["host_authority_code"] == "E08000004"
    assert (site(2)["first_seen_on"], site(2)["last_seen_on"]) == (date(2026, 5, 1), date(2026, 5, 1))


@pytest.mark.parametrize("loader", ["load_directory", "load_hsca"])
def test_the_same_file_again_changes_nothing(request, loader, contents):
    load = request.getfixturevalue(loader)
    rows = directory_rows(3) if loader == "load_directory" else hsca_rows(3)
    load(rows)
    before = contents()

    assert numbers(load(rows)) == [0, 0, 3, 0, 0]
    assert contents() == before


def test_active_locations_are_loaded_with_ratings_and_groups(engine, load_hsca, site):
    assert numbers(load_hsca(hsca_rows(2))) == [2, 0, 0, 0, 0]

    assert (site()["beds"], site()["is_care_home"]) == (22, True)
    assert ratings_in(engine) == [("good", date(2022, 6, 9), True)] * 2
    groups = "SELECT g.name FROM directory.provider p JOIN directory.provider_group g ON g.id = p.group_id"
    assert rows_in(engine, groups) == [("BRAND Rosewood",)]


def test_no_table_holds_the_name_of_a_manager(engine, load_hsca):
    load_hsca([*hsca_rows(2), hsca_row(3, **{"Location ID": ""})])

    for table in ("site", "provider", "rating", "import_run", "import_row"):
        assert MANAGER not in repr(rows_in(engine, f"SELECT * FROM directory.{table}"))


def test_reported_rows_are_counted_and_say_why(load_directory):
    rows = [*directory_rows(2), directory_row(3, **{LOCATION: ""}), directory_row(1)]
    outcome = load_directory(rows)

    assert numbers(outcome) == [2, 0, 0, 2, 0]
    assert list(outcome.reported) == [
        "Row 8: The row has no location ID.",
        "Row 9: Row 6 lists the same location ID.",
    ]


def test_a_run_keeps_the_files_day_hash_and_layout(engine, load_directory):
    outcome = load_directory(directory_rows(1))

    [run] = rows_in(engine, "SELECT format, as_at, file_hash, importer_version, status FROM directory.import_run")
    assert run == ("cqc-directory", date(2026, 5, 1), outcome.file_hash, "4", "applied")
    assert len(outcome.file_hash) == 64


def test_a_renamed_site_keeps_its_row(load_directory, site):
    load_directory(directory_rows(2))
    before = site()
    outcome = load_directory([directory_row(1, Name="Rosewood Manor"), directory_row(2)], as_at="01 June 2026")

    assert numbers(outcome) == [0, 1, 1, 0, 0]
    assert outcome.counts["renamed"] == 1
    assert (site()["id"], site()["name"], site()["name_key"]) == (
        before["id"],
        "Rosewood Manor",
        "rosewood manor",
    )


def test_a_site_that_moves_provider_says_from_whom_to_whom(engine, load_directory, site):
    load_directory(directory_rows(2))
    moved = directory_row(1, **{PROVIDER: "1-900000002", "Provider name": "Elm Care Limited"})
    outcome = load_directory([moved, directory_row(2)], as_at="01 June 2026")

    assert outcome.counts["moved"] == 1
    assert site()["provider_name"] == "Elm Care Limited"
    [(changes,)] = rows_in(engine, "SELECT changes FROM directory.import_row WHERE 'moved' = ANY (kinds)")
    assert changes == {"provider": ["Rosewood Care Limited", "Elm Care Limited"]}


def test_a_provider_that_is_renamed_changes_its_sites_rows(load_directory, site):
    load_directory(directory_rows(2))
    outcome = load_directory(directory_rows(2, **{"Provider name": "Rosewood Care CIC"}), as_at="01 June 2026")

    assert (numbers(outcome), outcome.counts["changed"]) == ([0, 2, 0, 0, 0], 2)
    assert site()["provider_name"] == "Rosewood Care CIC"


def test_names_that_differ_in_spaces_alone_are_the_same(load_directory, load_hsca, site):
    load_directory([directory_row(1, Name=" Rosewood  House 1")])
    outcome = load_hsca(hsca_rows(1), as_at="01 June 2026")

    assert outcome.counts["renamed"] == 0
    assert site()["name"] == " Rosewood  House 1"


def test_a_new_rating_joins_the_history(engine, load_hsca):
    load_hsca(hsca_rows(1))
    changed = hsca_row(1, **{RATING: "Requires Improvement", "Publication Date": date(2026, 5, 20)})
    outcome = load_hsca([changed], as_at="01 June 2026")

    assert outcome.counts["re_rated"] == 1
    assert ratings_in(engine) == [
        ("good", date(2022, 6, 9), False),
        ("requires-improvement", date(2026, 5, 20), True),
    ]


def test_a_rating_that_goes_and_comes_back_stands_once_in_the_history(engine, load_hsca):
    load_hsca(hsca_rows(1))
    load_hsca([hsca_row(1, **{RATING: "", "Publication Date": ""})], as_at="01 June 2026")
    assert ratings_in(engine) == [("unrated", None, True), ("good", date(2022, 6, 9), False)]
    load_hsca(hsca_rows(1), as_at="01 July 2026")

    assert ratings_in(engine) == [("unrated", None, False), ("good", date(2022, 6, 9), True)]


def test_a_provider_without_a_name_is_shown_by_its_number_until_a_file_names_it(load_hsca, load_directory, site):
    load_hsca([hsca_row(1, **{"Provider Name": ""})])
    assert site()["provider_name"] == "1-900000001"
    load_directory(directory_rows(1), as_at="01 June 2026")
    assert site()["provider_name"] == "Rosewood Care Limited"
    load_hsca([hsca_row(1, **{"Provider Name": ""})], as_at="01 July 2026")
    assert site()["provider_name"] == "Rosewood Care Limited"
