"""A layout is told by its headers, wherever they stand; what is nearly one is refused with what is wrong."""

from __future__ import annotations

import pytest

from portal.directory.formats.reading import open_source
from portal.directory.formats.refusals import RefusedFileError
from portal.directory.formats.register import open_register
from portal.directory.formats.registry import FORMATS
from tests.directory.factories import (
    DIRECTORY_HEADER,
    HSCA_HEADER,
    directory_rows,
    hsca_rows,
    write_directory,
    write_hsca_ods,
    write_hsca_xlsx,
    write_ods,
)


def problems_of(path):
    with pytest.raises(RefusedFileError) as refused, open_source(path) as sheets:
        open_register(sheets)
    return list(refused.value.problems)


def format_and_rows(path):
    with open_source(path) as sheets:
        register = open_register(sheets)
        return register.format.key, [row.row_number for row in register.rows()]


def renamed(header, old, new):
    return [new if one == old else one for one in header]


def test_the_directory_is_known_under_any_name(tmp_path):
    path = write_directory(tmp_path / "holiday-photos.ods", directory_rows(2))

    assert format_and_rows(path) == ("cqc-directory", [6, 7])


def test_the_directory_without_its_preamble_is_known(tmp_path):
    assert format_and_rows(write_directory(tmp_path / "a.csv", directory_rows(1), as_at=None))[1] == [2]


def test_active_locations_are_found_behind_the_readme(tmp_path):
    assert format_and_rows(write_hsca_ods(tmp_path / "a.csv", hsca_rows(2))) == (
        "hsca-active-locations",
        [2, 3],
    )
    assert format_and_rows(write_hsca_xlsx(tmp_path / "a.xlsx", hsca_rows(2)))[1] == [2, 3]


@pytest.mark.parametrize(
    ("header", "country"),
    [
        ("Centre ID,Centre Title,Centre Address,County,Centre Eircode,Maximum Occupancy", "Ireland"),
        ("CMS Certification Number (CCN),Provider Name,Provider Address,City/Town,State", "the United States"),
        ("Service Name,RACS ID,Physical Address,Aged Care Planning Region", "Australia"),
        ("Premises Name,Certification Legal Entity,DHB Name,Total Beds", "New Zealand"),
    ],
)
def test_a_register_of_another_country_is_refused_for_what_it_is(tmp_path, header, country):
    path = tmp_path / "a.csv"
    path.write_text(f"{header}\n{','.join('x' for _ in header.split(','))}\n", encoding="utf-8")

    [problem] = problems_of(path)
    assert problem.startswith(f"This is a register of {country}. Only registers of England,")


def test_the_data_may_stand_in_a_sheet_of_any_name(tmp_path):
    assert format_and_rows(write_hsca_ods(tmp_path / "a.ods", hsca_rows(1), sheet="Blatt 2"))[1] == [2]


def test_capitals_and_spaces_of_headers_do_not_matter(tmp_path):
    header = renamed(DIRECTORY_HEADER, "Local authority", " Local  Authority ")

    assert format_and_rows(write_directory(tmp_path / "a.csv", directory_rows(1), header=header))[1] == [6]


def test_unnamed_and_unknown_columns_are_passed_over(tmp_path):
    header = [*DIRECTORY_HEADER, "", "Something new", ""]

    assert format_and_rows(write_directory(tmp_path / "a.csv", directory_rows(1), header=header))[1] == [6]


def test_a_renamed_column_is_refused_with_the_nearest_header(tmp_path):
    header = renamed(DIRECTORY_HEADER, "Provider name", "Provider's name")

    assert problems_of(write_directory(tmp_path / "a.csv", directory_rows(1), header=header)) == [
        "This looks like “CQC directory (CSV)” (header in row 5), but columns are missing.",
        "There is no column “Provider name”. The nearest in the file is “Provider's name”: was it renamed?",
    ]


def test_the_unclosed_bracket_of_the_older_layout_is_the_same_column(tmp_path):
    new, old = "CQC Location ID (for office use only)", "CQC Location (for office use only"
    path = write_directory(tmp_path / "a.csv", directory_rows(1), header=renamed(DIRECTORY_HEADER, new, old))

    assert format_and_rows(path) == ("cqc-directory", [6])


def test_an_unclosed_bracket_elsewhere_is_the_nearest_header(tmp_path):
    new, odd = "CQC Provider ID (for office use only)", "CQC Provider (for office use only"
    path = write_directory(tmp_path / "a.csv", directory_rows(1), header=renamed(DIRECTORY_HEADER, new, odd))

    assert problems_of(path)[1] == f"There is no column “{new}”. The nearest in the file is “{odd}”: was it renamed?"


def test_every_missing_column_is_named(tmp_path):
    header = [one for one in DIRECTORY_HEADER if one not in {"Postcode", "Region"}]
    problems = problems_of(write_directory(tmp_path / "a.csv", directory_rows(1), header=header))

    assert problems[1:] == ["There is no column “Postcode”.", "There is no column “Region”."]


def test_a_missing_flag_column_refuses_the_workbook(tmp_path):
    header = [one for one in HSCA_HEADER if one != "Service type - Shared Lives"]

    assert "There is no column “Service type - Shared Lives”." in problems_of(
        write_hsca_ods(tmp_path / "a.ods", hsca_rows(1), header=header)
    )


def test_a_column_that_stands_there_twice_is_refused(tmp_path):
    header = [*DIRECTORY_HEADER, "Postcode"]

    assert problems_of(write_directory(tmp_path / "a.csv", directory_rows(1), header=header)) == [
        "The column “Postcode” stands in row 5 twice."
    ]


def test_a_workbook_without_the_sheet_names_the_layouts_we_know(tmp_path):
    path = write_ods(tmp_path / "a.ods", '<table:table table:name="README"></table:table>')

    [problem] = problems_of(path)
    assert problem.startswith("No row of this file is the header of a register we know. We know “CQC directory (CSV)”,")
    assert all(f"“{one.label}”" in problem for one in FORMATS)


def test_a_header_without_rows_is_refused(tmp_path):
    assert problems_of(write_directory(tmp_path / "a.csv", [])) == ["There is a header, and not one row below it."]
