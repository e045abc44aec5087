"""Cells: nothing a spreadsheet calculates, everything else as it is."""

from __future__ import annotations

import csv
import io
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from portal.web.spreadsheets import csv_response, neutral

SIGNS = "=+-@＝＋－＠"


@given(st.text())
def test_no_text_at_all_becomes_a_formula(text):
    cell = neutral(text)

    assert cell.lstrip(" \t\r\n\0\ufeff")[:1] not in SIGNS or cell.lstrip(" \t\r\n\0\ufeff") == ""
    assert cell in {text, f"'{text}"}


@given(st.lists(st.text().filter(lambda one: "\0" not in one), min_size=1, max_size=4))
def test_what_goes_into_a_file_comes_out_of_it(cells):
    sent = csv_response("x", [""] * len(cells), [cells]).data.decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(sent, newline="")))[1] == [neutral(one) for one in cells]


def test_values_that_are_no_text_are_written_plainly():
    assert [neutral(one) for one in (None, 0, date(2026, 3, 4), True)] == ["", "0", "2026-03-04", "True"]


def test_a_negative_number_is_kept_from_calculating_too():
    assert neutral(-5) == "'-5"
