"""Lists as CSV: what a spreadsheet would take for a formula is made plain text, the stored value stays as it is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response

# A spreadsheet passes over blanks and a byte order mark in front, and takes the full-width signs for the plain ones.
FORMULA = re.compile(r"[\t\r\n\0]|[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def neutral(value: Any) -> str:
    """A cell no spreadsheet will calculate: an apostrophe in front of what looks like a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if FORMULA.match(text) else text


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A CSV file to keep (RFC 4180, UTF-8 with a byte order mark so that Excel reads accents)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    response = Response(buffer.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
