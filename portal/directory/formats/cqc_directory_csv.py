"""The CQC directory as CSV: a preamble, fifteen columns, one row a location.

From 2016 to 2020 the column of the location's ID lacked a word and its closing bracket.
"""

from __future__ import annotations

from portal.core.nations import Nation
from portal.directory.formats import vocabulary
from portal.directory.formats.authorities import usual_region
from portal.directory.formats.identity import location_of, name_of, provider_id_of
from portal.directory.formats.layouts import Format
from portal.directory.formats.place import address_columns, authority_columns
from portal.directory.formats.rows import Cells, ProviderFacts, SiteRow

LOCATION = "CQC Location ID (for office use only)"
PROVIDER = "CQC Provider ID (for office use only)"
CHECKED = "Date of latest check"
LISTS = "|"
ADDRESS_LINES = ","


def read_provider(cells: Cells) -> ProviderFacts | None:
    identifier = cells.text(PROVIDER)
    return ProviderFacts(identifier, name=cells.exact("Provider name")) if identifier else None


def read_site(cells: Cells) -> SiteRow:
    """Raises `ReportedRowError` for a row that names no location, provider or place."""
    return SiteRow(
        row_number=cells.row_number,
        regulator_id=location_of(cells.text(LOCATION)),
        name=name_of(cells.exact("Name")),
        provider=ProviderFacts(provider_id_of(cells.text(PROVIDER)), name=cells.exact("Provider name")),
        site={
            "also_known_as": cells.exact("Also known as"),
            **address_columns(cells.several("Address", ADDRESS_LINES), cells.text("Postcode")),
            "phone": cells.text("Phone number"),
            "website": cells.text("Service's website (if available)"),
            "service_types": vocabulary.service_types(cells.several("Service types", LISTS)),
            "specialisms": vocabulary.specialisms(cells.several("Specialisms/services", LISTS)),
            "last_checked_on": cells.date(CHECKED),
            **authority_columns(cells.text("Local authority")),
            "region": usual_region(cells.text("Region")),
            "page_url": cells.text("Location URL"),
        },
    )


FORMAT = Format(
    key="cqc-directory",
    label="CQC directory (CSV)",
    regulator="cqc",
    nation=Nation.ENGLAND,
    richness=1,
    identity=(LOCATION, "Name"),
    required=(
        "Name",
        "Also known as",
        "Address",
        "Postcode",
        "Phone number",
        "Service's website (if available)",
        "Service types",
        CHECKED,
        "Specialisms/services",
        "Provider name",
        "Local authority",
        "Region",
        "Location URL",
        LOCATION,
        PROVIDER,
    ),
    dates=(CHECKED,),
    aliases={LOCATION: ("CQC Location (for office use only",)},
    carries=frozenset(
        {
            "also_known_as",
            "address_lines",
            "postcode",
            "postcode_key",
            "phone",
            "website",
            "service_types",
            "specialisms",
            "last_checked_on",
            "host_authority",
            "host_authority_code",
            "region",
            "page_url",
        }
    ),
    read_site=read_site,
    read_provider=read_provider,
)
