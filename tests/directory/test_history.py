"""Ratings over time: across registrations, with who ran the home then, and as a picture with its table."""

from __future__ import annotations

from datetime import date

import pytest

from portal.directory.charts import rating_charts, year_bars
from portal.directory.history import ratings_over_time, standing_by_year
from portal.directory.services import decide_item, import_file
from tests.directory.conftest import NOW
from tests.directory.factories import directory_row, hsca_row
from tests.directory.outcomes import rows_in
from tests.directory.registers import RATINGS_HEADER, SCOTTISH_HEADER, rating_row, scottish_row, write_table

TODAY = date(2026, 11, 20)
ELM = {"Provider ID": "1-900000002", "Provider Name": "Elm Care Limited"}
POOR = {"Location Latest Overall Rating": "Inadequate", "Publication Date": date(2024, 3, 5)}
GOOD = {"Location Latest Overall Rating": "Good", "Publication Date": date(2026, 2, 3)}


def told(session, site):
    return [(one.rating, one.day, one.provider_name) for one in ratings_over_time(session, site["id"])]


@pytest.fixture
def re_registered(load_hsca, engine):
    """Home 1, poor under Rosewood, is home 41 of Elm Care from June on; a person has said they are the same."""
    load_hsca([hsca_row(1, **POOR), hsca_row(2)], as_at="01 May 2026")
    new = hsca_row(1, **ELM, **GOOD) | {"Location ID": "1-000000041"}
    load_hsca([new, hsca_row(2)], as_at="01 June 2026")
    [item] = rows_in(engine, "SELECT id FROM directory.review_item WHERE kind = 'same_place'")
    with engine.begin() as connection:
        decide_item(connection, item.id, "accepted", now=NOW)


def test_an_earlier_rating_stays_with_the_legal_entity_that_earned_it(session, re_registered, site):
    assert told(session, site(41)) == [
        ("good", date(2026, 2, 3), "Elm Care Limited"),
        ("inadequate", date(2024, 3, 5), "Rosewood Care Limited"),
    ]
    assert [one.is_current for one in ratings_over_time(session, site(41)["id"])] == [True, False]


def test_a_site_that_moves_keeps_its_history_with_the_old_legal_entity(session, load_hsca, site):
    load_hsca([hsca_row(1, **POOR)], as_at="01 January 2026")
    load_hsca([hsca_row(1, **ELM, **GOOD)], as_at="01 February 2026")

    assert [owner for _rating, _day, owner in told(session, site())] == ["Elm Care Limited", "Rosewood Care Limited"]


def test_an_inherited_rating_names_no_entity_that_did_not_earn_it(session, load_hsca, site):
    load_hsca([hsca_row(1, **{"Inherited Rating (Y/N)": "Y"})])
    [one] = ratings_over_time(session, site()["id"])

    assert (one.is_inherited, one.provider_name) == (True, None)


def test_an_inherited_rating_and_the_one_it_was_taken_from_are_one(session, load_hsca, engine, site):
    load_hsca([hsca_row(1, **POOR), hsca_row(2)], as_at="01 May 2026")
    new = hsca_row(1, **ELM, **POOR, **{"Inherited Rating (Y/N)": "Y"}) | {"Location ID": "1-000000041"}
    load_hsca([new, hsca_row(2)], as_at="01 June 2026")
    [item] = rows_in(engine, "SELECT id FROM directory.review_item WHERE kind = 'same_place'")
    with engine.begin() as connection:
        decide_item(connection, item.id, "accepted", now=NOW)
    [one] = ratings_over_time(session, site(41)["id"])

    assert (one.is_inherited, one.is_current, one.provider_name) == (True, True, "Rosewood Care Limited")


def test_each_service_group_has_a_chart_and_no_grade_a_lane_of_its_own(session, engine, site, tmp_path):
    rows = [
        rating_row(1, **{"Latest Rating": "Not Rated"}),
        rating_row(1, **{"Service / Population Group": "Homecare", "Latest Rating": "Good"}),
        rating_row(1, **{"Service / Population Group": "Care Homes", "Latest Rating": "Inadequate"}),
    ]
    import_file(engine, write_table(tmp_path / "r.csv", RATINGS_HEADER, rows), now=NOW, as_at=date(2026, 5, 1))
    charts = rating_charts(ratings_over_time(session, site()["id"]), TODAY)

    assert [one.service_group for one in charts] == ["Care Homes", "Homecare"]
    assert {lane.label for one in charts for lane in one.lanes} == {
        *("Outstanding", "Good", "Requires improvement", "Inadequate"),
    }


def test_a_grade_that_was_followed_by_none_is_a_broken_line(session, load_hsca, site):
    load_hsca([hsca_row(1, **POOR)], as_at="01 January 2026")
    none = {"Location Latest Overall Rating": "Inspected but not rated", "Publication Date": date(2025, 3, 5)}
    load_hsca([hsca_row(1, **none)], as_at="01 February 2026")
    load_hsca([hsca_row(1, **GOOD)], as_at="01 March 2026")
    [chart] = rating_charts(ratings_over_time(session, site()["id"]), TODAY)

    assert [one.label for one in chart.lanes][-1] == "No grade"
    assert (chart.path.count("M"), chart.path.count("V"), len(chart.marks)) == (2, 0, 3)
    assert chart.title == "Inadequate (5 Mar 2024); Inspected but not rated (5 Mar 2025); Good (3 Feb 2026)"


def test_scottish_grades_stand_on_their_own_scale(session, engine, tmp_path):
    path = write_table(tmp_path / "MDSF_data_30_April_2026.csv", SCOTTISH_HEADER, [scottish_row(1)])
    import_file(engine, path, now=NOW)
    [row] = rows_in(engine, "SELECT id FROM directory.site")
    [chart] = rating_charts(ratings_over_time(session, row.id), TODAY)

    assert [one.label for one in chart.lanes][::5] == ["6 Excellent", "1 Unsatisfactory"]


def test_a_provider_stands_by_year_with_what_it_ran_then(session, load_hsca, site):
    load_hsca([hsca_row(1, **POOR), hsca_row(2)], as_at="01 January 2026")
    load_hsca([hsca_row(1, **ELM, **GOOD), hsca_row(2)], as_at="01 February 2026")
    standings = standing_by_year(session, site(2)["provider_id"], TODAY)

    assert [(one.on.year, dict(one.counts)) for one in standings] == [
        (2022, {"good": 1}),
        (2023, {"good": 1}),
        (2024, {"good": 1, "inadequate": 1}),
        (2025, {"good": 1, "inadequate": 1}),
        (2026, {"good": 1}),
    ]
    bars = year_bars(standings)
    assert [one.label for one in bars] == ["2022", "2023", "2024", "2025", "Now"]
    assert [piece.code for piece in bars[2].pieces] == ["good", "inadequate"]


def test_a_service_rated_group_by_group_counts_once_for_each(session, engine, tmp_path, site):
    rows = [
        rating_row(1, **{"Latest Rating": "Not Rated"}),
        rating_row(1, **{"Service / Population Group": "Homecare", "Latest Rating": "Good"}),
        rating_row(1, **{"Service / Population Group": "Care Homes", "Inherited Rating (Y/N)": "Y"}),
    ]
    import_file(engine, write_table(tmp_path / "r.csv", RATINGS_HEADER, rows), now=NOW, as_at=date(2026, 5, 1))
    newest = standing_by_year(session, site()["provider_id"], TODAY)[-1]

    assert (dict(newest.counts), newest.inherited) == ({"good": 2}, 1)


def test_a_provider_without_ratings_has_no_chart(session, load_directory, site):
    load_directory([directory_row(1)])

    assert standing_by_year(session, site()["provider_id"], TODAY) == ()
