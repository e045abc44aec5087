"""Run as a program of its own: a workbook in, one CSV of all its sheets and one of their names out.

A hostile workbook can make any reader ask for more memory than there is, and the allocator then ends the
process. So the reading happens here, under limits, without the portal's settings in reach. Each line is the
sheet's number, the row's number in the sheet, then the cells as text; blank rows and trailing blank cells are
left out.

Usage: python unpack_workbook.py BYTES_OF_MEMORY SECONDS WORKBOOK CSV CSV_OF_NAMES
"""

from __future__ import annotations

import contextlib
import csv
import functools
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import IO, Any
from xml.parsers import expat

CONTENT = "content.xml"
CHUNK = 256 * 1024
LONGEST_PIECE = 16 * CHUNK
MOST_CELLS = 20_000_000  # 57,000 sites have 7 million
MOST_WRITTEN = 1024**3  # bytes
NUMBERS = frozenset({"float", "percentage", "currency"})
WHOLE = 2**53  # above this a spreadsheet's number is no longer exact
CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
ROW_ENDS = b"</table:table-row>"
ATTRIBUTES = r'((?: [\w:.-]+="[^"<>&\x00-\x1f]*")*)'
# A row, and a cell of one paragraph without markup, as nearly all are: those are read without going tag by tag.
PLAIN_ROW = re.compile(f"<table:table-row{ATTRIBUTES}>")
PLAIN_CELL = re.compile(
    rf"<table:table-cell{ATTRIBUTES}(?:/>|>(?:<text:p>([^<>&\x00-\x1f]*)</text:p>)?</table:table-cell>)"
)
ATTRIBUTE = re.compile(r' ([\w:.-]+)="([^"]*)"')
DECLARATION, OTHER_THAN_TAGS = b"<?xml ", (b"<!", b"<?")
Write = Callable[[list[object]], object]


class WorkbookError(Exception):
    """The workbook is none, or asks for more than a register has."""


def main(memory: int, seconds: int, workbook_path: str, csv_path: str, names_path: str) -> None:
    with contextlib.suppress(ValueError, OSError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    with _written(csv_path) as rows, _written(names_path) as names:
        unpack = unpack_ods if is_ods(workbook_path) else unpack_xlsx
        unpack(workbook_path, csv.writer(rows).writerow, csv.writer(names).writerow)


def _written(path: str) -> IO[str]:
    return open(path, "w", newline="", encoding="utf-8")  # noqa: PTH123 - nothing else is imported here


def is_ods(path: str) -> bool:
    with zipfile.ZipFile(path) as archive:
        return CONTENT in archive.namelist()


def unpack_ods(path: str, write: Write, write_name: Write) -> None:
    """Write an ODS row by row, as it is unpacked: no more of it stands in memory than a few rows.

    Published ones unpack to hundreds of megabytes, most of it blank cells to the edge of the sheet. Raises
    `WorkbookError`, or what zip and XML raise.
    """
    reader = _Reader(write, write_name)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = CHUNK
    parser.XmlDeclHandler = reader.declared
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    parser.StartDoctypeDeclHandler = _refuse_doctype
    with zipfile.ZipFile(path) as archive, archive.open(CONTENT) as content:
        follows_a_row = False
        for piece in _pieces(content):
            if not (follows_a_row and reader.takes_plain_row(piece)):
                parser.Parse(piece, False)
                reader.has_parsed(piece)
            follows_a_row = piece.endswith(ROW_ENDS)
        parser.Parse(b"", True)
    if reader.sheet < 0:
        raise WorkbookError("no sheet")


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    """The document in pieces that end with a row, or with the document, or are very long."""
    left = b""
    while chunk := content.read(CHUNK):
        *rows, left = (left + chunk).split(ROW_ENDS)
        yield from (row + ROW_ENDS for row in rows)
        if len(left) > LONGEST_PIECE:
            yield left
            left = b""
    yield left


class _Reader:
    """Makes rows of what is in a document: of plain ones at once, of all others tag by tag."""

    def __init__(self, write: Write, write_name: Write) -> None:
        self._write = write
        self._write_name = write_name
        self._is_plain = True
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
            self._begin_row(attributes)
        elif name == "office:annotation":
            self._aside += 1
        elif name == "text:s":
            self._say(" " * min(int(attributes.get("text:c", 1)), 1000))
        elif name in {"text:tab", "text:line-break"}:
            self._say("\t" if name == "text:tab" else "\n")
        elif name == "table:table":
            self.sheet += 1
            self._row = 0
            self._write_name([attributes.get("table:name", "")])

    def declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self._is_plain = encoding is None or encoding.lower() == "utf-8"

    def has_parsed(self, piece: bytes) -> None:
        """A tag may be none within a comment or the like; after one, every row is read tag by tag."""
        rest = piece.removeprefix(DECLARATION)
        if len(piece) > LONGEST_PIECE or any(sign in rest for sign in OTHER_THAN_TAGS):
            self._is_plain = False

    def takes_plain_row(self, piece: bytes) -> bool:
        """Take a row of plain cells; False, and nothing done, where it is another, or stands within something."""
        if not self._is_plain or self._aside or self._in_paragraph:
            return False
        beginning, *parts = PLAIN_CELL.split(piece.decode())
        row = PLAIN_ROW.fullmatch(beginning)
        if row is None or any(parts[2:-1:3]) or parts[-1:] != [ROW_ENDS.decode()]:
            return False
        self._begin_row(dict(ATTRIBUTE.findall(row[1])))
        cells = self._cells
        for attributes, text in zip(parts[::3], parts[1::3], strict=False):
            repeated, said = _plain_cell(attributes)
            value = text if said is None else _value(said, text or "")
            if value and repeated == 1 and not self._blanks:
                cells.append(value)
            else:
                self._add(value, repeated)
        self._end_row()
        return True

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

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        self._cells, self._blanks = [], 0
        self._rows_repeated = _times(attributes.get("table:number-rows-repeated"))

    def _end_cell(self) -> None:
        attributes = self._attributes or {}
        repeated = _times(attributes.get("table:number-columns-repeated"))
        self._add(_value(attributes, "".join(self._text)), repeated)
        self._attributes = None

    def _add(self, value: str | None, repeated: int) -> None:
        if not value:
            self._blanks += repeated
            return
        self._refuse_more_than(self._count + len(self._cells) + self._blanks + repeated)
        self._cells += [""] * self._blanks
        self._cells += [value] * repeated
        self._blanks = 0

    def _end_row(self) -> None:
        if self._cells:
            self._count += len(self._cells) * self._rows_repeated
            self._refuse_more_than(self._count)
            more = self._rows_repeated - 1
            if more and sum(map(len, self._cells)) * more > MOST_WRITTEN:
                raise WorkbookError("Cell limit exceeded")
            for number in range(self._row + 1, self._row + 1 + self._rows_repeated):
                self._write([self.sheet, number, *self._cells])
        self._row += self._rows_repeated

    @staticmethod
    def _refuse_more_than(cells: int) -> None:
        if cells > MOST_CELLS:
            raise WorkbookError("Cell limit exceeded")


@functools.lru_cache(maxsize=4096)
def _plain_cell(attributes: str) -> tuple[int, Mapping[str, str] | None]:
    """How often the cell stands there, and what else it says of its value than its text."""
    said = dict(ATTRIBUTE.findall(attributes))
    is_text = said.get("office:value-type") in {None, "string"} and "office:string-value" not in said
    return _times(said.get("table:number-columns-repeated")), None if is_text else said


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


def unpack_xlsx(path: str, write: Write, write_name: Write) -> None:
    """The same lines of the other kind of workbook."""
    import python_calamine  # noqa: PLC0415 - slow: an ODS needs none of it

    workbook = python_calamine.CalamineWorkbook.from_path(path)
    for number, name in enumerate(workbook.sheet_names):
        write_name([name])
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
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5])
