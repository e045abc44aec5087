"""Cells: nothing a spreadsheet calculates, everything else as it is, in files of both kinds."""

from __future__ import annotations

import csv
import io
import tracemalloc
import zipfile
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from portal.web.spreadsheets import MOST_ROWS, list_file, neutral

SIGNS = "=+-@＝＋－＠"
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\ufeff=1",
    "=cmd|' /C calc'!A0",
    "＝1",
    "=HYPERLINK(1)",
]


@pytest.fixture(autouse=True)
def within(shared_app):
    with shared_app.app_context():
        yield


def csv_of(*rows, header=("A", "B", "C")):
    sent = list_file("csv", "some-list", header, rows).get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(sent, newline="")))[1:]


def xlsx_bytes(*rows, header=("A", "B", "C")):
    return list_file("xlsx", "some-list", header, rows).get_data()


def xlsx_of(*rows, header=("A", "B", "C")):
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_bytes(*rows, header=header)))
    return book.get_sheet_by_name("Some list").to_python()[1:]


@given(st.text())
def test_no_text_at_all_becomes_a_formula(text):
    cell = neutral(text)

    assert cell.lstrip(" \t\r\n\0\ufeff")[:1] not in SIGNS or cell.lstrip(" \t\r\n\0\ufeff") == ""
    assert cell in {text, f"'{text}"}


@given(st.lists(st.text().filter(lambda one: "\0" not in one), min_size=1, max_size=4))
def test_what_goes_into_a_csv_comes_out_of_it(cells):
    assert csv_of(cells, header=[""] * len(cells)) == [[neutral(one) for one in cells]]


def test_values_that_are_no_text_are_written_plainly():
    assert [neutral(one) for one in (None, 0, date(2026, 3, 4), True)] == ["", "0", "2026-03-04", "True"]


def test_a_negative_number_is_kept_from_calculating_too():
    assert neutral(-5) == "'-5"


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff_"), min_size=1)


@settings(max_examples=40)
@given(st.lists(WORDS, min_size=1, max_size=4))
def test_what_goes_into_an_xlsx_comes_out_of_it_unchanged(cells):
    assert xlsx_of(cells, header=["x"] * len(cells)) == [cells]


def test_an_xlsx_keeps_days_moments_and_numbers_as_what_they_are():
    summer = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)

    assert xlsx_of((date(2026, 3, 4), summer, 7)) == [
        [date(2026, 3, 4), datetime.fromisoformat("2026-07-01T10:30"), 7.0]
    ]


@pytest.mark.parametrize("formula", FORMULAS)
def test_an_xlsx_holds_no_formula_and_shows_the_text_as_it_is_stored(formula):
    sheet = zipfile.ZipFile(io.BytesIO(xlsx_bytes((formula,)))).read("xl/worksheets/sheet1.xml")

    assert b"<f>" not in sheet
    assert 't="inlineStr"' in sheet.decode()
    assert xlsx_of((formula, "x"))[0][0] == formula


def test_an_address_in_an_xlsx_is_no_link():
    book = zipfile.ZipFile(io.BytesIO(xlsx_bytes(("https://evil.example/", "mailto:a@b.example"))))

    assert [name for name in book.namelist() if "rels" in name and "sheet" in name] == []


def test_a_cell_too_long_for_excel_is_cut_and_says_so():
    ((cell,),) = xlsx_of(("x" * 40_000,), header=["x"])

    assert len(cell) == 32_767
    assert cell.endswith("(cut here: a cell holds no more)")


@pytest.mark.parametrize("rows_of", [csv_of, xlsx_of])
def test_a_list_that_is_too_long_is_cut_and_its_last_line_says_so(rows_of):
    found = rows_of(*((number,) for number in range(MOST_ROWS + 2)), header=["x"])

    assert len(found) == MOST_ROWS + 1
    assert found[-1][0].startswith("Only the first 50,000 rows of the list are in this file.")


def test_a_list_as_long_as_may_be_is_whole():
    found = csv_of(*((number,) for number in range(MOST_ROWS)), header=["x"])

    assert found[-1] == ["49999"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_long_list_needs_little_memory(form):
    def peak(count):
        tracemalloc.start()
        list_file(form, "x", ["x"] * 5, ((f"{number} words " * 4,) * 5 for number in range(count))).close()
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(10)
    assert peak(6_000) < 4 * 2**20
