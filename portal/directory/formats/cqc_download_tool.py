"""The CSV of CQC's directory download tool, wide form: 45 columns, one row a location.

Its “Publication Date” repeats the day the location was registered, so a rating carries no day here.
"""

from __future__ import annotations

from portal.core.nations import Nation
from portal.directory.formats import vocabulary
from portal.directory.formats.authorities import usual_region
from portal.directory.formats.identity import location_of, name_of, provider_id_of
from portal.directory.formats.layouts import Format
from portal.directory.formats.place import authority_columns
from portal.directory.formats.ratings import rating_code
from portal.directory.formats.rows import Cells, ProviderFacts, RatingFacts, SiteRow
from portal.directory.formats.vocabulary import listed_words

STARTED = "Location HSCA start date"
ENDED = "Location HSCA end date"
PROVIDER_STARTED = "Provider HSCA start date"
MANAGER = "Registered manager"
REGION_MARK = " (ADASS Region)"
DOMAINS = {
    "Location Latest Overall Rating": "overall",
    "Location safe rating": "safe",
    "Location effective rating": "effective",
    "Location caring rating": "caring",
    "Location responsive rating": "responsive",
    "Location well-led rating": "well-led",
}


def read_provider(cells: Cells) -> ProviderFacts | None:
    identifier = cells.text("Provider ID")
    if identifier is None:
        return None
    brand = cells.text("Brand ID")
    return ProviderFacts(
        identifier,
        name=cells.exact("Provider Name"),
        companies_house=cells.text("Provider Companies House Number"),
        ownership=cells.text("Provider Ownership Type"),
        registered_on=cells.date(PROVIDER_STARTED),
        group_id=brand,
        group_name=(cells.text("Brand Name") or brand) if brand else None,
    )


def read_site(cells: Cells) -> SiteRow:
    """Raises `ReportedRowError` for a row without location, provider or name, or with a senseless cell."""
    region = cells.text("Location ADASS Region")
    return SiteRow(
        row_number=cells.row_number,
        regulator_id=location_of(cells.text("Location ID")),
        name=name_of(cells.exact("Location Name")),
        provider=ProviderFacts(provider_id_of(cells.text("Provider ID"))),
        site={
            "uprn": cells.text("Location UPRN"),
            "phone": cells.text("Location telephone number"),
            "website": cells.text("Location Web Address"),
            **authority_columns(cells.text("Location Local Authority")),
            "region": usual_region(region.removesuffix(REGION_MARK)) if region else None,
            "inspection_category": cells.text("Primary inspection category"),
            "service_types": vocabulary.service_types(
                listed_words(cells.text("Service Types"), vocabulary.SERVICE_TYPES)
            ),
            "specialisms": vocabulary.specialisms(cells.several("Service users supported", ",")),
            "beds": cells.count("Care homes beds"),
            "registered_on": cells.date(STARTED),
            "ended_on": cells.date(ENDED),
            "is_dormant": cells.yes_no("Dormant"),
        },
        ratings=[
            RatingFacts(rating_code(words), words, None, domain=domain)
            for header, domain in DOMAINS.items()
            if (words := cells.text(header))
        ],
    )


FORMAT = Format(
    key="cqc-download-tool",
    label="CQC directory download tool (CSV)",
    regulator="cqc",
    nation=Nation.ENGLAND,
    richness=1,
    identity=("Location ID", "Location Name"),
    required=(
        "Location Name",
        "Location ID",
        "Location UPRN",
        "Location telephone number",
        "Location Web Address",
        "Location Local Authority",
        "Location ADASS Region",
        "Primary inspection category",
        "Service Types",
        "Care homes beds",
        STARTED,
        ENDED,
        "Dormant",
        "Service users supported",
        *DOMAINS,
        "Provider Name",
        "Provider ID",
        PROVIDER_STARTED,
        "Provider Ownership Type",
        "Provider Companies House Number",
        "Brand Name",
        "Brand ID",
    ),
    optional=(MANAGER,),
    dates=(STARTED, ENDED, PROVIDER_STARTED),
    carries=frozenset(
        {
            *("uprn", "phone", "website", "host_authority", "host_authority_code", "region", "inspection_category"),
            *("service_types", "specialisms", "beds", "registered_on", "ended_on", "is_dormant"),
        }
    ),
    read_site=read_site,
    read_provider=read_provider,
    carries_groups=True,
    carries_ratings=True,
    manager=MANAGER,
)
