"""Invented registers in the published layouts: the directory as CSV, active locations as ODS and XLSX."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from portal.directory.formats import cqc_directory_csv, hsca_active_locations, vocabulary

if TYPE_CHECKING:
    from pathlib import Path

DIRECTORY_HEADER = list(cqc_directory_csv.FORMAT.required)
# The published order, with columns that the importer must never read.
HSCA_HEADER = [
    *hsca_active_locations.FORMAT.required[:7],
    "Registered manager",
    *hsca_active_locations.FORMAT.required[7:],
    "Provider Nominated Individual Name",
    "Location PAF ID",
]
OFFICE = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
TEXT = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
TABLE = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
WIDTH = 16384
HEIGHT = 1048576
MANAGER = "Invented, Manager"
Cell = str | float | date
Row = Mapping[str, Cell]


def directory_row(number: int, **changes: str) -> dict[str, str]:
    """One location of the directory. `changes` are by header."""
    row = {
        "Name": f"Rosewood House {number}",
        "Also known as": "",
        "Address": f"{number} Harbour Street,Northshire Town",
        "Postcode": f"NS{number % 90 + 10} 1AA",
        "Phone number": f"1632{number:06d}",
        "Service's website (if available)": "https://www.rosewood.example",
        "Service types": "Residential homes|Homecare agencies",
        "Date of latest check": "09/Jan/2024 - 00:00",
        "Specialisms/services": "Dementia|Caring for adults over 65 yrs",
        "Provider name": "Rosewood Care Limited",
        "Local authority": "Oldham",
        "Region": "North West",
        "Location URL": f"https://www.cqc.org.uk/location/1-{number:09d}",
        "CQC Location ID (for office use only)": f"1-{number:09d}",
        "CQC Provider ID (for office use only)": "1-900000001",
    }
    unknown = changes.keys() - row.keys()
    assert not unknown, unknown
    return {**row, **changes}


def directory_rows(count: int, *, first: int = 1, **changes: str) -> list[dict[str, str]]:
    return [directory_row(number, **changes) for number in range(first, first + count)]


def directory_text(
    rows: Iterable[Row],
    *,
    as_at: str | None = "27 August 2025",
    header: Sequence[str] = DIRECTORY_HEADER,
    separator: str = ",",
) -> str:
    """A directory file with its four rows of preamble; without them when `as_at` is None."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    if as_at is not None:
        blank = [""] * len(header)
        for words in ("CQC Locations data", "", f"This data was produced on {as_at}", ""):
            writer.writerow([words, *blank[1:]])
    writer.writerow(header)
    writer.writerows([row.get(one, "") for one in header] for row in rows)
    return out.getvalue()


def write_directory(path: Path, rows: Iterable[Row], *, encoding: str = "utf-8", **layout: object) -> Path:
    path.write_bytes(directory_text(rows, **layout).encode(encoding))  # type: ignore[arg-type]
    return path


def hsca_row(number: int, **changes: Cell) -> dict[str, Cell]:
    """One active location, a rated care home."""
    row: dict[str, Cell] = dict.fromkeys(HSCA_HEADER, "")
    row |= {
        "Location ID": f"1-{number:09d}",
        "Location HSCA start date": date(2011, 1, 20),
        "Dormant (Y/N)": "N",
        "Care home?": "Y",
        "Location Name": f"Rosewood House {number}",
        "Location Telephone Number": f"01632{number:06d}",
        "Registered manager": MANAGER,
        "Location Web Address": "www.rosewood.example",
        "Care homes beds": 22.0,
        "Location Type/Sector": "Social Care Org",
        "Location Inspection Directorate": "Adult social care",
        "Location Primary Inspection Category": "Residential social care",
        "Location Latest Overall Rating": "Good",
        "Publication Date": date(2022, 6, 9),
        "Inherited Rating (Y/N)": "N",
        "Location Region": "North West",
        "Location Local Authority": "Oldham",
        "Location Street Address": f"{number} Harbour Street",
        "Location City": "Northshire Town",
        "Location Postal Code": f"NS{number % 90 + 10} 1AA",
        "Location UPRN ID": 422000118571.0,
        "Location ODS Code": f"VN{number:03d}",
        "Location Latitude": 53.5120651,
        "Location Longitude": -2.1572985,
        "Brand ID": "BD504",
        "Brand Name": "BRAND Rosewood",
        "Provider Companies House Number": "03841476",
        "Provider ID": "1-900000001",
        "Provider Name": "Rosewood Care Limited",
        "Provider Ownership Type": "Organisation",
        "Provider Nominated Individual Name": MANAGER,
        "Regulated activity - Personal care": "Y",
        "Service type - Care home service without nursing": "Y",
        "Service user band - Dementia": "Y",
    }
    unknown = changes.keys() - row.keys()
    assert not unknown, unknown
    return {**row, **changes}


def hsca_rows(count: int, *, first: int = 1, **changes: Cell) -> list[dict[str, Cell]]:
    return [hsca_row(number, **changes) for number in range(first, first + count)]


def write_hsca_ods(
    path: Path,
    rows: Iterable[Row],
    *,
    as_at: str = "01 March 2025",
    header: Sequence[str] = HSCA_HEADER,
    sheet: str = "HSCA_Active_Locations",
    document_type: str = "",
) -> Path:
    """A workbook as published: README first, the data, then filler to the edge of the sheet."""
    readme = [["Active locations"], [f"Source: CQC database as at {as_at}"]]
    data = [list(header), *([row.get(one, "") for one in header] for row in rows)]
    body = _ods_table("README", readme) + _ods_table(sheet, data)
    return write_ods(path, body, document_type=document_type)


def write_ods(path: Path, tables: str, *, document_type: str = "") -> Path:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{document_type}'
        f"<office:document-content {OFFICE} {TEXT} {TABLE}>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def _ods_table(name: str, rows: Sequence[Sequence[Cell]]) -> str:
    lines = "".join(_ods_row(row) for row in rows)
    filler = HEIGHT - len(rows)
    blank = f'<table:table-cell table:number-columns-repeated="{WIDTH}"/>'
    lines += f'<table:table-row table:number-rows-repeated="{filler}">{blank}</table:table-row>'
    return f'<table:table table:name="{name}">{lines}</table:table>'


def _ods_row(row: Sequence[Cell]) -> str:
    cells = "".join(ods_cell(cell) for cell in row)
    blank = f'<table:table-cell table:number-columns-repeated="{WIDTH - len(row)}"/>'
    return f"<table:table-row>{cells}{blank}</table:table-row>"


def ods_cell(cell: Cell) -> str:
    if isinstance(cell, date):
        kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
        return f"<table:table-cell {kind}><text:p>{cell:%d/%m/%Y}</text:p></table:table-cell>"
    if isinstance(cell, float):
        kind = f'office:value-type="float" office:value="{cell!r}"'
        return f"<table:table-cell {kind}><text:p>{cell}</text:p></table:table-cell>"
    if not cell:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'


def write_hsca_xlsx(path: Path, rows: Iterable[Row], *, header: Sequence[str] = HSCA_HEADER) -> Path:
    """The same columns as XLSX; dates as the serial numbers spreadsheets keep."""
    data = [list(header), *([row.get(one, "") for one in header] for row in rows)]
    lines = "".join(f'<row r="{at}">{"".join(map(_xlsx_cell, row))}</row>' for at, row in enumerate(data, start=1))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets>'
            '<sheet name="HSCA_Active_Locations" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{links}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>",
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>',
        )
    return path


def _xlsx_cell(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"<c><v>{(cell - date(1899, 12, 30)).days}</v></c>"
    if isinstance(cell, float):
        return f"<c><v>{cell!r}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>'


def flags(prefix: str, words: Iterable[str]) -> dict[str, str]:
    known = {*vocabulary.REGULATED_ACTIVITIES, *vocabulary.SERVICE_TYPES, *vocabulary.SERVICE_USER_BANDS}
    assert set(words) <= known
    return {f"{prefix} - {word}": "Y" for word in words}
