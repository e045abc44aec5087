"""Rows of a register in the register's own words, whatever file they came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.directory.formats.refusals import ReportedRowError

NOTHING = frozenset({"NA", "N/A", "-", "NULL"})  # as spreadsheets and R write it


@dataclass(frozen=True, slots=True)
class RatingFacts:
    """One rating: `rating` is a code of `portal.directory.formats.ratings`, `words` what the file said."""

    rating: str
    words: str
    published_on: date | None
    is_inherited: bool = False
    service_group: str = "overall"
    domain: str = "overall"
    is_history: bool = False
    inherited_from: str | None = None


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The registration a site followed, as its regulator says."""

    regulator_id: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """What a row says of its provider. None: this row does not say."""

    regulator_id: str
    name: str | None = None
    companies_house: str | None = None
    charity_number: str | None = None
    ownership: str | None = None
    postcode: str | None = None
    registered_on: date | None = None
    group_id: str | None = None
    group_name: str | None = None


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site with its provider and ratings. `site` holds the columns of `Site` its format carries.

    `provider` is None where the file does not say, and then the site must be known. `row_count` is how many
    rows of the file say all this. `manager` is only read where names of managers are kept. `fingerprint` is that of the
    row as published, where nothing but the row decides what is read from it.
    """

    row_number: int
    regulator_id: str
    name: str
    provider: ProviderFacts | None
    site: Mapping[str, Any]
    ratings: Sequence[RatingFacts] = ()
    predecessors: Sequence[Predecessor] = ()
    row_count: int = 1
    manager: str | None = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """A row about a provider alone."""

    row_number: int
    provider: ProviderFacts


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """A row that was read and not loaded, and why. Nothing is dropped in silence."""

    row_number: int
    regulator_id: str | None
    name: str | None
    reason: str
    is_out_of_scope: bool = False


@dataclass(frozen=True, slots=True)
class RepeatedRow:
    """A row of which the register has said that it holds what would be read from it. `read` reads it all the same."""

    row_number: int
    regulator_id: str
    fingerprint: str
    read: Callable[[], SiteRow | ProviderRow | ReportedRow]


@dataclass(frozen=True)
class Columns:
    """Where each known header stands in this file, and which flag columns (`prefix - word`) there are."""

    places: Mapping[str, int]
    flags: Mapping[str, Sequence[tuple[int, str]]]
    width: int


@dataclass(slots=True)
class Cells:
    """One row of a file, asked by header. `dates` are the days of each date column, read as a whole."""

    row_number: int
    values: Sequence[str]
    columns: Columns
    dates: Mapping[str, Mapping[str, date]] = field(default_factory=dict)

    def exact(self, header: str) -> str | None:
        """The cell as published, leading spaces and all; None when blank or when an optional column is missing."""
        place = self.columns.places.get(header)
        value = self.values[place] if place is not None else ""
        return value if value and not value.isspace() else None

    def text(self, header: str) -> str | None:
        """The cell without the spaces around it; None when blank or when an optional column is missing."""
        try:
            return self.values[self.columns.places[header]].strip() or None
        except KeyError:
            return None

    def date(self, header: str) -> date | None:
        value = self.text(header)
        return self.dates[header][value] if value and value.upper() not in NOTHING else None

    def yes_no(self, header: str) -> bool | None:
        value = self.text(header)
        if value is None:
            return None
        answer = {"Y": True, "N": False}.get(value.upper())
        if answer is None:
            raise ReportedRowError(f"“{header}” says “{value}” where Y or N belongs.")
        return answer

    def count(self, header: str) -> int | None:
        value = self.text(header)
        if value is None:
            return None
        if not (value.isascii() and value.isdigit() and len(value) <= 6):  # noqa: PLR2004 - a million beds is a slip
            raise ReportedRowError(f"“{header}” says “{value}” where a whole number belongs.")
        return int(value)

    def several(self, header: str, separator: str) -> list[str]:
        """The distinct parts of a list in one cell, in its order."""
        parts = (part.strip() for part in (self.text(header) or "").split(separator))
        return list(dict.fromkeys(part for part in parts if part))

    def flagged(self, prefix: str) -> list[str]:
        """The words of the flag columns of this prefix that say Y."""
        values = self.values
        found = [word for place, word in self.columns.flags[prefix] if values[place] == "Y"]
        for place, word in self.columns.flags[prefix]:
            if values[place] and values[place] != "Y":
                self._other_flag(f"{prefix} - {word}", values[place], word, found)
        return found

    @staticmethod
    def _other_flag(header: str, value: str, word: str, found: list[str]) -> None:
        flag = value.strip().upper()
        if flag == "Y":
            found.append(word)
        elif flag not in {"N", ""}:
            raise ReportedRowError(f"“{header}” says “{value}” where Y or nothing belongs.")
