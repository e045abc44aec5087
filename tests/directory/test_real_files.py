"""Real values in the published layouts, rebuilt: counts add up, and a second run changes nothing."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from portal.directory.formats.hsca_active_locations_2016 import FORMAT as OF_2016
from portal.directory.services import import_file, keep_mapping
from tests.directory.conftest import NOW
from tests.directory.factories import flags, hsca_row, write_hsca_xlsx

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real_data
FOLDER = "cqc/reconstructed_published_shape"
DIRECTORY = "27_August_2025_CQC_directory.csv"
ACTIVE = "01_March_2025_HSCA_Active_Locations.ods"
OLDER = "02_August_2017_CQC_directory.csv"
RATINGS = "cqc/latest_ratings_2025-10"


@pytest.fixture
def published(real_data: Path) -> Path:
    return real_data / FOLDER


def numbers(outcome):
    answer = outcome.as_json()
    assert answer["read"] == sum(answer[name] for name in ("imported", "updated", "unchanged", "reported"))
    return [answer[name] for name in ("read", "imported", "updated", "unchanged", "reported", "gone")]


@pytest.mark.parametrize(("name", "rows", "as_at"), [(DIRECTORY, 172, "2025-08-27"), (ACTIVE, 41, "2025-03-01")])
def test_every_row_is_accounted_for_and_a_second_run_changes_nothing(engine, published, contents, name, rows, as_at):
    first = import_file(engine, published / name, now=NOW)
    assert (first.status, str(first.as_at), numbers(first)) == ("applied", as_at, [rows, rows, 0, 0, 0, 0])
    before = contents()

    assert numbers(import_file(engine, published / name, now=NOW)) == [rows, 0, 0, rows, 0, 0]
    assert contents() == before


def test_every_authority_of_both_files_is_known(engine, published):
    for name in (DIRECTORY, ACTIVE):
        assert list(import_file(engine, published / name, now=NOW).notes) == []


def test_names_are_kept_as_published(engine, published):
    import_file(engine, published / DIRECTORY, now=NOW)
    with engine.connect() as connection:
        names = set(connection.execute(text("SELECT name FROM directory.site")).scalars())

    assert {"@PlymouthCare", " AbilityAvenue Care", "#HEALTH Crosby"} <= names


def test_both_files_stand_beside_each_other(engine, published):
    import_file(engine, published / DIRECTORY, now=NOW)
    assert numbers(import_file(engine, published / ACTIVE, now=NOW))[1:] == [41, 0, 0, 0, 0]

    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM directory.site WHERE listed")).scalar() == 213


def test_the_layout_of_2017_and_that_of_today_are_one_register(engine, published):
    assert numbers(import_file(engine, published / OLDER, now=NOW)) == [90, 90, 0, 0, 0, 0]
    assert numbers(import_file(engine, published / DIRECTORY, now=NOW)) == [172, 82, 0, 90, 0, 0]


EVERY_FILE = (
    ("cqc/directory_download_tool_2025-08/Locations_first500.csv", date(2025, 8, 1), (500, 500, 0, 0)),
    ("cqc/directory_download_tool_2025-08/output_first250.csv", date(2025, 8, 1), (250, 250, 0, 0)),
    (f"{RATINGS}/telford_and_wrekin_latest_ratings_published_columns.csv", date(2025, 10, 1), (778, 778, 0, 0)),
    (f"{RATINGS}/telford_and_wrekin_ratings_enriched.csv", date(2025, 10, 1), (778, 778, 0, 0)),
    ("cqc/api_oldham_2025-03", date(2025, 3, 1), (99, 99, 0, 0)),
    ("scotland/MDSF_data_30_November_2025_adult_4_councils.csv", None, (536, 484, 52, 52)),
    ("scotland/MDSF_data_30_April_2026_adult_4_councils.csv", None, (537, 484, 53, 53)),
)


@pytest.mark.parametrize(("name", "as_at", "expected"), EVERY_FILE, ids=[one[0].split("/")[-1] for one in EVERY_FILE])
def test_every_published_layout_adds_up_and_a_second_run_changes_nothing(
    engine, real_data, contents, name, as_at, expected
):
    rows, new, reported, out_of_scope = expected
    first = import_file(engine, real_data / name, now=NOW, as_at=as_at)
    assert (first.status, numbers(first)) == ("applied", [rows, new, 0, 0, reported, 0])
    assert first.counts["out_of_scope"] == out_of_scope
    before = contents()

    assert numbers(import_file(engine, real_data / name, now=NOW, as_at=as_at)) == [rows, 0, 0, new, reported, 0]
    assert contents() == before


def test_half_a_year_of_scottish_services_is_told(engine, real_data):
    for name in ("30_November_2025", "30_April_2026"):
        outcome = import_file(engine, real_data / f"scotland/MDSF_data_{name}_adult_4_councils.csv", now=NOW)

    assert numbers(outcome) == [537, 10, 235, 239, 53, 9]
    told = ("renamed", "re_rated", "moved", "re_registered")
    assert [outcome.counts[kind] for kind in told] == [3, 154, 0, 1]


def test_the_assessment_counts_where_there_are_no_current_ratings(engine, real_data):
    import_file(engine, real_data / "cqc/api_oldham_2025-03", now=NOW, as_at=date(2025, 3, 1))
    with engine.connect() as connection:
        rated = connection.execute(
            text(
                "SELECT r.service_group, r.rating, r.is_current FROM directory.rating r JOIN directory.site s"
                " ON s.id = r.site_id WHERE s.regulator_id = '1-5203053560' AND r.domain = 'overall' ORDER BY 1, 2, 3"
            )
        ).all()

    assert ("Care Homes", "good", True) in rated
    assert ("overall", "requires-improvement", False) in rated


def test_a_predecessor_outside_the_folder_is_kept_by_its_number(engine, real_data):
    import_file(engine, real_data / "cqc/api_oldham_2025-03", now=NOW, as_at=date(2025, 3, 1))
    with engine.connect() as connection:
        counted = "SELECT count(*), count(predecessor_id) FROM directory.site_lineage"
        assert connection.execute(text(counted)).one() == (26, 22)


TRAFFORD = "cqc/trafford_snapshots/trafford_care_homes_{}.csv"
TRAFFORD_COLUMNS = {
    "name": "name",
    "regulator_id": "cqc_id",
    "category": "type",
    "address": "address",
    "postcode": "postcode",
    "phone": "telephone",
    "website": "website",
    "provider_name": "provider",
    "last_checked_on": "inspection_date",
    "page_url": "cqc_webpage",
    "authority": "area_name",
    "longitude": "lon",
    "latitude": "lat",
}


@pytest.fixture
def trafford(engine, real_data):
    """Load a snapshot of Trafford's care homes, whose columns were mapped once."""
    header = (real_data / TRAFFORD.format("2020-04-20")).read_text(encoding="utf-8").splitlines()[0].split(",")
    mapping = {"label": "Trafford", "regulator": "cqc", "headers": header, "columns": TRAFFORD_COLUMNS}
    with engine.begin() as connection:
        keep_mapping(connection, **mapping, now=NOW)
    return lambda day: import_file(engine, real_data / TRAFFORD.format(day), now=NOW, accept_shrink=True)


def test_snapshots_of_one_council_tell_its_years(trafford, contents):
    years = [trafford(day) for day in ("2020-04-20", "2022-06-22", "2025-07-22")]

    assert [(numbers(one)[:2], numbers(one)[5]) for one in years] == [([57, 57], 0), ([58, 9], 8), ([54, 5], 9)]
    before = contents()
    assert numbers(trafford("2025-07-22")) == [54, 0, 0, 54, 0, 0]
    assert contents() == before


def test_what_r_wrote_as_not_there_is_nothing(trafford, engine):
    trafford("2022-06-22")
    with engine.connect() as connection:
        said = "SELECT count(*) FILTER (WHERE website = 'NA'), count(*) FILTER (WHERE last_checked_on IS NULL)"
        assert connection.execute(text(f"{said} FROM directory.site")).one() == (0, 2)


def test_homes_that_left_are_offered_where_new_ones_stand(trafford, engine):
    for day in ("2020-04-20", "2022-06-22", "2025-07-22"):
        trafford(day)
    with engine.connect() as connection:
        offered = "SELECT count(*) FROM directory.review_item WHERE kind = 'same_place' AND status = 'open'"
        assert connection.execute(text(offered)).scalar_one() > 0


def test_the_published_header_of_2016_is_known_and_its_rows_are_loaded(engine, real_data, tmp_path):
    published = json.loads((real_data / "cqc/column_sets.json").read_text(encoding="utf-8"))
    start = published["HSCA_Active_Locations.xlsx (2016-09 .. 2017-08)"]["header_start"]
    flagged = flags("Regulated activity", ["Personal care"]) | flags("Service type", ["Domiciliary care service"])
    header = [*start, *(one for one in OF_2016.required if one not in start)]
    row = {**{one: hsca_row(1).get(one, "") for one in header}, **flagged, "Local Authority": "Oldham"}
    path = write_hsca_xlsx(tmp_path / "02 December 2016 HSCA Active Locations.xlsx", [row], header=header)

    outcome = import_file(engine, path, now=NOW)
    assert (outcome.format, numbers(outcome)[:2]) == ("hsca-active-locations-2016", [1, 1])
