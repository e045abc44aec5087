"""Every other published layout: what it says, what is passed over, and what each odd cell becomes."""

from __future__ import annotations

import json
from datetime import date

import pytest

from portal.directory.formats import vocabulary
from portal.directory.queries import current_ratings
from portal.directory.services import import_file
from tests.directory.conftest import NOW
from tests.directory.factories import directory_rows, write_hsca_ods
from tests.directory.outcomes import numbers, rows_in
from tests.directory.registers import (
    ADDRESSES_HEADER,
    DEACTIVATED_HEADER,
    MANAGER,
    RATINGS_HEADER,
    SCOTTISH_HEADER,
    TOOL_HEADER,
    address_row,
    assessed,
    deactivated_row,
    location_record,
    provider_record,
    provider_row,
    rated,
    rating_row,
    scottish_row,
    tool_row,
    write_records,
    write_table,
)

MAY = date(2026, 5, 1)
QUESTIONS = ("Overall", "Safe", "Effective", "Caring", "Responsive", "Well-led")
RATED = (
    "SELECT r.service_group, r.domain, r.rating, r.published_on, r.is_current, r.is_inherited FROM directory.rating r"
    " JOIN directory.site s ON s.id = r.site_id WHERE r.domain = 'overall' ORDER BY 1, 4, 3"
)


@pytest.fixture
def load(engine, tmp_path):
    def load(header, rows, *, as_at=MAY, **layout):
        path = write_table(tmp_path / "register.csv", header, rows, **layout)
        return import_file(engine, path, now=NOW, as_at=as_at)

    return load


@pytest.fixture
def load_records(engine, tmp_path):
    def load(*records, as_at=MAY, folder="records"):
        return import_file(engine, write_records(tmp_path / folder, *records), now=NOW, as_at=as_at)

    return load


def test_ratings_stand_for_each_site_group_and_question(engine, load):
    homecare = {"Service / Population Group": "Homecare", "Latest Rating": "Inadequate"}
    rows = [*(rating_row(1, one) for one in QUESTIONS), rating_row(1, **homecare), rating_row(2)]
    outcome = load(RATINGS_HEADER, rows)

    assert numbers(outcome) == [8, 0, 0, 0, 0]
    assert rows_in(engine, RATED) == [
        ("Homecare", "overall", "inadequate", date(2022, 7, 14), True, False),
        ("overall", "overall", "good", date(2022, 7, 14), True, False),
        ("overall", "overall", "good", date(2022, 7, 14), True, False),
    ]


def test_ratings_are_read_from_the_published_workbook(engine, tmp_path):
    rows = [rating_row(1), rating_row(1, "Safe"), rating_row(2)]
    path = write_hsca_ods(tmp_path / "ratings.ods", rows, header=RATINGS_HEADER, sheet="Locations")
    outcome = import_file(engine, path, now=NOW, as_at=MAY)

    assert (outcome.format, numbers(outcome)) == ("cqc-latest-ratings", [3, 0, 0, 0, 0])


def test_a_location_that_is_rated_by_service_is_not_unrated(engine, load, session):
    homecare = {"Service / Population Group": "Homecare"}
    load(
        RATINGS_HEADER,
        [rating_row(1, **{"Latest Rating": "Not Rated", "Publication Date": ""}), rating_row(1, **homecare)],
    )
    [(site_id,)] = rows_in(engine, "SELECT id FROM directory.site")

    assert current_ratings(session, [site_id])[site_id].rating == "by-service"


def test_an_inherited_rating_is_marked(engine, load):
    load(RATINGS_HEADER, [rating_row(1, **{"Inherited Rating (Y/N)": "Y"})])

    assert [row.is_inherited for row in rows_in(engine, RATED)] == [True]


def test_rows_of_a_site_that_stand_apart_are_reported(load):
    outcome = load(RATINGS_HEADER, [rating_row(1), rating_row(2), rating_row(1, "Safe")])

    assert (numbers(outcome), list(outcome.reported)) == (
        [2, 0, 0, 1, 0],
        ["Row 4: Row 2 lists the same location ID."],
    )


def test_ratings_say_nothing_about_who_left(load, load_directory, site):
    load_directory(directory_rows(3))
    load(RATINGS_HEADER, [rating_row(1)], as_at=date(2026, 6, 1))

    assert site(3)["listed"] is True


def test_the_download_tools_publication_date_is_the_registrations_and_not_believed(engine, load, site):
    load(TOOL_HEADER, [tool_row(1)])

    assert [(row.rating, row.published_on) for row in rows_in(engine, RATED)] == [("requires-improvement", None)]
    assert (site()["registered_on"], site()["region"]) == (date(2013, 6, 4), "North West")
    company = "SELECT companies_house, registered_on FROM directory.provider"
    assert rows_in(engine, company) == [("15756430", date(2010, 10, 1))]


def test_a_service_whose_name_has_a_comma_stays_whole(load, site):
    words = next(one for one in vocabulary.SERVICE_TYPES if one.startswith("Hospital services for people"))
    load(TOOL_HEADER, [tool_row(1, **{"Service Types": f"Shared Lives, {words}"})])

    assert site()["service_types"] == [words, "Shared Lives"]


def test_providers_among_locations_are_providers(engine, load, site):
    outcome = load(ADDRESSES_HEADER, [address_row(1), provider_row(7), provider_row(7)])

    assert numbers(outcome) == [2, 0, 0, 1, 0]
    assert site()["region"] == "Yorkshire and The Humber"
    assert rows_in(engine, "SELECT name, ownership FROM directory.provider ORDER BY 1") == [
        ("Elm Care 7", "Partnership"),
        ("Rosewood Care Limited", None),
    ]


def test_a_row_without_a_number_that_is_no_provider_is_reported(load):
    row = address_row(1, **{"CQC Location ID (for office use only)": ""})

    assert list(load(ADDRESSES_HEADER, [row]).reported) == ["Row 2: The row has no location ID."]


def test_a_deactivated_location_says_when_it_ended(load, load_directory, site):
    load_directory(directory_rows(2))
    outcome = load(DEACTIVATED_HEADER, [deactivated_row(2)])

    assert (numbers(outcome), outcome.counts["ended"]) == ([0, 1, 0, 0, 0], 1)
    assert (site(2)["listed"], site(2)["no_longer_listed_on"]) == (False, date(2026, 2, 14))
    assert site(1)["listed"] is True


def test_a_deactivated_location_of_an_unknown_provider_is_reported(load):
    assert numbers(load(DEACTIVATED_HEADER, [deactivated_row(9)])) == [0, 0, 0, 1, 0]


def test_scottish_services_have_grades_for_each_key_question(engine, load):
    outcome = load(SCOTTISH_HEADER, [scottish_row(1)], encoding="cp1252", end="\r\n")

    assert numbers(outcome) == [1, 0, 0, 0, 0]
    every = "SELECT domain, rating, published_on FROM directory.rating ORDER BY 1"
    assert rows_in(engine, every) == [
        ("leadership", "grade-3", date(2023, 7, 24)),
        ("overall", "grade-3", date(2023, 7, 24)),
        ("wellbeing", "grade-4", date(2023, 7, 24)),
    ]


def test_childrens_services_and_withheld_addresses_are_counted_and_not_kept(engine, load):
    rows = [scottish_row(1), scottish_row(2, Client_group="Children"), scottish_row(3, PublicList="No")]
    outcome = load(SCOTTISH_HEADER, rows)

    assert (numbers(outcome), outcome.counts["out_of_scope"]) == ([1, 0, 0, 2, 0], 2)
    for table in ("site", "import_row", "review_item"):
        assert "Glen Rosewood 2" not in repr(rows_in(engine, f"SELECT * FROM directory.{table}"))


def test_the_columns_of_2016_have_other_names(load):
    old = {"CSNumber": "CaseNumber", "ServiceProvider": "Service_Provider", "CareService": "Care Service"}
    header = [old.get(one, one) for one in SCOTTISH_HEADER]
    row = {old.get(key, key): value for key, value in scottish_row(1).items()}

    assert numbers(load(header, [row, {}, {}])) == [1, 0, 0, 0, 0]


def test_a_month_with_a_line_before_its_header_and_columns_without_a_name_is_read(engine, tmp_path):
    header = [{"CSNumber": "CaseNumber", "ServiceType": "Service Type"}.get(one, one) for one in SCOTTISH_HEADER]
    row = {**scottish_row(1), "CaseNumber": "CS2003000001", "ServiceName": "Taigh na Mara – Café"}
    path = write_table(tmp_path / "a.csv", [*header, "", ""], [row], encoding="cp1252", end="\r\n")
    path.write_bytes(b"MDSF data 30 June 2017" + b"," * (len(header) + 1) + b"\r\n" + path.read_bytes())
    outcome = import_file(engine, path, now=NOW, as_at=MAY)

    assert (outcome.format, numbers(outcome)) == ("care-inspectorate-datastore", [1, 0, 0, 0, 0])
    assert rows_in(engine, "SELECT name FROM directory.site") == [("Taigh na Mara – Café",)]


@pytest.mark.parametrize(("header", "row"), [(SCOTTISH_HEADER, scottish_row(1)), (TOOL_HEADER, tool_row(1))])
def test_no_table_holds_a_manager(engine, load, header, row):
    load(header, [row])

    for table in ("site", "provider", "site_source", "provider_source", "import_row", "import_run"):
        assert MANAGER not in repr(rows_in(engine, f"SELECT * FROM directory.{table}"))


def test_a_later_assessment_counts_before_current_ratings(engine, load_records):
    load_records(location_record(1, assessment=assessed("Inadequate", "2024-09-17")), provider_record())

    assert [(row.service_group, row.rating, row.is_current) for row in rows_in(engine, RATED)] == [
        ("Care Homes", "inadequate", True),
        ("overall", "good", False),
        ("overall", "inadequate", True),
    ]


def test_an_earlier_assessment_is_history(engine, load_records):
    load_records(location_record(1, assessment=assessed("Inadequate", "2018-01-02")))

    current = [(row.service_group, row.rating) for row in rows_in(engine, RATED) if row.is_current]
    assert current == [("overall", "good")]


def test_a_predecessors_rating_says_from_whom(engine, load_records):
    past = rated("Inadequate", "2016-11-30", organisationId="1-000000007")
    load_records(location_record(1, historicRatings=[past]))

    inherited = "SELECT rating, inherited_from FROM directory.rating WHERE is_inherited AND domain = 'overall'"
    assert rows_in(engine, inherited) == [("inadequate", "1-000000007")]


def test_words_that_are_no_grade_are_no_grade(engine, load_records):
    load_records(location_record(1, currentRatings=rated("No published rating", "2019-07-17")))

    assert [row.rating for row in rows_in(engine, RATED)] == ["no-published-rating"]


def test_predecessors_are_linked_whichever_comes_first(engine, load_records):
    link = {"relatedLocationId": "1-000000001", "type": "HSCA Predecessor", "reason": "New Provider"}
    outcome = load_records(location_record(2, relationships=[link]), folder="a")
    load_records(location_record(1, registrationStatus="Deregistered", deregistrationDate="2025-01-31"), folder="b")

    assert outcome.counts["re_registered"] == 1
    lineage = (
        "SELECT o.regulator_id, l.reason FROM directory.site_lineage l JOIN directory.site o ON o.id = l.predecessor_id"
    )
    assert rows_in(engine, lineage) == [("1-000000001", "New Provider")]


def test_a_closed_registration_is_not_listed(load_records, site):
    load_records(location_record(1, registrationStatus="Deregistered", deregistrationDate="2025-01-31"))

    assert (site()["listed"], site()["ended_on"]) == (False, date(2025, 1, 31))


def test_a_record_and_its_provider_fill_each_other(engine, load_records):
    assert numbers(load_records(location_record(1), provider_record())) == [2, 0, 0, 0, 0]

    assert rows_in(engine, "SELECT name, companies_house FROM directory.provider") == [
        ("Rosewood Care Limited", "03841476")
    ]


def test_a_list_page_without_its_records_is_reported(engine, tmp_path):
    page = {"total": 1, "locations": [{"locationId": "1-1", "locationName": "Rosewood", "postalCode": "NS10 1AA"}]}
    (tmp_path / "page.json").write_text(json.dumps(page), encoding="utf-8")
    outcome = import_file(engine, tmp_path / "page.json", now=NOW, as_at=MAY)

    assert (numbers(outcome), outcome.status) == ([0, 0, 0, 1, 0], "applied")


@pytest.mark.parametrize("words", ['{"locationId": "1-1"', "[[[", '{"name": "x"}', '["x"]', "[" * 100_000, "{}"])
def test_what_is_no_record_is_refused_whole(engine, load_records, tmp_path, contents, words):
    folder = write_records(tmp_path / "records", location_record(1))
    (folder / "locations" / "broken.json").write_text(words, encoding="utf-8")
    outcome = import_file(engine, folder, now=NOW, as_at=MAY)

    assert (outcome.status, len(outcome.problems)) == ("refused", 1)
    assert not any(contents().values())


def test_adult_social_care_is_told_by_type_and_not_by_directorate(load_records, site):
    load_records(
        location_record(1, inspectionDirectorate="Unspecified"),
        location_record(2, type="Primary Dental Care", inspectionDirectorate="Primary medical services"),
    )

    assert (site(1)["is_adult_social_care"], site(2)["is_adult_social_care"]) == (True, False)
