"""Files that cannot be read are refused whole, in plain words."""

from __future__ import annotations

import zipfile

import pytest

from portal.directory.formats import reading
from portal.directory.formats.reading import open_source
from portal.directory.formats.refusals import RefusedFileError
from tests.directory.factories import (
    TABLE,
    directory_rows,
    directory_text,
    hsca_rows,
    ods_cell,
    write_directory,
    write_hsca_ods,
    write_hsca_xlsx,
    write_ods,
)


def rows_of(path):
    with open_source(path) as sheets:
        return [list(sheet.rows()) for sheet in sheets]


def refusal(path):
    with pytest.raises(RefusedFileError) as refused:
        rows_of(path)
    return refused.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_three_encodings_met_in_published_files_are_read(tmp_path, encoding):
    rows = directory_rows(1, Name="Tŷ Mawr" if encoding != "cp1252" else "Café – ‘Rosewood’")
    path = write_directory(tmp_path / "file.csv", rows, encoding=encoding)

    assert rows_of(path)[0][5][1][0] == rows[0]["Name"]


def test_line_ends_of_windows_and_quoted_line_breaks_are_read(tmp_path):
    path = tmp_path / "file.csv"
    words = directory_text(directory_rows(2, Address="1 Harbour Street\nNorthshire")).replace("\n", "\r\n")
    path.write_bytes(words.encode())

    assert [number for number, _cells in rows_of(path)[0]] == [1, 2, 3, 4, 5, 6, 7]


def test_an_empty_file_is_refused(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(b"")

    assert refusal(path) == "The file is empty."


def test_a_file_over_the_limit_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 1000)

    assert refusal(write_directory(tmp_path / "file.csv", directory_rows(20))).startswith("The file is too large")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "This is a web page"),
        (b"\n  <html lang='en'>", "This is a web page"),
        ("Name,Postcode\n".encode("utf-16"), "The text is in UTF-16"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old or protected workbook"),
        (b"Name,\x00\x01\x02", "This is neither text nor a workbook"),
        (b"a" * 5000 + b"\x00", "This is neither text nor a workbook"),
        (b"Name,Postcode\nCaf\x81\xe9,AB1\n", "The text is neither UTF-8 nor Windows-1252"),
        (b"PK\x03\x04 not really", "The workbook cannot be opened"),
        (b'Name,Postcode\n"Rosewood,AB1\n', "The rows cannot be told apart"),
        (b'Name,Postcode\n"Rosewood" House,AB1\n', "The rows cannot be told apart"),
        (b'Name,Postcode\n"' + b"x" * 200_000 + b'",AB1\n', "A cell is longer than 131,072 characters"),
    ],
)
def test_what_is_no_register_is_told_apart_by_its_content(tmp_path, content, words):
    path = tmp_path / "27_August_2025_CQC_directory.csv"
    path.write_bytes(content)

    assert refusal(path).startswith(words)


@pytest.mark.parametrize(("separator", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "upright bars")])
def test_another_separator_is_named(tmp_path, separator, word):
    path = write_directory(tmp_path / "file.csv", directory_rows(2), separator=separator)

    assert refusal(path) == f"The columns are parted by {word}. Save the file as CSV, parted by commas."


def test_workbooks_of_both_kinds_give_the_same_rows(tmp_path):
    ods = rows_of(write_hsca_ods(tmp_path / "a.ods", hsca_rows(2)))[1]
    xlsx = rows_of(write_hsca_xlsx(tmp_path / "a.xlsx", hsca_rows(2)))[0]

    assert ods[0] == xlsx[0]
    assert [ods[1][1][place] for place in (0, 4, 5)] == [xlsx[1][1][place] for place in (0, 4, 5)]
    assert (ods[1][1][1], xlsx[1][1][1]) == ("2011-01-20", "40563")


def test_filler_to_the_edge_of_the_sheet_is_left_out(tmp_path):
    readme, data = rows_of(write_hsca_ods(tmp_path / "a.ods", hsca_rows(3)))

    assert [len(readme), len(data)] == [2, 4]


def test_a_workbook_that_says_how_much_it_unpacks_to_is_believed_and_refused(tmp_path, monkeypatch):
    path = tmp_path / "bomb.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", b" " * 40_000_000)

    assert refusal(path) == "The workbook unpacks to far more than its size: it is not a register."
    monkeypatch.setattr(reading, "MOST_UNPACKED", 1_000_000)
    assert refusal(path) == "The workbook unpacks to more than a register has."


def test_an_archive_of_very_many_files_is_refused(tmp_path):
    path = tmp_path / "many.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(1001):
            archive.writestr(f"{number}.xml", b"")

    assert refusal(path) == "The workbook unpacks to more than a register has."


def test_one_row_repeated_to_the_edge_of_the_sheet_is_refused_and_the_portal_lives(tmp_path):
    row = f'<table:table-row table:number-rows-repeated="1048576">{ods_cell("x") * 100}</table:table-row>'
    path = write_ods(tmp_path / "bomb.ods", f'<table:table table:name="A">{row}</table:table>')

    assert refusal(path) == "The workbook unpacks to more cells than a register has."


def test_a_reader_that_runs_out_of_memory_ends_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "READER_MEMORY", 400 * reading.MEGABYTE)
    far = '<table:table-cell table:number-columns-repeated="16383"/>'
    rows = f"<table:table-row>{far}{ods_cell('x')}</table:table-row>" * 3000
    path = write_ods(tmp_path / "bomb.ods", f'<table:table table:name="A">{rows}</table:table>')

    assert refusal(path) == "The workbook unpacks to more cells than a register has."


def test_a_formula_is_the_text_it_is_or_the_value_it_had(tmp_path):
    cell = '<table:table-cell table:formula="of:=2+2" office:value-type="float" office:value="4"><text:p>4</text:p>'
    row = f"<table:table-row>{cell}</table:table-cell>{ods_cell('=HYPERLINK(1)')}</table:table-row>"
    path = write_ods(tmp_path / "a.ods", f'<table:table table:name="A">{row}</table:table>')

    assert rows_of(path) == [[(1, ["4", "=HYPERLINK(1)"])]]


@pytest.mark.parametrize("repeated", ["-50000000", "0"])
def test_a_cell_repeated_less_than_once_hides_no_others(tmp_path, repeated):
    hiding = f'<table:table-row><table:table-cell table:number-columns-repeated="{repeated}"/></table:table-row>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{ods_cell("x") * 100}</table:table-row>'
    path = write_ods(tmp_path / "bomb.ods", f'<table:table table:name="A">{hiding}{row}</table:table>')

    assert refusal(path) == "The workbook unpacks to more cells than a register has."


def test_one_long_cell_repeated_fills_no_disk(tmp_path):
    cell = ods_cell("x" * 100_000)
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    path = write_ods(tmp_path / "bomb.ods", f'<table:table table:name="A">{row}</table:table>')

    assert refusal(path) == "The workbook unpacks to more cells than a register has."


def test_a_cell_says_what_a_person_sees(tmp_path):
    said = (
        '<table:table-cell office:value-type="string"><text:p>two<text:s text:c="2"/>lines</text:p>'
        "<text:p>of text</text:p><office:annotation><text:p>a comment</text:p></office:annotation></table:table-cell>"
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p>'
        '</table:table-cell><table:table-cell office:value-type="float" office:value="0.5"><text:p>50 %</text:p>'
        "</table:table-cell>"
    )
    path = write_ods(
        tmp_path / "a.ods", f'<table:table table:name="A"><table:table-row>{said}</table:table-row></table:table>'
    )

    assert rows_of(path) == [[(1, ["two  lines\nof text", "TRUE", "0.5"])]]


@pytest.mark.parametrize(
    "document_type",
    [
        '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY secret "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_entities_are_never_resolved(tmp_path, document_type):
    cell = ods_cell("x").replace("x</text:p>", "&secret;</text:p>")
    body = f'<table:table {TABLE} table:name="A"><table:table-row>{cell}</table:table-row></table:table>'
    path = write_ods(tmp_path / "entity.ods", body, document_type=document_type)

    assert refusal(path) == "The workbook cannot be opened. It may be damaged or protected."
