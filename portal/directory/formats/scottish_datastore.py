"""The Care Inspectorate's monthly datastore (CSV, Windows-1252): Scotland's care services with their grades.

Names of columns changed over the years and some carry the financial year; only those that do not are read.
Children's services and services whose address is withheld are not kept. E-mail addresses are never asked for, managers
only where an installation keeps names.
"""

from __future__ import annotations

import re

from portal.core.nations import Nation
from portal.directory.formats.identity import name_of, provider_id_of
from portal.directory.formats.layouts import Format
from portal.directory.formats.place import address_columns, authority_columns
from portal.directory.formats.ratings import OVERALL, SCOTTISH
from portal.directory.formats.refusals import OutOfScopeError, ReportedRowError
from portal.directory.formats.rows import Cells, ProviderFacts, RatingFacts, SiteRow

NUMBER = "CSNumber"
KIND = "CareService"
REGISTERED = "DateReg"
MANAGER = "Manager_Name"
GRADED = "Publication_of_Latest_Grading"
INSPECTED = "Last_inspection_Date"
SERVICE_NUMBER = re.compile(r"CS\d{10}")
ADDRESS = ("Address_line_1", "Address_line_2", "Address_line_3", "Address_line_4", "Service_town")
CHILDREN = "children"
DOMAINS = {
    "KQ_Support_Wellbeing": "wellbeing",
    "KQ_Care_and_Support_Planning": "planning",
    "KQ_Setting": "setting",
    "KQ_Staff_Team": "staff team",
    "KQ_Leadership": "leadership",
}
# The regulator's kinds in the words the register uses; the others stay as published.
SERVICES = {
    "Care Home Service": "Care home service",
    "Housing Support Service": "Housing support service",
    "Adult Placement Service": "Shared Lives",
}


def read_provider(cells: Cells) -> ProviderFacts | None:
    identifier = cells.text("SP_number")
    if identifier is None:
        return None
    return ProviderFacts(identifier, name=cells.exact("ServiceProvider"), ownership=cells.text("ServiceType"))


def read_site(cells: Cells) -> SiteRow:
    """Raises `OutOfScopeError` for what is not adult care, `ReportedRowError` for a row without its numbers."""
    _refuse_children(cells)
    number = cells.text(NUMBER)
    if number is None or not SERVICE_NUMBER.fullmatch(number):
        raise ReportedRowError(f"“{number or ''}” is not a service number.")
    council = cells.text("Council_Area_Name")
    kind = cells.text(KIND)
    is_care_home = kind == "Care Home Service"
    people = cells.several("Care_Home_All_Areas_of_Provision", ",") or cells.several("Subtype", ",")
    return SiteRow(
        row_number=cells.row_number,
        regulator_id=number,
        name=name_of(cells.exact("ServiceName")),
        provider=ProviderFacts(provider_id_of(cells.text("SP_number"))),
        site={
            **address_columns((cells.text(header) for header in ADDRESS), cells.text("Service_Postcode")),
            "phone": cells.text("Service_Phone_Number"),
            **authority_columns(council),
            "is_care_home": is_care_home,
            "beds": cells.count("TotalBeds") if is_care_home else None,
            "is_dormant": cells.text("ServiceStatus") == "Inactive",
            "service_types": [SERVICES.get(kind, kind)] if kind else [],
            "specialisms": sorted(people),
            "sector": cells.text("ServiceType"),
            "uprn": cells.text("ChopUPRN"),
            "registered_on": cells.date(REGISTERED),
            "last_checked_on": cells.date(INSPECTED),
            "is_adult_social_care": True,
        },
        ratings=_ratings(cells),
    )


def _refuse_children(cells: Cells) -> None:
    if (cells.text("Client_group") or "").lower() == CHILDREN:
        raise OutOfScopeError("A children’s service: not kept.")
    if (cells.text("PublicList") or "").lower() == "no":
        raise OutOfScopeError("Its regulator withholds the address: not kept.")


def _ratings(cells: Cells) -> list[RatingFacts]:
    """A grade for each key question; overall the lowest of them, as the regulator publishes no other."""
    graded = cells.date(GRADED)
    ratings = []
    for header, domain in {"MinGrade": OVERALL, **DOMAINS}.items():
        words = cells.text(header)
        if words and words in SCOTTISH:
            ratings.append(RatingFacts(SCOTTISH[words], words, graded, domain=domain))
    return ratings


FORMAT = Format(
    key="care-inspectorate-datastore",
    label="Care Inspectorate datastore (CSV)",
    regulator="care-inspectorate",
    nation=Nation.SCOTLAND,
    richness=2,
    identity=(NUMBER, "ServiceName"),
    required=(
        NUMBER,
        KIND,
        "ServiceName",
        "SP_number",
        "ServiceProvider",
        "Client_group",
        "Service_Postcode",
        "Council_Area_Name",
        "ServiceStatus",
    ),
    optional=(
        *ADDRESS,
        *("Subtype", "ServiceType", "ChopUPRN", "Service_Phone_Number", REGISTERED, "TotalBeds", "PublicList"),
        *("Care_Home_All_Areas_of_Provision", "MinGrade", GRADED, INSPECTED, *DOMAINS, MANAGER),
    ),
    aliases={
        NUMBER: ("CaseNumber",),
        KIND: ("Care Service", "Care_Service"),
        "ServiceProvider": ("Service_Provider",),
        "ServiceType": ("Service Type",),
        "ServiceName": ("Service_Name",),
        "Client_group": ("Client_Group", "ClientGroup"),
        MANAGER: ("ManagerName",),
    },
    dates=(REGISTERED, GRADED, INSPECTED),
    carries=frozenset(
        {
            *("address_lines", "postcode", "postcode_key", "phone", "host_authority", "host_authority_code"),
            *("is_care_home", "beds", "is_dormant", "service_types", "specialisms", "sector", "uprn"),
            *("registered_on", "last_checked_on", "is_adult_social_care"),
        }
    ),
    read_site=read_site,
    read_provider=read_provider,
    carries_ratings=True,
    manager=MANAGER,
)
