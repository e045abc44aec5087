"""CQC's deactivated locations: registrations that ended, and when. Some editions do not name the provider."""

from __future__ import annotations

from portal.core.nations import Nation
from portal.directory.formats.authorities import usual_region
from portal.directory.formats.identity import location_of, name_of, provider_id_of
from portal.directory.formats.layouts import Format
from portal.directory.formats.place import address_columns, authority_columns
from portal.directory.formats.ratings import rating_code
from portal.directory.formats.refusals import ReportedRowError
from portal.directory.formats.rows import Cells, ProviderFacts, RatingFacts, SiteRow

STARTED = "Location HSCA start date"
ENDED = "Location HSCA End Date"
RATED = "Publication Date"
ADDRESS = ("Location Street Address", "Location Address Line 2", "Location City", "Location County")
PLAIN = {
    "Location ODS Code": "ods_code",
    "Location Type/Sector": "sector",
    "Location Inspection Directorate": "directorate",
    "Location Primary Inspection Category": "inspection_category",
    "Location UPRN ID": "uprn",
    "Location Latitude": "latitude",
    "Location Longitude": "longitude",
}
BEDS = "Care homes beds at point location de-activated"


def read_provider(cells: Cells) -> ProviderFacts | None:
    identifier = cells.text("Provider ID")
    return ProviderFacts(identifier, name=cells.exact("Provider Name")) if identifier else None


def read_site(cells: Cells) -> SiteRow:
    """Raises `ReportedRowError` for a row without location, name or the day it ended."""
    ended_on = cells.date(ENDED)
    if ended_on is None:
        raise ReportedRowError("The row does not say when the registration ended.")
    provider = cells.text("Provider ID")
    words = cells.text("Location Latest Overall Rating") or ""
    is_inherited = cells.yes_no("Inherited Rating (Y/N)") or False
    return SiteRow(
        row_number=cells.row_number,
        regulator_id=location_of(cells.text("Location ID")),
        name=name_of(cells.exact("Location Name")),
        provider=ProviderFacts(provider_id_of(provider)) if provider else None,
        site={
            **{column: cells.text(header) for header, column in PLAIN.items()},
            **address_columns((cells.text(header) for header in ADDRESS), cells.text("Location Postal Code")),
            **authority_columns(cells.text("Location Local Authority")),
            "region": usual_region(cells.text("Location Region")),
            "is_care_home": cells.yes_no("Care home?"),
            "beds": cells.count(BEDS),
            "registered_on": cells.date(STARTED),
            "ended_on": ended_on,
        },
        ratings=(RatingFacts(rating_code(words), words, cells.date(RATED), is_inherited),) if words else (),
    )


FORMAT = Format(
    key="cqc-deactivated-locations",
    label="CQC deactivated locations (ODS or XLSX)",
    regulator="cqc",
    nation=Nation.ENGLAND,
    richness=0,
    identity=("Location ID", "Location Name"),
    required=(
        "Location ID",
        "Location Name",
        "Location Status",
        STARTED,
        ENDED,
        "Care home?",
        BEDS,
        "Location Region",
        "Location Local Authority",
        *ADDRESS,
        "Location Postal Code",
        *PLAIN,
        "Location Latest Overall Rating",
        RATED,
        "Inherited Rating (Y/N)",
    ),
    optional=("Provider ID", "Provider Name"),
    dates=(STARTED, ENDED, RATED),
    carries=frozenset(
        {
            *PLAIN.values(),
            *("address_lines", "postcode", "postcode_key", "host_authority", "host_authority_code", "region"),
            *("is_care_home", "beds", "registered_on", "ended_on"),
        }
    ),
    read_site=read_site,
    read_provider=read_provider,
    carries_ratings=True,
    lists_sites=False,
)
