"""A layout made of columns a person chose, for a register without a published one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from portal.core.nations import Nation
from portal.directory.formats import vocabulary
from portal.directory.formats.authorities import usual_region
from portal.directory.formats.identity import location_of, made_id, name_of
from portal.directory.formats.layouts import Format
from portal.directory.formats.place import address_columns, authority_columns
from portal.directory.formats.ratings import rating_code
from portal.directory.formats.rows import NOTHING, Cells, Columns, ProviderFacts, RatingFacts, SiteRow
from portal.directory.keys import postcode_key

FIELDS = {
    "name": "Name of the service",
    "regulator_id": "Registration number",
    "provider_name": "Name of the provider",
    "provider_id": "Provider’s number",
    "category": "Kind of service",
    "address": "Address",
    "town": "Town",
    "postcode": "Postcode",
    "authority": "Local authority",
    "region": "Region",
    "phone": "Telephone",
    "website": "Website",
    "places": "Places or beds",
    "specialisms": "People it is for",
    "registered_on": "Registered on",
    "last_checked_on": "Last inspected on",
    "rating": "Rating",
    "rated_on": "Rating published on",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "page_url": "Regulator’s page",
}
DATES = ("registered_on", "last_checked_on", "rated_on")
_NO_COLUMNS = Columns({}, {}, 0)
LIST_MARKS = re.compile(r"[|;\n]")
PLAIN = {
    "phone": "phone",
    "website": "website",
    "latitude": "latitude",
    "longitude": "longitude",
    "page_url": "page_url",
}


def mapped_format(
    *, key: str, label: str, regulator: str, nation: Nation, headers: Sequence[str], columns: Mapping[str, str]
) -> Format:
    """`columns` maps `FIELDS` to headers of the file; every header of the file must be there again."""
    read = _Reader(columns)
    return Format(
        key=key,
        label=label,
        regulator=regulator,
        nation=nation,
        richness=0,
        identity=(columns.get("regulator_id", columns["name"]), columns["name"]),
        required=tuple(header for header in headers if header.strip()),
        dates=tuple(columns[name] for name in DATES if name in columns),
        carries=frozenset(read.carried()),
        read_site=read.site,
        read_provider=read.provider,
        carries_ratings="rating" in columns,
    )


class _Reader:
    """Reads rows by the columns that were chosen."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        self._columns = columns

    def carried(self) -> set[str]:
        return set(self._site_facts(Cells(0, (), _NO_COLUMNS)))

    def provider(self, cells: Cells) -> ProviderFacts | None:
        name, number = self._text(cells, "provider_name"), self._text(cells, "provider_id")
        if name is None and number is None:
            return None
        return ProviderFacts(number or made_id(name), name=name)

    def site(self, cells: Cells) -> SiteRow:
        """Raises `ReportedRowError` for a row without a name, or a number where there should be one."""
        name = name_of(cells.exact(self._columns["name"]))
        return SiteRow(
            row_number=cells.row_number,
            regulator_id=self._identifier(cells, name),
            name=name,
            provider=self.provider(cells),
            site=self._site_facts(cells),
            ratings=self._ratings(cells),
        )

    def _identifier(self, cells: Cells, name: str) -> str:
        if "regulator_id" in self._columns:
            return location_of(self._text(cells, "regulator_id"))
        postcode = postcode_key(self._text(cells, "postcode") or "")
        return made_id(name, postcode, self._text(cells, "category"))

    def _site_facts(self, cells: Cells) -> dict[str, object]:
        category = self._text(cells, "category") or ""
        people = self._text(cells, "specialisms") or ""
        facts: dict[str, object] = {
            **{column: self._text(cells, name) for name, column in PLAIN.items()},
            **address_columns((self._text(cells, name) for name in ("address", "town")), self._text(cells, "postcode")),
            **authority_columns(self._text(cells, "authority")),
            "region": usual_region(self._text(cells, "region")),
            "service_types": vocabulary.service_types(_parts(category)),
            "specialisms": vocabulary.specialisms(_parts(people)),
            "beds": cells.count(self._columns["places"]) if self._text(cells, "places") else None,
            "registered_on": self._date(cells, "registered_on"),
            "last_checked_on": self._date(cells, "last_checked_on"),
        }
        return facts

    def _ratings(self, cells: Cells) -> Sequence[RatingFacts]:
        words = self._text(cells, "rating")
        return (RatingFacts(rating_code(words), words, self._date(cells, "rated_on")),) if words else ()

    def _text(self, cells: Cells, name: str) -> str | None:
        header = self._columns.get(name)
        value = cells.text(header) if header else None
        return None if value is None or value.upper() in NOTHING else value

    def _date(self, cells: Cells, name: str) -> date | None:
        return cells.date(self._columns[name]) if self._text(cells, name) else None


def _parts(value: str) -> list[str]:
    return [part.strip() for part in LIST_MARKS.split(value) if part.strip()]
