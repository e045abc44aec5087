"""The CSV of CQC's directory download tool, with the address in columns of its own; providers stand among locations."""

from __future__ import annotations

from portal.core.nations import Nation
from portal.directory.formats import vocabulary
from portal.directory.formats.authorities import usual_region
from portal.directory.formats.identity import location_of, name_of, provider_id_of
from portal.directory.formats.layouts import Format
from portal.directory.formats.place import address_columns, authority_columns
from portal.directory.formats.rows import Cells, ProviderFacts, ProviderRow, SiteRow
from portal.directory.formats.vocabulary import listed_words

LOCATION = "CQC Location ID (for office use only)"
PROVIDER = "CQC Provider ID (for office use only)"
CHECKED = "Report publication date"
ADDRESS = ("Address 1", "Address 2", "Town/City", "County")
PROVIDER_PAGE = "/provider/"


def read_provider(cells: Cells) -> ProviderFacts | None:
    identifier = cells.text(PROVIDER)
    if identifier is None:
        return None
    if not _is_provider(cells):
        return ProviderFacts(identifier, name=cells.exact("Provider name"))
    return ProviderFacts(
        identifier,
        name=cells.exact("Provider name") or cells.exact("Name"),
        ownership=cells.text("Service types"),
        postcode=cells.text("Postcode"),
    )


def read_site(cells: Cells) -> SiteRow | ProviderRow:
    """A location, or a provider where the page is one's. Raises `ReportedRowError` for a row that is neither."""
    if _is_provider(cells):
        return ProviderRow(cells.row_number, ProviderFacts(provider_id_of(cells.text(PROVIDER))))
    return SiteRow(
        row_number=cells.row_number,
        regulator_id=location_of(cells.text(LOCATION)),
        name=name_of(cells.exact("Name")),
        provider=ProviderFacts(provider_id_of(cells.text(PROVIDER))),
        site={
            "also_known_as": cells.exact("Also known as"),
            **address_columns((cells.text(header) for header in ADDRESS), cells.text("Postcode")),
            "phone": cells.text("Phone number"),
            "website": cells.text("Website"),
            "service_types": vocabulary.service_types(
                listed_words(cells.text("Service types"), vocabulary.SERVICE_TYPES)
            ),
            "specialisms": vocabulary.specialisms(cells.several("Specialisms/services", ",")),
            "last_checked_on": cells.date(CHECKED),
            **authority_columns(cells.text("Local authority")),
            "region": usual_region(cells.text("Region")),
            "page_url": cells.text("URL"),
        },
    )


def _is_provider(cells: Cells) -> bool:
    return cells.text(LOCATION) is None and PROVIDER_PAGE in (cells.text("URL") or "")


FORMAT = Format(
    key="cqc-download-addresses",
    label="CQC directory download tool, split addresses (CSV)",
    regulator="cqc",
    nation=Nation.ENGLAND,
    richness=1,
    identity=(LOCATION, "Name"),
    required=(
        "Name",
        *ADDRESS,
        "Postcode",
        "Phone number",
        PROVIDER,
        LOCATION,
        "Website",
        "Local authority",
        "Region",
        CHECKED,
        "URL",
        "Also known as",
        "Specialisms/services",
        "Service types",
        "Provider name",
    ),
    dates=(CHECKED,),
    carries=frozenset(
        {
            *("also_known_as", "address_lines", "postcode", "postcode_key", "phone", "website", "service_types"),
            *("specialisms", "last_checked_on", "host_authority", "host_authority_code", "region", "page_url"),
        }
    ),
    read_site=read_site,
    read_provider=read_provider,
)
