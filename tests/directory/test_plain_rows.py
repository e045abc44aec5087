"""Rows read at once say what the same rows say when they are read tag by tag, which a comment before them asks for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.directory.formats.unpack_workbook import WorkbookError, unpack_ods
from tests.directory.factories import write_ods

TAG_BY_TAG = "<!-- so -->"
PLAIN = ' office:value-type="string"'
CELLS = (
    "<table:table-cell/>",
    '<table:table-cell table:number-columns-repeated="3"/>',
    f"<table:table-cell{PLAIN}><text:p>Rosewood  House</text:p></table:table-cell>",
    f'<table:table-cell table:style-name="ce1"{PLAIN}><text:p>Tŷ Mawr</text:p></table:table-cell>',
    f"<table:table-cell{PLAIN}><text:p>Rose &amp; Elm</text:p></table:table-cell>",
    f"<table:table-cell{PLAIN}><text:p>two</text:p><text:p>lines</text:p></table:table-cell>",
    f"<table:table-cell{PLAIN}><text:p>a<text:tab/>b\n</text:p></table:table-cell>",
    f'<table:table-cell{PLAIN} office:string-value="said"><text:p>shown</text:p></table:table-cell>',
    f'<table:table-cell table:number-columns-repeated="2"{PLAIN}><text:p>twice</text:p></table:table-cell>',
    '<table:table-cell office:value-type="float" office:value="4.0"><text:p>4 %</text:p></table:table-cell>',
    '<table:table-cell office:value-type="date" office:date-value="2026-03-27"></table:table-cell>',
    f"<table:table-cell{PLAIN}><office:annotation><text:p>aside</text:p></office:annotation></table:table-cell>",
    '<table:table-cell table:formula="of:=A1>2"><text:p>yes</text:p></table:table-cell>',
    "<table:covered-table-cell/>",
)
cells = st.lists(st.sampled_from(CELLS), max_size=6).map("".join)
rows = st.builds(
    "<table:table-row{}>{}</table:table-row>".format, st.sampled_from(["", ' table:number-rows-repeated="2"']), cells
)
sheets = st.lists(st.lists(rows, min_size=1, max_size=5).map("".join), min_size=1, max_size=2)


def unpacked(path):
    lines, names = [], []
    unpack_ods(str(path), lines.append, names.append)
    return lines, names


def table(rows, name="A"):
    return f'<table:table table:name="{name}">{rows}</table:table>'


@settings(max_examples=80, deadline=None)
@given(sheets)
def test_any_rows_say_the_same_both_ways(tmp_path_factory, sheets):
    path = tmp_path_factory.getbasetemp() / "any.ods"

    at_once = unpacked(write_ods(path, "".join(map(table, sheets))))

    assert at_once == unpacked(write_ods(path, TAG_BY_TAG + "".join(map(table, sheets))))


def row(words):
    return f"<table:table-row><table:table-cell{PLAIN}><text:p>{words}</text:p></table:table-cell></table:table-row>"


def test_a_row_within_a_comment_is_none(tmp_path):
    path = write_ods(tmp_path / "a.ods", table(f"{row('one')}<!--{row('two')}{row('three')}-->{row('four')}"))

    assert unpacked(path)[0] == [[0, 1, "one"], [0, 2, "four"]]


@pytest.mark.parametrize("broken", ["&unknown;", "<text:p>", "\x01", "]]>"])
def test_a_plain_row_hides_no_damage(tmp_path, broken):
    path = write_ods(tmp_path / "a.ods", table(row("one") + row("two") + row(broken)))

    with pytest.raises(Exception, match=r"entity|tag|token"):
        unpacked(path)


def test_plain_rows_are_counted_against_the_limit(tmp_path):
    far = '<table:table-cell table:number-columns-repeated="2147483647"/>'
    wide = f"<table:table-row>{far}<table:table-cell{PLAIN}><text:p>x</text:p></table:table-cell></table:table-row>"
    path = write_ods(tmp_path / "a.ods", table(row("one") + wide))

    with pytest.raises(WorkbookError):
        unpacked(path)
