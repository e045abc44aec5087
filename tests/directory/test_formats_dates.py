"""Dates are read by column: one reading for all cells, or the file is refused."""

from __future__ import annotations

from datetime import date

import pytest

from portal.directory.formats.dates import day_in_file_name, day_in_words, decide
from portal.directory.formats.refusals import RefusedFileError


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2023-05-03", date(2023, 5, 3)),
        ("2023-05-03T00:00:00Z", date(2023, 5, 3)),
        ("2023-05-03T00:00:00", date(2023, 5, 3)),
        ("03/05/2023", date(2023, 5, 3)),
        ("14/07/2016 - 00:00", date(2016, 7, 14)),
        ("09/Jan/2018 - 00:00", date(2018, 1, 9)),
        ("1/2/2025 12:00:00 AM", date(2025, 1, 2)),
        ("42698", date(2016, 11, 24)),
        ("45000.0", date(2023, 3, 15)),
    ],
)
def test_each_published_way_of_writing_a_date_is_read(published, day):
    assert decide("Published", {published: 2}) == {published: day}


def test_a_column_of_ambiguous_dates_is_day_first_throughout():
    assert decide("Published", {"04/05/2023": 2, "05/04/2023": 3}) == {
        "04/05/2023": date(2023, 5, 4),
        "05/04/2023": date(2023, 4, 5),
    }


def test_a_month_that_cannot_be_one_refuses_the_column_and_names_the_first_bad_cell():
    with pytest.raises(RefusedFileError) as refused:
        decide("Published", {"04/05/2023": 2, "05/13/2023": 9, "05/14/2023": 8})

    assert refused.value.message == (
        "Column “Published”: row 8 says “05/14/2023”, which does not read as a date"
        " as the column’s other dates do (27/03/2026)."
    )


def test_two_ways_of_writing_in_one_column_are_refused():
    with pytest.raises(RefusedFileError, match="row 3 says “1/2/2025 12:00:00 AM”"):
        decide("Published", {"2025-01-02": 2, "1/2/2025 12:00:00 AM": 3})


def test_words_in_a_date_column_are_refused():
    with pytest.raises(RefusedFileError, match="row 7 says “soon”, which does not read as a date"):
        decide("Published", {"soon": 7})


def test_an_empty_column_needs_no_reading():
    assert decide("Published", {}) == {}


@pytest.mark.parametrize("published", ["31/02/2023", "0001-01-01", "9999999", "2023-13-01"])
def test_days_that_do_not_exist_are_refused(published):
    with pytest.raises(RefusedFileError):
        decide("Published", {published: 2})


def test_a_preamble_says_the_day():
    assert day_in_words("This data was produced on 27 August 2025") == date(2025, 8, 27)
    assert day_in_words("Source: CQC database as at 01 March 2025") == date(2025, 3, 1)
    assert day_in_words("Filter for 'Y'") is None
    assert day_in_words("as at 31 February 2025") is None


def test_a_file_name_says_the_day():
    assert day_in_file_name("27_August_2025_CQC_directory.csv") == date(2025, 8, 27)
    assert day_in_file_name("directory.csv") is None
