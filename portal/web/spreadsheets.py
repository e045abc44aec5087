"""Lists as files: CSV, and XLSX with its types kept. A list names its columns and gives its rows; the rest is here.

What a spreadsheet would take for a formula is made plain text on its way out; the stored value stays as it is. Rows
are written to disk as they come, so that a long list needs no more memory than a short one.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import xlsxwriter
from flask import Response, g

from portal.core import clock
from portal.core.clock import LONDON

FILE_FORMS = "<any(csv, xlsx):form>"  # how a route names the two: `"/list.<any(csv, xlsx):form>"`
MOST_ROWS = 50_000
IS_CUT = (
    f"Only the first {MOST_ROWS:,} rows of the list are in this file. Narrow the list with its filters to get the rest."
)
AS_TEXT = "Text that a spreadsheet would calculate is marked as text. What the portal holds is unchanged."

# A spreadsheet passes over blanks and a byte order mark in front, and takes the full-width signs for the plain ones.
FORMULA = re.compile(r"[\t\r\n\0]|[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
MOST_IN_MEMORY, PORTION = 2**20, 2**16
MOST_IN_A_CELL = 32_767  # Excel's own limit
CUT_CELL = "… (cut here: a cell holds no more)"
FIRST_YEAR = 1900  # where Excel's days begin
LONGEST_SHEET_NAME = 31
WIDEST, NARROWEST = 60, 12
TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def neutral(value: Any) -> str:
    """A cell no spreadsheet will calculate: an apostrophe in front of what looks like a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if FORMULA.match(text) else text


def list_file(form: str, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """The list as a file to keep. `form` is `csv` or `xlsx`, `name` becomes the file's, without its ending.

    Rows beyond `MOST_ROWS` are left out, and the last line says so.
    """
    file: IO[bytes] = SpooledTemporaryFile(max_size=MOST_IN_MEMORY)  # noqa: SIM115 - closed with the response
    write = {"csv": _write_csv, "xlsx": _write_xlsx}[form]
    with contextlib.ExitStack() as unfinished:
        unfinished.callback(file.close)
        write(file, name, header, _capped(rows))
        unfinished.pop_all()
    length = file.tell()
    file.seek(0)
    response = Response(_portions(file), mimetype=TYPES[form])
    response.content_length = length
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response.call_on_close(file.close)
    return response


def _portions(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while portion := file.read(PORTION):
            yield portion


def _capped(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows):
        if number == MOST_ROWS:
            yield (IS_CUT,)
            return
        yield row


def _write_csv(file: IO[bytes], _name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """RFC 4180, UTF-8 with a byte order mark so that Excel reads accents."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    text.flush()
    text.detach()


def _write_xlsx(file: IO[bytes], name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    title = name.replace("-", " ").capitalize()
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title, "author": _organisation()})
        sheet = _Sheet(book, title)
        sheet.write_header(header)
        for row in rows:
            sheet.write(row)
        sheet.close(len(header))
        _write_about(book, title, sheet.last)


def _write_about(book: xlsxwriter.Workbook, title: str, rows: int) -> None:
    """A second sheet that says what the first one is."""
    about = book.add_worksheet("About this file")
    about.set_column(0, 0, 20)
    about.set_column(1, 1, WIDEST)
    made = f"{clock.now().astimezone(LONDON):%d %B %Y, %H:%M}"
    facts = (("List", title), ("From", _organisation()), ("Made", made), ("Rows", f"{rows:,}"), ("Formulas", AS_TEXT))
    for number, (label, words) in enumerate(facts):
        about.write_string(number, 0, label)
        about.write_string(number, 1, words)


def _organisation() -> str:
    unit = g.get("uow")
    return unit.tenant.name if unit else "Care Oversight Portal"


class _Sheet:
    """One sheet, written row by row. `last` is the number of the row written last, 0 for the header."""

    def __init__(self, book: xlsxwriter.Workbook, title: str) -> None:
        self.sheet = book.add_worksheet(title[:LONGEST_SHEET_NAME])
        self.bold = book.add_format({"bold": True})
        # Shown as it is, and text for Excel whatever it begins with, also when somebody edits the cell.
        self.text = book.add_format({"quote_prefix": True})
        self.day = book.add_format({"num_format": "d mmm yyyy"})
        self.moment = book.add_format({"num_format": "d mmm yyyy hh:mm"})
        self.last = 0

    def write_header(self, header: Sequence[str]) -> None:
        for place, label in enumerate(header):
            self.sheet.set_column(place, place, min(WIDEST, max(NARROWEST, 2 * len(label))))
            self.sheet.write_string(0, place, label, self.bold)
        self.sheet.freeze_panes(1, 0)

    def write(self, row: Sequence[Any]) -> None:
        self.last += 1
        for place, value in enumerate(row):
            self._write_cell(place, value)

    def close(self, columns: int) -> None:
        self.sheet.autofilter(0, 0, self.last, columns - 1)

    def _write_cell(self, place: int, value: Any) -> None:
        """Days stay days and numbers numbers; moments are London's; everything else is text and nothing but text."""
        where = (self.last, place)
        if value is None or value == "":
            return
        if isinstance(value, bool):
            self.sheet.write_boolean(*where, value)
        elif isinstance(value, int | float):
            self.sheet.write_number(*where, value)
        elif isinstance(value, datetime) and value.year >= FIRST_YEAR:
            self.sheet.write_datetime(*where, value.astimezone(LONDON).replace(tzinfo=None), self.moment)
        elif isinstance(value, date) and not isinstance(value, datetime) and value.year >= FIRST_YEAR:
            self.sheet.write_datetime(*where, value, self.day)
        else:
            self._write_text(where, str(value))

    def _write_text(self, where: tuple[int, int], text: str) -> None:
        if len(text) > MOST_IN_A_CELL:
            text = text[: MOST_IN_A_CELL - len(CUT_CELL)] + CUT_CELL
        self.sheet.write_string(*where, text, self.text if FORMULA.match(text) else None)
