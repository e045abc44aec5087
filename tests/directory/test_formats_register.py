"""Rows become sites in the register's words; a row that cannot is reported, and none is lost."""

from __future__ import annotations

from datetime import date

import pytest

from portal.directory.formats.reading import open_source
from portal.directory.formats.refusals import RefusedFileError
from portal.directory.formats.register import open_register
from portal.directory.formats.rows import RatingFacts, ReportedRow
from tests.directory.factories import (
    MANAGER,
    directory_row,
    directory_rows,
    directory_text,
    flags,
    hsca_row,
    hsca_rows,
    write_directory,
    write_hsca_ods,
    write_hsca_xlsx,
)

LOCATION = "CQC Location ID (for office use only)"
PROVIDER = "CQC Provider ID (for office use only)"


def read(path):
    with open_source(path) as sheets:
        register = open_register(sheets)
        rows = list(register.rows())
        return register, rows


def read_directory(tmp_path, *rows, **layout):
    return read(write_directory(tmp_path / "directory.csv", rows, **layout))


def read_hsca(tmp_path, *rows):
    return read(write_hsca_ods(tmp_path / "active.ods", rows))


def test_a_directory_row_is_read_into_the_registers_words(tmp_path):
    register, [row] = read_directory(tmp_path, directory_row(1))

    assert register.as_at == date(2025, 8, 27)
    assert (row.regulator_id, row.name, row.provider.name) == (
        "1-000000001",
        "Rosewood House 1",
        "Rosewood Care Limited",
    )
    assert row.site == {
        "also_known_as": None,
        "address_lines": ["1 Harbour Street", "Northshire Town"],
        "postcode": "NS11 1AA",
        "postcode_key": "NS111AA",
        "phone": "1632000001",
        "website": "https://www.rosewood.example",
        "service_types": ["Care home service without nursing", "Domiciliary care service"],
        "specialisms": ["Dementia", "Older People"],
        "last_checked_on": date(2024, 1, 9),
        "host_authority": "Oldham",
        "host_authority_code": "E08000004",
        "region": "North West",
        "page_url": "https://www.cqc.org.uk/location/1-000000001",
    }


def test_an_active_location_is_read_with_its_rating(tmp_path):
    register, [row] = read_hsca(tmp_path, hsca_row(1, **{"Inherited Rating (Y/N)": "Y"}))

    assert register.as_at == date(2025, 3, 1)
    assert row.ratings == (RatingFacts("good", "Good", date(2022, 6, 9), is_inherited=True),)
    kept = ("beds", "is_care_home", "is_dormant", "uprn", "latitude", "registered_on", "service_types")
    assert [row.site[name] for name in kept] == [
        22,
        True,
        False,
        "422000118571",
        "53.5120651",
        date(2011, 1, 20),
        ["Care home service without nursing"],
    ]
    assert (row.provider.companies_house, row.provider.group_name) == ("03841476", "BRAND Rosewood")


def test_serial_dates_of_xlsx_are_dates(tmp_path):
    _register, [row] = read(write_hsca_xlsx(tmp_path / "a.xlsx", hsca_rows(1)))

    assert (row.site["registered_on"], row.ratings[0].published_on) == (date(2011, 1, 20), date(2022, 6, 9))


def test_names_of_managers_never_leave_the_file(tmp_path):
    _register, [row] = read_hsca(tmp_path, hsca_row(1))

    assert MANAGER not in repr(row)


def test_text_stays_text(tmp_path):
    published = {
        "Name": '=HYPERLINK("https://evil.example")',
        "Also known as": "@PlymouthCare",
        "Phone number": "0161",
    }
    _register, [row] = read_directory(tmp_path, directory_row(1, **published))

    assert [row.name, row.site["also_known_as"], row.site["phone"]] == list(published.values())


def test_names_keep_their_leading_space_and_a_line_break_in_a_cell(tmp_path):
    _register, [row] = read_directory(tmp_path, directory_row(1, Name=" Ability\nAvenue"))

    assert row.name == " Ability\nAvenue"


def test_several_flags_make_lists(tmp_path):
    chosen = flags("Service user band", ["Mental Health", "Older People"])
    _register, [row] = read_hsca(tmp_path, hsca_row(1, **chosen))

    assert row.site["specialisms"] == ["Dementia", "Mental Health", "Older People"]


def test_a_dash_stands_for_no_brand(tmp_path):
    _register, [row] = read_hsca(tmp_path, hsca_row(1, **{"Brand ID": "-", "Brand Name": "-"}))

    assert (row.provider.group_id, row.provider.group_name) == (None, None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({LOCATION: ""}, "The row has no location ID."),
        ({LOCATION: "see note 4"}, "“see note 4” is not a location ID."),
        ({PROVIDER: " "}, "The row has no provider ID."),
        ({"Name": "  "}, "The row has no name."),
    ],
)
def test_a_row_without_what_identifies_it_is_reported(tmp_path, changes, reason):
    _register, rows = read_directory(tmp_path, directory_row(1, **changes), directory_row(2))

    assert [row.reason if isinstance(row, ReportedRow) else None for row in rows] == [reason, None]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Care home?": "Maybe"}, "“Care home?” says “Maybe” where Y or N belongs."),
        ({"Care homes beds": "about 20"}, "“Care homes beds” says “about 20” where a whole number belongs."),
        ({"Care homes beds": -2.0}, "“Care homes beds” says “-2” where a whole number belongs."),
        (
            {"Service type - Shared Lives": "some"},
            "“Service type - Shared Lives” says “some” where Y or nothing belongs.",
        ),
    ],
)
def test_a_cell_that_makes_no_sense_reports_its_row(tmp_path, changes, reason):
    _register, [row] = read_hsca(tmp_path, hsca_row(1, **changes))

    assert row == ReportedRow(2, "1-000000001", "Rosewood House 1", reason)


def test_the_second_row_of_a_location_is_reported(tmp_path):
    _register, rows = read_directory(tmp_path, directory_row(1), directory_row(2), directory_row(1, Name="Other"))

    assert rows[2] == ReportedRow(8, "1-000000001", "Other", "Row 6 lists the same location ID.")


def test_a_row_of_another_width_is_reported(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(directory_text(directory_rows(2)) + "only,three,cells\n", encoding="utf-8")
    _register, rows = read(path)

    assert rows[2] == ReportedRow(8, None, None, "The row has 3 columns, and the header 15.")


def test_blank_rows_at_the_end_are_not_rows(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(directory_text(directory_rows(2)) + "," * 14 + "\n\n" + " ," * 14 + "\n", encoding="utf-8")

    assert len(read(path)[1]) == 2


def test_authorities_we_do_not_know_are_kept_and_noted(tmp_path):
    register, rows = read_directory(tmp_path, *directory_rows(2, **{"Local authority": "Northshire"}))

    assert [row.site["host_authority"] for row in rows] == ["Northshire", "Northshire"]
    assert register.notes() == ["Authorities we do not know, kept as published: “Northshire” (2)."]


def test_rating_words_we_do_not_know_are_kept_and_noted(tmp_path):
    register, [row] = read_hsca(tmp_path, hsca_row(1, **{"Location Latest Overall Rating": "Splendid"}))

    assert (row.ratings[0].rating, row.ratings[0].words) == ("other", "Splendid")
    assert register.notes() == ["Ratings we have no word for, kept as published: “Splendid” (1)."]


def test_rows_of_one_provider_say_the_same_of_it(tmp_path):
    first = hsca_row(1, **{"Provider Name": "", "Provider Companies House Number": "111"})
    second = hsca_row(2, **{"Provider Companies House Number": "222"})
    register, rows = read_hsca(tmp_path, first, second)

    assert [row.provider.name for row in rows] == ["Rosewood Care Limited"] * 2
    assert [row.provider.companies_house for row in rows] == ["111", "111"]
    assert register.notes() == ["Rows disagree about these providers, and the first row of each counts: 1-900000001."]


def test_a_date_that_fits_no_reading_refuses_the_file(tmp_path):
    rows = [*directory_rows(2), directory_row(3, **{"Date of latest check": "13/14/2024"})]

    with pytest.raises(RefusedFileError, match="row 8 says “13/14/2024”"):
        read_directory(tmp_path, *rows)
