"""Dates, decided for each column as a whole: a cell alone cannot say whether 04/05 is in April or in May."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from portal.directory.formats.refusals import RefusedFileError

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SERIAL_ZERO = date(1899, 12, 30)  # spreadsheets believe in 29 February 1900
FIRST_YEAR = 1900
LAST_YEAR = 2200


@dataclass(frozen=True)
class Reading:
    """One way of writing dates. `read` takes the match and returns the day, or raises `ValueError`."""

    label: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], date]

    def day(self, value: str) -> date | None:
        found = self.pattern.fullmatch(value)
        if found is None:
            return None
        try:
            day = self.read(found)
        except ValueError:
            return None
        return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _year_first(found: re.Match[str]) -> date:
    return date(int(found[1]), int(found[2]), int(found[3]))


def _day_first(found: re.Match[str]) -> date:
    return date(int(found[3]), int(found[2]), int(found[1]))


def _month_in_letters(found: re.Match[str]) -> date:
    return date(int(found[3]), MONTHS.index(found[2][:3].lower()) + 1, int(found[1]))


def _month_first(found: re.Match[str]) -> date:
    return date(int(found[3]), int(found[1]), int(found[2]))


def _serial(found: re.Match[str]) -> date:
    return SERIAL_ZERO + timedelta(days=int(found[1]))


READINGS = (
    Reading(
        "2026-03-27",
        re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\+00:00)?)?"),
        _year_first,
    ),
    Reading("27/03/2026", re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: - \d{2}:\d{2})?"), _day_first),
    Reading("27/Mar/2026", re.compile(r"(\d{1,2})/([A-Za-z]{3})/(\d{4})(?: - \d{2}:\d{2})?"), _month_in_letters),
    Reading("27 March 2026", re.compile(r"(\d{1,2}) ([A-Za-z]{3,9}) (\d{4})"), _month_in_letters),
    Reading(
        "3/27/2026 12:00:00 AM",
        re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}) \d{1,2}:\d{2}:\d{2} [AP]M"),
        _month_first,
    ),
    Reading("46108", re.compile(r"(\d{5})(?:\.\d+)?"), _serial),
)
IN_A_SENTENCE = re.compile(r"(?:produced on|as at)\s+(\d{1,2}) ([A-Za-z]+) (\d{4})", re.IGNORECASE)
IN_A_FILE_NAME = re.compile(r"(?<!\d)(\d{1,2})[ _-]([A-Za-z]+)[ _-](\d{4})(?!\d)")

ISO_IN_A_FILE_NAME = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")


def decide(header: str, rows_of: Mapping[str, int]) -> dict[str, date]:
    """Every value of one column as a date, all by the same reading.

    `rows_of` maps each value met to the first row it stands in. Raises `RefusedFileError` naming the first
    cell that the best reading cannot explain.
    """
    best: tuple[Reading, dict[str, date]] = (READINGS[0], {})
    for reading in READINGS:
        days = {value: day for value in rows_of if (day := reading.day(value)) is not None}
        if len(days) == len(rows_of):
            return days
        if len(days) > len(best[1]):
            best = (reading, days)
    value, row = min(((value, row) for value, row in rows_of.items() if value not in best[1]), key=_by_row)
    others = f" as the column’s other dates do ({best[0].label})" if best[1] else ""
    raise RefusedFileError(f"Column “{header}”: row {row} says “{value[:80]}”, which does not read as a date{others}.")


def day_in_words(text: str) -> date | None:
    """The day a preamble says the data is of: “produced on 27 August 2025”, “as at 01 March 2025”."""
    return _found_day(IN_A_SENTENCE.search(text))


def day_in_file_name(name: str) -> date | None:
    """The day a published file carries in its name: `27_August_2025_CQC_directory.csv`, `homes_2025-07-22.csv`."""
    found = ISO_IN_A_FILE_NAME.search(name)
    if found is None:
        return _found_day(IN_A_FILE_NAME.search(name))
    try:
        return _year_first(found)
    except ValueError:
        return None


def _found_day(found: re.Match[str] | None) -> date | None:
    try:
        return _month_in_letters(found) if found else None
    except ValueError:
        return None


def _by_row(pair: tuple[str, int]) -> int:
    return pair[1]
