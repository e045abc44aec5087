"""A register as a stream of sites, whatever layout it came in: detected, dated, each row read or reported."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import itertools
from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING

from portal.directory.formats import dates
from portal.directory.formats.place import authority_of
from portal.directory.formats.ratings import OTHER
from portal.directory.formats.refusals import OutOfScopeError, RefusedFileError, ReportedRowError
from portal.directory.formats.registry import Detected, detect
from portal.directory.formats.rows import (
    NOTHING,
    Cells,
    ProviderFacts,
    ProviderRow,
    RatingFacts,
    RepeatedRow,
    ReportedRow,
    SiteRow,
)
from portal.directory.keys import name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from portal.directory.formats.layouts import Format
    from portal.directory.formats.reading import Row, Sheet

MOST_NAMED = 10
FINGERPRINT_BYTES = 16


class Register:
    """One file in a known layout. Made by `open_register`, gone through once with `rows`."""

    def __init__(
        self,
        detected: Detected,
        *,
        keeps_names: bool = False,
        aliases: Mapping[str, str] | None = None,
        version: str = "",
    ) -> None:
        self.format: Format = detected.format
        self.as_at: date | None = next(filter(None, map(dates.day_in_words, detected.preamble)), None)
        self.strange_authorities: Counter[str] = Counter()
        self.strange_ratings: Counter[str] = Counter()
        self._detected = detected
        self._manager = detected.format.manager if keeps_names else None
        self._aliases = aliases or {}
        self._providers: dict[str, ProviderFacts] = {}
        self._disagreeing: set[str] = set()
        self._said_of_site = self._all_but(detected.format.rating_columns)
        self._read_by = repr((version, detected.format.key, detected.columns)).encode()
        self._dates = self._survey()

    @property
    def providers(self) -> Mapping[str, ProviderFacts]:
        """What the whole file says of each provider, by its number."""
        return self._providers

    def rows(
        self, known: Mapping[str, str] | None = None
    ) -> Iterator[SiteRow | ProviderRow | ReportedRow | RepeatedRow]:
        """Every row below the header that is not blank, in the file's order, each exactly once.

        Rows whose fingerprint is among those `known` are not read: it leads to the number of their site.
        """
        seen: dict[str, int] = {}
        for row in self._joined(known or {}, seen):
            if isinstance(row, ReportedRow | RepeatedRow):
                yield row
                continue
            identifier = row.regulator_id if isinstance(row, SiteRow) else f"provider {row.provider.regulator_id}"
            earlier = seen.setdefault(identifier, row.row_number)
            if earlier != row.row_number:
                yield from _repeated(row, earlier)
            else:
                self._remember_strangers(row)
                yield self._with_provider(row)

    def _with_provider(self, row: SiteRow | ProviderRow) -> SiteRow | ProviderRow:
        """The row with what the whole file says of its provider."""
        if row.provider is None:
            return row
        return dataclasses.replace(row, provider=self._providers.get(row.provider.regulator_id, row.provider))

    def _joined(
        self, known: Mapping[str, str], seen: dict[str, int]
    ) -> Iterator[SiteRow | ProviderRow | ReportedRow | RepeatedRow]:
        """The rows as read; where the layout has many for a site, those that stand together as one."""
        if self.format.read_ratings is None:
            for numbered in self._data():
                fingerprint = self._fingerprint(numbered[1])
                number = known.get(fingerprint) if fingerprint else None
                if number is None or seen.setdefault(number, numbered[0]) != numbered[0]:
                    yield self._read(numbered, fingerprint)
                else:
                    again = functools.partial(self._read_again, numbered, fingerprint)
                    yield RepeatedRow(numbered[0], number, str(fingerprint), again)
            return
        for _place, rows in itertools.groupby(self._read_ratings(self.format.read_ratings), key=_site_of):
            first, *others = rows
            if isinstance(first, SiteRow):
                sites = [first, *(one for one in others if isinstance(one, SiteRow))]
                ratings = [rating for one in sites for rating in one.ratings]
                yield dataclasses.replace(first, ratings=ratings, row_count=len(sites))
            else:
                yield first
                yield from others

    def _read_ratings(
        self, read: Callable[[Cells], Sequence[RatingFacts]]
    ) -> Iterator[SiteRow | ProviderRow | ReportedRow]:
        """The rows as read; of one that says the same of the site as the row before, its ratings alone are read."""
        said: object = None
        site: SiteRow | None = None
        for number, values in self._data():
            if site is None or len(values) != self._detected.columns.width or self._said_of_site(values) != said:
                row = self._read((number, values))
                site = row if isinstance(row, SiteRow) else None
                said = site and self._said_of_site(values)
                yield row
                continue
            try:
                ratings = read(self._cells(number, values))
            except ReportedRowError as error:
                yield self._reported(number, values, error)
            else:
                yield SiteRow(number, site.regulator_id, site.name, site.provider, site.site, ratings)

    def _all_but(self, headers: Sequence[str]) -> Callable[[Sequence[str]], object]:
        """What a row says under all other headers, to compare it with another row of the same file."""
        columns = self._detected.columns
        left_out = {columns.places.get(header) for header in headers}
        return itemgetter(*(place for place in range(columns.width) if place not in left_out))

    def _fingerprint(self, values: Sequence[str]) -> str | None:
        """Of the row as published and of how it is read: the same for two rows that say the same."""
        if self._manager is not None:
            return None
        published = hashlib.blake2b(self._read_by, digest_size=FINGERPRINT_BYTES)
        published.update("\0".join(values).encode())
        return published.hexdigest()

    def _read_again(self, numbered: Row, fingerprint: str | None) -> SiteRow | ProviderRow | ReportedRow:
        row = self._read(numbered, fingerprint)
        return row if isinstance(row, ReportedRow) else self._with_provider(row)

    def _read(self, numbered: Row, fingerprint: str | None = None) -> SiteRow | ProviderRow | ReportedRow:
        number, values = numbered
        try:
            cells = self._cells(number, values)
            row = self.format.read_site(cells)
        except ReportedRowError as error:
            return self._reported(number, values, error)
        if not isinstance(row, SiteRow):
            return row
        if _strange_authority(row) or _strange_ratings(row):
            fingerprint = None  # what a person says of such words, the register must look for in the row
        manager = cells.exact(self._manager) if self._manager else None
        return dataclasses.replace(self._placed(row), manager=manager, fingerprint=fingerprint)

    def _placed(self, row: SiteRow) -> SiteRow:
        """The row under the authority a person said its words stand for."""
        words = row.site.get("host_authority")
        if not words or row.site.get("host_authority_code"):
            return row
        code = self._aliases.get(name_key(words))
        return dataclasses.replace(row, site={**row.site, **authority_of(code)}) if code else row

    def strangers(self) -> dict[str, list[str]]:
        """The authorities and ratings we have no word for, for somebody to look at; complete after `rows`."""
        return {"authorities": sorted(self.strange_authorities), "ratings": sorted(self.strange_ratings)}

    def notes(self) -> list[str]:
        """What is worth knowing about the file and stops nothing; complete after `rows` has run."""
        notes = []
        if self.strange_authorities:
            notes.append(f"Authorities we do not know, kept as published: {_listed(self.strange_authorities)}.")
        if self.strange_ratings:
            notes.append(f"Ratings we have no word for, kept as published: {_listed(self.strange_ratings)}.")
        if self._disagreeing:
            ids = ", ".join(sorted(self._disagreeing)[:MOST_NAMED])
            beyond = len(self._disagreeing) - MOST_NAMED
            more = f", and {beyond} more" if beyond > 0 else ""
            notes.append(f"Rows disagree about these providers, and the first row of each counts: {ids}{more}.")
        return notes

    def _survey(self) -> dict[str, dict[str, date]]:
        """Go through the file once: settle how each date column reads, and what is said of each provider."""
        met: dict[str, dict[str, int]] = {header: {} for header in self.format.dates}
        known = self._detected.columns.places
        places = [(header, known[header]) for header in self.format.dates if header in known]
        found, number, values = 0, 0, list[str]()
        for number, values in self._data():
            found += 1
            if len(values) != self._detected.columns.width:
                continue
            for header, place in places:
                value = values[place].strip()
                if value and value.upper() not in NOTHING:
                    met[header].setdefault(value, number)
        if not found:
            raise RefusedFileError("There is a header, and not one row below it.")
        if len(values) < self._detected.columns.width and not self._detected.sheet.ends_with_a_line:
            raise RefusedFileError(f"The file breaks off in row {number}. Fetch it once more.")
        decided = {header: dates.decide(header, rows_of) for header, rows_of in met.items()}
        self._gather_providers(decided)
        return decided

    def _gather_providers(self, decided: dict[str, dict[str, date]]) -> None:
        said: object = None
        for number, values in self._data():
            if len(values) == self._detected.columns.width and self._said_of_site(values) != said:
                said = self._said_of_site(values)
                facts = self.format.read_provider(Cells(number, values, self._detected.columns, decided))
                if facts is not None:
                    self._providers[facts.regulator_id] = self._with_earlier(facts)

    def _with_earlier(self, facts: ProviderFacts) -> ProviderFacts:
        """Fill an earlier row's gaps; where both speak and differ, the earlier row counts."""
        earlier = self._providers.get(facts.regulator_id)
        if earlier is None or earlier == facts:
            return facts
        pairs = {one.name: (getattr(earlier, one.name), getattr(facts, one.name)) for one in dataclasses.fields(facts)}
        if any(old is not None and new is not None and old != new for old, new in pairs.values()):
            self._disagreeing.add(facts.regulator_id)
        return ProviderFacts(**{name: new if old is None else old for name, (old, new) in pairs.items()})

    def _data(self) -> Iterator[Row]:
        """The rows below the header that are not blank; blank cells a workbook left out are put back."""
        width, header_row = self._detected.columns.width, self._detected.header_row
        sheet: Sheet = self._detected.sheet
        pads = sheet.pads
        for number, values in sheet.rows():
            if number <= header_row or not any(map(str.strip, values)):
                continue
            if len(values) < width and pads:
                yield number, values + [""] * (width - len(values))
            elif len(values) > width and not any(values[width:]):
                yield number, values[:width]
            else:
                yield number, values

    def _cells(self, number: int, values: Sequence[str]) -> Cells:
        width = self._detected.columns.width
        if len(values) != width:
            raise ReportedRowError(f"The row has {len(values)} columns, and the header {width}.")
        return Cells(number, values, self._detected.columns, self._dates)

    def _reported(self, number: int, values: Sequence[str], error: ReportedRowError) -> ReportedRow:
        """Only a location ID and a name are kept of a row we could not read; no name of one that is out of scope."""
        columns = self._detected.columns
        if len(values) != columns.width:
            return ReportedRow(number, None, None, error.reason)
        cells = Cells(number, values, columns, self._dates)
        location, name = self.format.identity
        is_out_of_scope = isinstance(error, OutOfScopeError)
        if is_out_of_scope:
            return ReportedRow(number, cells.text(location), None, error.reason, is_out_of_scope)
        return ReportedRow(number, cells.text(location), cells.exact(name), error.reason)

    def _remember_strangers(self, row: SiteRow | ProviderRow) -> None:
        if isinstance(row, SiteRow):
            self.strange_authorities.update(_strange_authority(row))
            self.strange_ratings.update(_strange_ratings(row))


def open_register(
    sheets: Sequence[Sheet],
    mapped: Sequence[Format] = (),
    *,
    keeps_names: bool = False,
    aliases: Mapping[str, str] | None = None,
    version: str = "",
) -> Register:
    """The register in these sheets, in a published layout or a `mapped` one; names of managers only if they are kept.

    `aliases` are codes of authorities by the folded words a person said stand for them, `version` is that of whoever
    keeps the fingerprints of rows.
    Raises `RefusedFileError` with what is wrong with the file.
    """
    return Register(detect(sheets, mapped), keeps_names=keeps_names, aliases=aliases, version=version)


def _strange_authority(row: SiteRow) -> list[str]:
    """The words for its authority that nobody knows: one, or none."""
    name = row.site.get("host_authority")
    return [name] if name and not row.site.get("host_authority_code") else []


def _strange_ratings(row: SiteRow) -> list[str]:
    return [rating.words for rating in row.ratings if rating.rating == OTHER]


def _site_of(row: SiteRow | ProviderRow | ReportedRow) -> tuple[str, str | int]:
    """Equal for neighbours that speak of one site, and for no others."""
    return ("site", row.regulator_id) if isinstance(row, SiteRow) else ("row", row.row_number)


def _repeated(row: SiteRow | ProviderRow, earlier: int) -> Iterator[ReportedRow]:
    if isinstance(row, ProviderRow):
        yield ReportedRow(row.row_number, None, row.provider.name, f"Row {earlier} lists the same provider ID.")
        return
    for number in range(row.row_number, row.row_number + row.row_count):
        yield ReportedRow(number, row.regulator_id, row.name, f"Row {earlier} lists the same location ID.")


def _listed(found: Counter[str]) -> str:
    named = [f"“{words}” ({count})" for words, count in found.most_common(MOST_NAMED)]
    more = len(found) - len(named)
    return ", ".join([*named, f"and {more} more"] if more > 0 else named)
