"""Which layout a file is in, told by its headers; and where it is not quite one, what is wrong with it."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.directory.formats import (
    cqc_api,
    cqc_directory_csv,
    cqc_download_addresses,
    cqc_download_tool,
    cqc_latest_ratings,
    deactivated_locations,
    hsca_active_locations,
    hsca_active_locations_2016,
    scottish_datastore,
)
from portal.directory.formats.foreign import country_of
from portal.directory.formats.layouts import Format, header_key
from portal.directory.formats.reading import Row, Sheet
from portal.directory.formats.refusals import RefusedFileError, UnknownLayoutError
from portal.directory.formats.rows import Columns

FORMATS: tuple[Format, ...] = (
    cqc_directory_csv.FORMAT,
    hsca_active_locations.FORMAT,
    hsca_active_locations_2016.FORMAT,
    cqc_download_tool.FORMAT,
    cqc_download_addresses.FORMAT,
    cqc_latest_ratings.FORMAT,
    deactivated_locations.FORMAT,
    cqc_api.FORMAT,
    scottish_datastore.FORMAT,
)
HEADER_WITHIN = 30  # rows; preambles seen have up to six
CLOSE_ENOUGH = 0.5  # of the required headers: then it is this layout with something wrong
MOST_PROBLEMS = 20
FEWEST_COLUMNS = 3
LONGEST_HEADER = 80


@dataclass(frozen=True)
class Detected:
    """A sheet in a known layout. `preamble` are the rows above its header and the sheets before it."""

    format: Format
    sheet: Sheet
    header_row: int
    columns: Columns
    preamble: Sequence[str]


@dataclass(frozen=True)
class _Candidate:
    format: Format
    sheet: Sheet
    row: Row
    present: int


def format_of(key: str) -> Format:
    """Raises `KeyError` for a format nobody knows."""
    return next((one for one in FORMATS if one.key == key), None) or _unknown(key)


def detect(sheets: Sequence[Sheet], mapped: Sequence[Format] = ()) -> Detected:
    """The first sheet whose header is a known one, of a published layout or of one that was `mapped` by a person.

    Raises `RefusedFileError`: with the missing columns, and the nearest header of the file for each, when a
    sheet comes close to a layout; else with the layouts we know.
    """
    formats = (*FORMATS, *mapped)
    best: _Candidate | None = None
    preamble: list[str] = []
    for sheet in sheets:
        for row in itertools.islice(sheet.rows(), HEADER_WITHIN):
            candidate = _best_format(formats, sheet, row)
            if candidate.present == len(candidate.format.required):
                return _detected(candidate, preamble)
            preamble.append(" ".join(cell for cell in row[1] if cell))
            if best is None or _fit(candidate) > _fit(best):
                best = candidate
    if best is None or best.present < CLOSE_ENOUGH * len(best.format.required):
        country = next((found for one in sheets if (found := _country_of(one))), None)
        if country:
            raise RefusedFileError(
                f"This is a register of {country}. Only registers of England, Scotland, Wales and Northern Ireland"
                " are kept here."
            )
        known = ", ".join(f"“{one.label}”" for one in formats)
        problem = f"No row of this file is the header of a register we know. We know {known}."
        raise UnknownLayoutError(problem, _likely_header(sheets))
    raise RefusedFileError(*_header_problems(best))


def _country_of(sheet: Sheet) -> str | None:
    found = (country_of(cells) for _number, cells in itertools.islice(sheet.rows(), HEADER_WITHIN))
    return next(filter(None, found), None)


def header_with(sheets: Sequence[Sheet], wanted: Iterable[str]) -> list[str]:
    """The first row that has every `wanted` header. Raises `RefusedFileError` where none has."""
    keys = {header_key(one) for one in wanted}
    for sheet in sheets:
        for _number, cells in itertools.islice(sheet.rows(), HEADER_WITHIN):
            if keys and keys <= {header_key(cell) for cell in cells}:
                return [cell.strip() for cell in cells]
    raise RefusedFileError("No row of the file has all these columns.")


def _likely_header(sheets: Sequence[Sheet]) -> list[str]:
    """The first row that can only be a header: short words, each once, and no figures. Nobody's data is kept."""
    for sheet in sheets:
        for _number, cells in itertools.islice(sheet.rows(), HEADER_WITHIN):
            named = [cell.strip() for cell in cells if cell.strip()]
            is_header = len(named) >= FEWEST_COLUMNS and all(map(_may_be_header, named))
            if is_header and len({header_key(one) for one in named}) == len(named):
                return [cell.strip() for cell in cells]
    return []


def _may_be_header(cell: str) -> bool:
    return len(cell) <= LONGEST_HEADER and "@" not in cell and not any(one.isdigit() for one in cell)


def _best_format(formats: Sequence[Format], sheet: Sheet, row: Row) -> _Candidate:
    headers = {header_key(cell) for cell in row[1]}
    return max((_candidate(each, sheet, row, headers) for each in formats), key=_fit)


def _candidate(form: Format, sheet: Sheet, row: Row, headers: set[str]) -> _Candidate:
    found = sum(not headers.isdisjoint(spellings(form, one)) for one in form.required)
    return _Candidate(form, sheet, row, found)


def _fit(candidate: _Candidate) -> tuple[float, int]:
    """The share of the headers found, and of two whole layouts the one that asks for more."""
    return candidate.present / len(candidate.format.required), len(candidate.format.required)


def spellings(form: Format, header: str) -> tuple[str, ...]:
    """The keys of every name a column goes by, its own first."""
    return tuple(header_key(one) for one in (header, *form.aliases.get(header, ())))


def _detected(candidate: _Candidate, preamble: Sequence[str]) -> Detected:
    form = candidate.format
    number, headers = candidate.row
    places: dict[str, int] = {}
    repeated = set()
    for place, header in enumerate(headers):
        key = header_key(header)
        if key and places.setdefault(key, place) != place:
            repeated.add(header.strip())
    required = {key for one in form.required for key in spellings(form, one)}
    twice = sorted(one for one in repeated if header_key(one) in required)
    if twice:
        raise RefusedFileError(*(f"The column “{one}” stands in row {number} twice." for one in twice))
    known = {}
    for one in (*form.required, *form.optional):
        found = [places[key] for key in spellings(form, one) if key in places]
        if found:
            known[one] = found[0]
    flags = {prefix: _flag_columns(headers, prefix) for prefix in form.flag_prefixes}
    return Detected(form, candidate.sheet, number, Columns(known, flags, len(headers)), preamble)


def _flag_columns(headers: Sequence[str], prefix: str) -> list[tuple[int, str]]:
    start = f"{header_key(prefix)} - "
    tidy = ((place, " ".join(header.split())) for place, header in enumerate(headers))
    return [(place, header[len(start) :]) for place, header in tidy if header_key(header).startswith(start)]


def _header_problems(candidate: _Candidate) -> Iterable[str]:
    """What is missing from the header that comes nearest, and which unknown header may be it."""
    number, headers = candidate.row
    form = candidate.format
    in_file = {header_key(one): one.strip() for one in headers if one.strip()}
    missing = [one for one in form.required if in_file.keys().isdisjoint(spellings(form, one))]
    known = {key for one in (*form.required, *form.optional) for key in spellings(form, one)}
    strangers = [key for key in in_file if key not in known]
    problems = [f"This looks like “{candidate.format.label}” (header in row {number}), but columns are missing."]
    for one in missing[:MOST_PROBLEMS]:
        near = difflib.get_close_matches(header_key(one), strangers, n=1, cutoff=0.7)
        hint = f" The nearest in the file is “{in_file[near[0]]}”: was it renamed?" if near else ""
        problems.append(f"There is no column “{one}”.{hint}")
    if len(missing) > MOST_PROBLEMS:
        problems.append(f"And {len(missing) - MOST_PROBLEMS} columns more.")
    return problems


def _unknown(key: str) -> Format:
    raise KeyError(key)
