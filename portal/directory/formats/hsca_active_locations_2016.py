"""HSCA active locations as XLSX in the layout of 2016 and 2017: six rows of preamble, other names, no ratings."""

from __future__ import annotations

import dataclasses

from portal.core.nations import Nation
from portal.directory.formats import hsca_active_locations, vocabulary
from portal.directory.formats.hsca_active_locations import ACTIVITY, BAND, PROVIDER_STARTED, SERVICE, STARTED
from portal.directory.formats.layouts import Format, flag_headers
from portal.directory.formats.rows import Cells, Columns, ProviderFacts, SiteRow

OLD_STARTED = "HSCA start date"
# The name of today for a column of then.
TODAY = {
    "Location ID": "Location ID",
    OLD_STARTED: STARTED,
    "Care home?": "Care home?",
    "Location Name": "Location Name",
    "Telephone Number": "Location Telephone Number",
    "Web Address": "Location Web Address",
    "Care homes beds": "Care homes beds",
    "Location Type/Sector": "Location Type/Sector",
    "Location Primary Inspection Category": "Location Primary Inspection Category",
    "Region": "Location Region",
    "Local Authority": "Location Local Authority",
    "Street Address": "Location Street Address",
    "Address Line 2": "Location Address Line 2",
    "City": "Location City",
    "County": "Location County",
    "Postal Code": "Location Postal Code",
    "Brand ID": "Brand ID",
    "Brand Name": "Brand Name",
    "Provider Companies House Number": "Provider Companies House Number",
    "Provider Charity Number": "Provider Charity Number",
    "Provider ID": "Provider ID",
    "Provider Name": "Provider Name",
    PROVIDER_STARTED: PROVIDER_STARTED,
    "Provider - Postal Code": "Provider Postal Code",
}


def read_provider(cells: Cells) -> ProviderFacts | None:
    return hsca_active_locations.read_provider(_today(cells))


def read_site(cells: Cells) -> SiteRow:
    """Raises as the layout of today does."""
    return dataclasses.replace(hsca_active_locations.read_site(_today(cells)), ratings=())


def _today(cells: Cells) -> Cells:
    """The same cells, to be asked by the names of today."""
    places = {TODAY[header]: place for header, place in cells.columns.places.items() if header in TODAY}
    dates = {TODAY[header]: days for header, days in cells.dates.items()}
    columns = Columns(places, cells.columns.flags, cells.columns.width)
    return Cells(cells.row_number, cells.values, columns, dates)


FORMAT = Format(
    key="hsca-active-locations-2016",
    label="HSCA active locations of 2016 and 2017 (XLSX)",
    regulator="cqc",
    nation=Nation.ENGLAND,
    richness=1,
    identity=("Location ID", "Location Name"),
    required=(
        *TODAY,
        *flag_headers(ACTIVITY, vocabulary.REGULATED_ACTIVITIES[:1]),
        *flag_headers(SERVICE, ("Domiciliary care service",)),
        *flag_headers(BAND, ("Dementia",)),
    ),
    dates=(OLD_STARTED, PROVIDER_STARTED),
    flag_prefixes=(ACTIVITY, SERVICE, BAND),
    carries=hsca_active_locations.FORMAT.carries
    - {"is_dormant", "directorate", "uprn", "ods_code", "latitude", "longitude"},
    read_site=read_site,
    read_provider=read_provider,
    carries_groups=True,
)
