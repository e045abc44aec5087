"""HSCA active locations as ODS or XLSX, in the layout of 2026: 122 columns, one row a location.

The columns that name nominated individuals and main partners are never asked for; that of the registered manager only
where an installation keeps names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.core.nations import Nation
from portal.directory.formats import vocabulary
from portal.directory.formats.authorities import usual_region
from portal.directory.formats.identity import location_of, name_of, provider_id_of
from portal.directory.formats.layouts import Format, flag_headers
from portal.directory.formats.place import address_columns, authority_columns
from portal.directory.formats.ratings import rating_code
from portal.directory.formats.rows import Cells, ProviderFacts, RatingFacts, SiteRow

if TYPE_CHECKING:
    from collections.abc import Sequence

NONE = "-"
MANAGER = "Registered manager"
ACTIVITY = "Regulated activity"
SERVICE = "Service type"
BAND = "Service user band"
STARTED = "Location HSCA start date"
RATED = "Publication Date"
PROVIDER_STARTED = "Provider HSCA start date"
ADDRESS = ("Location Street Address", "Location Address Line 2", "Location City", "Location County")
# A column of the file for a column of the register, where nothing but the words has to be read.
PLAIN = {
    "Location Telephone Number": "phone",
    "Location Web Address": "website",
    "Location Type/Sector": "sector",
    "Location Inspection Directorate": "directorate",
    "Location Primary Inspection Category": "inspection_category",
    "Location UPRN ID": "uprn",
    "Location ODS Code": "ods_code",
    "Location Latitude": "latitude",
    "Location Longitude": "longitude",
}


def read_provider(cells: Cells) -> ProviderFacts | None:
    identifier = cells.text("Provider ID")
    if identifier is None:
        return None
    brand = _published(cells, "Brand ID")
    return ProviderFacts(
        identifier,
        name=cells.exact("Provider Name"),
        companies_house=_published(cells, "Provider Companies House Number"),
        charity_number=_published(cells, "Provider Charity Number"),
        ownership=_published(cells, "Provider Ownership Type"),
        postcode=cells.text("Provider Postal Code"),
        registered_on=cells.date(PROVIDER_STARTED),
        group_id=brand,
        group_name=(_published(cells, "Brand Name") or brand) if brand else None,
    )


def read_site(cells: Cells) -> SiteRow:
    """Raises `ReportedRowError` for a row without location, provider or name, or with a senseless cell."""
    return SiteRow(
        row_number=cells.row_number,
        regulator_id=location_of(cells.text("Location ID")),
        name=name_of(cells.exact("Location Name")),
        provider=ProviderFacts(provider_id_of(cells.text("Provider ID"))),
        site={
            **{column: cells.text(header) for header, column in PLAIN.items()},
            **address_columns((cells.text(header) for header in ADDRESS), cells.text("Location Postal Code")),
            **authority_columns(cells.text("Location Local Authority")),
            "region": usual_region(cells.text("Location Region")),
            "beds": cells.count("Care homes beds"),
            "is_care_home": cells.yes_no("Care home?"),
            "is_dormant": cells.yes_no("Dormant (Y/N)"),
            "regulated_activities": sorted(cells.flagged(ACTIVITY)),
            "service_types": vocabulary.service_types(cells.flagged(SERVICE)),
            "specialisms": vocabulary.specialisms(cells.flagged(BAND)),
            "registered_on": cells.date(STARTED),
        },
        ratings=_ratings(cells),
    )


def _ratings(cells: Cells) -> Sequence[RatingFacts]:
    words = cells.text("Location Latest Overall Rating") or ""
    is_inherited = cells.yes_no("Inherited Rating (Y/N)") or False
    return (RatingFacts(rating_code(words), words, cells.date(RATED), is_inherited),)


def _published(cells: Cells, header: str) -> str | None:
    """The cell, where a dash stands for nothing."""
    value = cells.text(header)
    return None if value == NONE else value


FORMAT = Format(
    key="hsca-active-locations",
    label="HSCA active locations (ODS or XLSX)",
    regulator="cqc",
    nation=Nation.ENGLAND,
    richness=2,
    identity=("Location ID", "Location Name"),
    required=(
        "Location ID",
        STARTED,
        "Dormant (Y/N)",
        "Care home?",
        "Location Name",
        "Care homes beds",
        "Location Latest Overall Rating",
        RATED,
        "Inherited Rating (Y/N)",
        "Location Region",
        "Location Local Authority",
        *ADDRESS,
        "Location Postal Code",
        *PLAIN,
        "Brand ID",
        "Brand Name",
        "Provider Companies House Number",
        "Provider Charity Number",
        "Provider ID",
        "Provider Name",
        PROVIDER_STARTED,
        "Provider Ownership Type",
        "Provider Postal Code",
        *flag_headers(ACTIVITY, vocabulary.REGULATED_ACTIVITIES),
        *flag_headers(SERVICE, vocabulary.SERVICE_TYPES),
        *flag_headers(BAND, vocabulary.SERVICE_USER_BANDS),
    ),
    optional=(MANAGER,),
    dates=(STARTED, RATED, PROVIDER_STARTED),
    flag_prefixes=(ACTIVITY, SERVICE, BAND),
    carries=frozenset(
        {
            *PLAIN.values(),
            "address_lines",
            "postcode",
            "postcode_key",
            "host_authority",
            "host_authority_code",
            "region",
            "beds",
            "is_care_home",
            "is_dormant",
            "regulated_activities",
            "service_types",
            "specialisms",
            "registered_on",
        }
    ),
    read_site=read_site,
    read_provider=read_provider,
    carries_groups=True,
    carries_ratings=True,
    manager=MANAGER,
)
