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
from datetime import date, datetime, time, timedelta

import python_calamine

WHOLE = 2**53  # above this a spreadsheet's number is no longer exact


def main(memory: int, seconds: int, workbook_path: str, csv_path: str) -> None:
    with contextlib.suppress(ValueError, OSError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    workbook = python_calamine.CalamineWorkbook.from_path(workbook_path)
    with open(csv_path, "w", newline="", encoding="utf-8") as file:  # noqa: PTH123 - nothing else is imported here
        out = csv.writer(file)
        for number, name in enumerate(workbook.sheet_names):
            out.writerow([number, 0, name])
            sheet = workbook.get_sheet_by_name(name)
            first_row = (sheet.start or (0, 0))[0] + 1
            for offset, row in enumerate(sheet.iter_rows()):
                cells = [as_text(cell) for cell in row]
                while cells and not cells[-1]:
                    cells.pop()
                if cells:
                    out.writerow([number, first_row + offset, *cells])


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
