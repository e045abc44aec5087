"""Run as a program of its own: a workbook in, one CSV of all its sheets out.

A hostile workbook can make any reader ask for more memory than there is, and the allocator then ends the
process. So the reading happens here, under limits, without the portal's settings in reach. Each line is the
sheet's number, the row's number in the sheet, then the cells as text; blank rows and trailing blank cells are
left out.

Usage: python unpack_workbook.py BYTES_OF_MEMORY SECONDS WORKBOOK CSV
"""

from __future__ import annotations

import contextlib
import csv
import resource
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.parsers import expat

CONTENT = "content.xml"
CHUNK = 256 * 1024
MOST_CELLS = 20_000_000  # 57,000 sites have 7 million
MOST_WRITTEN = 1024**3  # bytes
NUMBERS = frozenset({"float", "percentage", "currency"})
WHOLE = 2**53  # above this a spreadsheet's number is no longer exact
CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
Write = Callable[[list[object]], object]


class WorkbookError(Exception):
    """The workbook is none, or asks for more than a register has."""


def main(memory: int, seconds: int, workbook_path: str, csv_path: str) -> None:
    with contextlib.suppress(ValueError, OSError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    with open(csv_path, "w", newline="", encoding="utf-8") as file:  # noqa: PTH123 - nothing else is imported here
        out = csv.writer(file)
        if is_ods(workbook_path):
            unpack_ods(workbook_path, out.writerow)
        else:
            unpack_xlsx(workbook_path, out.writerow)


def is_ods(path: str) -> bool:
    with zipfile.ZipFile(path) as archive:
        return CONTENT in archive.namelist()


def unpack_ods(path: str, write: Write) -> None:
    """Write an ODS cell by cell, as it is unpacked: no more of it stands in memory than one row.

    Published ones unpack to hundreds of megabytes, most of it blank cells to the edge of the sheet. Raises
    `WorkbookError`, or what zip and XML raise.
    """
    reader = _Reader(write)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = CHUNK
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    parser.StartDoctypeDeclHandler = _refuse_doctype
    with zipfile.ZipFile(path) as archive, archive.open(CONTENT) as content:
        while chunk := content.read(CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    if reader.sheet < 0:
        raise WorkbookError("no sheet")


class _Reader:
    def __init__(self, write: Write) -> None:
        self._write = write
        self.sheet = -1
        self._row = 0
        self._cells: list[str] = []
        self._blanks = 0
        self._rows_repeated = 1
        self._attributes: Mapping[str, str] | None = None
        self._text: list[str] = []
        self._in_paragraph = 0
        self._aside = 0
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in CELLS:
            self._attributes, self._text = attributes, []
        elif name == "text:p":
            if self._text and not self._aside:
                self._text.append("\n")
            self._in_paragraph += 1
        elif name == "table:table-row":
            self._cells, self._blanks = [], 0
            self._rows_repeated = _times(attributes.get("table:number-rows-repeated"))
        elif name == "office:annotation":
            self._aside += 1
        elif name == "text:s":
            self._say(" " * min(int(attributes.get("text:c", 1)), 1000))
        elif name in {"text:tab", "text:line-break"}:
            self._say("\t" if name == "text:tab" else "\n")
        elif name == "table:table":
            self.sheet += 1
            self._row = 0
            self._write([self.sheet, 0, attributes.get("table:name", "")])

    def words(self, words: str) -> None:
        if self._in_paragraph:
            self._say(words)

    def end(self, name: str) -> None:
        if name in CELLS:
            self._end_cell()
        elif name == "text:p":
            self._in_paragraph -= 1
        elif name == "table:table-row":
            self._end_row()
        elif name == "office:annotation":
            self._aside -= 1

    def _say(self, words: str) -> None:
        if self._attributes is not None and not self._aside:
            self._text.append(words)

    def _end_cell(self) -> None:
        attributes = self._attributes or {}
        repeated = _times(attributes.get("table:number-columns-repeated"))
        value = _value(attributes, "".join(self._text))
        self._attributes = None
        if not value:
            self._blanks += repeated
            return
        self._keep(self._blanks + repeated)
        self._cells += [""] * self._blanks
        self._cells += [value] * repeated
        self._blanks = 0

    def _end_row(self) -> None:
        if self._cells:
            more = self._rows_repeated - 1
            self._keep(len(self._cells) * more)
            if more and sum(map(len, self._cells)) * more > MOST_WRITTEN:
                raise WorkbookError("Cell limit exceeded")
            for number in range(self._row + 1, self._row + 1 + self._rows_repeated):
                self._write([self.sheet, number, *self._cells])
        self._row += self._rows_repeated

    def _keep(self, cells: int) -> None:
        self._count += cells
        if self._count > MOST_CELLS:
            raise WorkbookError("Cell limit exceeded")


def _value(attributes: Mapping[str, str], text: str) -> str:
    """The cell as a person sees it, dates as 2026-03-27, whole numbers without a decimal point."""
    kind = attributes.get("office:value-type")
    if kind in NUMBERS:
        return _number(attributes.get("office:value", ""), text)
    if kind == "date":
        return attributes.get("office:date-value", text)
    if kind == "boolean":
        return attributes.get("office:boolean-value", text).upper()
    if kind == "string":
        text = attributes.get("office:string-value", text)
    return text.replace("\x00", "")


def _times(said: str | None) -> int:
    return max(1, int(said)) if said else 1


def _number(value: str, text: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return text
    return str(int(number)) if number.is_integer() and abs(number) < WHOLE else repr(number)


def _refuse_doctype(*_declared: Any) -> None:
    raise WorkbookError("a document type")


def unpack_xlsx(path: str, write: Write) -> None:
    """The same lines of the other kind of workbook."""
    import python_calamine  # noqa: PLC0415 - slow: an ODS needs none of it

    workbook = python_calamine.CalamineWorkbook.from_path(path)
    for number, name in enumerate(workbook.sheet_names):
        write([number, 0, name])
        sheet = workbook.get_sheet_by_name(name)
        first_row = (sheet.start or (0, 0))[0] + 1
        for offset, row in enumerate(sheet.iter_rows()):
            cells = [as_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                write([number, first_row + offset, *cells])


def as_text(cell: str | float | bool | date | time | datetime | timedelta) -> str:  # noqa: FBT001 - a cell's value
    """The cell as a person sees it, dates as 2026-03-27, whole numbers without a decimal point."""
    if isinstance(cell, str):
        return cell.replace("\x00", "")
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < WHOLE else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4])
