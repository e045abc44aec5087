"""Open a published file safely: text or workbook by what it holds, never by its name; rows as text, numbered.

The rows of a source can be gone through more than once, and never stand in memory together.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import itertools
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from portal.directory.formats.api_records import is_json, write_records
from portal.directory.formats.refusals import RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Row = tuple[int, list[str]]
MEGABYTE = 1024 * 1024
MOST_BYTES = 128 * MEGABYTE
MOST_UNPACKED = 1024 * MEGABYTE
MOST_ENTRIES = 1000
MOST_RATIO = 200
RATIO_FROM = 16 * MEGABYTE  # a small file may well be mostly repetition
READER_MEMORY = 3072 * MEGABYTE
READER_SECONDS = 120
TOO_MUCH = (b"Cell limit exceeded", b"MemoryError", b"File too large")
READER = Path(__file__).with_name("unpack_workbook.py")
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06")
WIDE_TEXT = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WEB_PAGE = (b"<!doctype html", b"<html", b"<?xml", b"<!doctype", b"<head")
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars"}
A_TABLE_HAS = 8  # separators in the first line that is surely a row of it
FIRST_LINES = 40


@dataclass(frozen=True)
class Sheet:
    """One sheet of a source. `pads` says that blank cells at the end of a row are left out in its rows."""

    name: str
    path: Path
    encoding: str
    number: int | None = None

    @property
    def pads(self) -> bool:
        return self.number is not None

    @property
    def ends_with_a_line(self) -> bool:
        """Whether its last row has an end: a file that broke off on its way often has none."""
        if self.pads:
            return True
        with self.path.open("rb") as file:
            file.seek(-1, io.SEEK_END)
            return file.read() in {b"\n", b"\r"}

    def rows(self) -> Iterator[Row]:
        """Each row with its number in the file, from 1. Raises `RefusedFileError` at a malformed one."""
        mine = str(self.number)
        with self.path.open(newline="", encoding=self.encoding) as file:
            lines = csv.reader(file, strict=True)
            try:
                if self.number is None:
                    yield from enumerate(lines, start=1)
                else:
                    yield from ((int(cells[1]), cells[2:]) for cells in lines if cells[0] == mine)
            except csv.Error as error:
                raise RefusedFileError(_malformed(error)) from error


@contextlib.contextmanager
def open_source(path: Path) -> Iterator[list[Sheet]]:
    """The sheets of a CSV file (one), of an ODS or XLSX workbook, or of JSON records in a file or folder.

    They last as long as the block runs.

    Raises `RefusedFileError` for what cannot be read: empty, too large, a web page, another encoding, an
    archive that unpacks to too much, a workbook no reader opens.
    """
    if path.is_dir():
        with _record_sheets(sorted(path.rglob("*.json"))) as sheets:
            yield sheets
        return
    size = path.stat().st_size
    if size == 0:
        raise RefusedFileError("The file is empty.")
    if size > MOST_BYTES:
        raise RefusedFileError(
            f"The file is too large: {size // MEGABYTE} MB, and {MOST_BYTES // MEGABYTE} MB is the most."
        )
    with path.open("rb") as file:
        start = file.read(1024)
    if start.startswith(ARCHIVES):
        with tempfile.TemporaryDirectory(prefix="register-") as directory:
            yield _workbook_sheets(path, Path(directory))
    elif is_json(start):
        with _record_sheets([path]) as sheets:
            yield sheets
    else:
        _refuse_other_kinds(start)
        encoding = _encoding(path)
        _refuse_other_separators(path, encoding)
        yield [Sheet("", path, encoding)]


@contextlib.contextmanager
def _record_sheets(paths: Sequence[Path]) -> Iterator[list[Sheet]]:
    if sum(one.stat().st_size for one in paths) > MOST_UNPACKED:
        raise RefusedFileError("The records together are larger than a register.")
    with tempfile.TemporaryDirectory(prefix="register-") as directory:
        table = Path(directory) / "records.csv"
        write_records(paths, table)
        yield [Sheet("", table, "utf-8")]


def _refuse_other_kinds(start: bytes) -> None:
    if start.startswith(OLD_WORKBOOK):
        raise RefusedFileError("This is an old or protected workbook. Open it and save it as .xlsx or .ods.")
    if start.startswith(WIDE_TEXT):
        raise RefusedFileError("The text is in UTF-16. Save it as “CSV UTF-8”.")
    if start.lstrip(codecs.BOM_UTF8 + b" \t\r\n").lower().startswith(WEB_PAGE):
        raise RefusedFileError("This is a web page or an XML document saved under another name, not a register.")
    if b"\x00" in start:
        raise RefusedFileError("This is neither text nor a workbook.")


def _encoding(path: Path) -> str:
    """UTF-8 when every byte agrees, else Windows-1252. Raises `RefusedFileError` when neither does."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            with path.open(encoding=encoding, newline="") as file:
                for part in iter(lambda: file.read(MEGABYTE), ""):
                    if "\x00" in part:
                        raise RefusedFileError("This is neither text nor a workbook.")
        except UnicodeDecodeError:
            continue
        return encoding
    raise RefusedFileError("The text is neither UTF-8 nor Windows-1252. Save it as “CSV UTF-8”.")


def _refuse_other_separators(path: Path, encoding: str) -> None:
    with path.open(encoding=encoding, newline="") as file:
        for line in itertools.islice(file, FIRST_LINES):
            mark = max(SEPARATORS, key=line.count)
            if line.count(mark) >= A_TABLE_HAS:
                if mark != ",":
                    word = SEPARATORS[mark]
                    raise RefusedFileError(f"The columns are parted by {word}. Save the file as CSV, parted by commas.")
                return


def _malformed(error: csv.Error) -> str:
    if "field larger than" in str(error):
        return "A cell is longer than 131,072 characters: a quotation mark is probably missing before it."
    return f"The rows cannot be told apart, because quotation marks do not pair up ({error})."


def _workbook_sheets(path: Path, directory: Path) -> list[Sheet]:
    _refuse_bombs(path)
    rows, names = directory / "rows.csv", directory / "names.csv"
    command = [
        sys.executable,
        "-I",
        str(READER),
        str(READER_MEMORY),
        str(READER_SECONDS),
        str(path),
        str(rows),
        str(names),
    ]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and program
            command, env={}, capture_output=True, check=False, timeout=2 * READER_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise RefusedFileError("The workbook takes too long to open.") from error
    if done.returncode < 0 or any(sign in done.stderr for sign in TOO_MUCH):
        raise RefusedFileError("The workbook unpacks to more cells than a register has.")
    if done.returncode:
        raise RefusedFileError("The workbook cannot be opened. It may be damaged or protected.")
    with names.open(newline="", encoding="utf-8") as file:
        try:
            return [Sheet(name, rows, "utf-8", number) for number, (name,) in enumerate(csv.reader(file))]
        except csv.Error as error:
            raise RefusedFileError(_malformed(error)) from error


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise RefusedFileError("The workbook cannot be opened. It may be damaged or protected.") from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
        raise RefusedFileError("The workbook unpacks to more than a register has.")
    if unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(packed, 1):
        raise RefusedFileError("The workbook unpacks to far more than its size: it is not a register.")
