"""Invented registers in the other published layouts: latest ratings, download tool, Scotland, API records."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from portal.directory.formats import (
    cqc_download_addresses,
    cqc_download_tool,
    cqc_latest_ratings,
    deactivated_locations,
    scottish_datastore,
)

if TYPE_CHECKING:
    from pathlib import Path

RATINGS_HEADER = list(cqc_latest_ratings.FORMAT.required)
TOOL_HEADER = [*cqc_download_tool.FORMAT.required, "Registered manager", "Publication Date"]
ADDRESSES_HEADER = list(cqc_download_addresses.FORMAT.required)
DEACTIVATED_HEADER = list(deactivated_locations.FORMAT.required)
SCOTTISH_HEADER = [
    *scottish_datastore.FORMAT.required,
    *scottish_datastore.FORMAT.optional,
    *("Manager_Name", "Eforms_email_address", "Complaints_upheld_2526"),
]
MANAGER = "Invented, Manager, Ms"


def write_table(
    path: Path, header: Sequence[str], rows: Iterable[Mapping[str, str]], *, encoding: str = "utf-8", end: str = "\n"
) -> Path:
    with path.open("w", newline="", encoding=encoding) as file:
        out = csv.writer(file, lineterminator=end)
        out.writerow(header)
        out.writerows([row.get(one, "") for one in header] for row in rows)
    return path


def rating_row(number: int, domain: str = "Overall", **changes: str) -> dict[str, str]:
    row = {
        "Location ID": f"1-{number:09d}",
        "Location Name": f"Rosewood House {number}",
        "Care Home?": "Y",
        "Location Type": "Social Care Org",
        "Location City": "Northshire Town",
        "Location Post Code": f"NS{number % 90 + 10} 1AA",
        "Location Local Authority": "Oldham",
        "Location Region": "North West",
        "Service / Population Group": "Overall",
        "Domain": domain,
        "Latest Rating": "Good",
        "Publication Date": "14/07/2022",
        "Inherited Rating (Y/N)": "N",
        "Provider ID": "1-900000001",
        "Provider Name": "Rosewood Care Limited",
        "Brand ID": "-",
        "Brand Name": "-",
    }
    return {**row, **changes}


def tool_row(number: int, **changes: str) -> dict[str, str]:
    row = {
        "Location Name": f"Rosewood House {number}",
        "Location ID": f"1-{number:09d}",
        "Registered manager": MANAGER,
        "Location Local Authority": "Oldham",
        "Location ADASS Region": "North West (ADASS Region)",
        "Service Types": "Care home service without nursing",
        "Care homes beds": "9",
        "Location HSCA start date": "2013-06-04",
        "Publication Date": "6/4/2013 12:00:00 AM",
        "Dormant": "N",
        "Location Latest Overall Rating": "Requires Improvement",
        "Location safe rating": "Good",
        "Service users supported": "Dementia, Physical disabilities",
        "Provider Name": "Rosewood Care Limited",
        "Provider ID": "1-900000001",
        "Provider HSCA start date": "10/1/2010 12:00:00 AM",
        "Provider Companies House Number": "15756430    ",
    }
    return {**row, **changes}


def address_row(number: int, **changes: str) -> dict[str, str]:
    row = {
        "Name": f"Rosewood House {number}",
        "Address 1": f"{number} Harbour Street",
        "Town/City": "Northshire Town",
        "Postcode": f"NS{number % 90 + 10} 1AA",
        "CQC Provider ID (for office use only)": "1-900000001",
        "CQC Location ID (for office use only)": f"1-{number:09d}",
        "Local authority": "Oldham",
        "Region": "Yorkshire & Humberside",
        "Report publication date": "2023-05-03T00:00:00Z",
        "URL": f"https://www.cqc.org.uk/location/1-{number:09d}",
        "Service types": "Residential homes,Residential homes",
        "Provider name": "Rosewood Care Limited",
    }
    return {**row, **changes}


def provider_row(number: int, **changes: str) -> dict[str, str]:
    """A provider among the locations of the split-address form."""
    identifier = f"1-9{number:08d}"
    row = address_row(number, **{"CQC Location ID (for office use only)": "", "Service types": "Partnership"})
    row |= {
        "Name": f"Elm Care {number}",
        "Provider name": f"Elm Care {number}",
        "CQC Provider ID (for office use only)": identifier,
        "URL": f"https://www.cqc.org.uk/provider/{identifier}",
    }
    return {**row, **changes}


def deactivated_row(number: int, **changes: str) -> dict[str, str]:
    row = {
        "Location ID": f"1-{number:09d}",
        "Location Name": f"Rosewood House {number}",
        "Location Status": "Deactivated",
        "Location HSCA start date": "2011-01-20",
        "Location HSCA End Date": "2026-02-14",
        "Care home?": "Y",
        "Location Type/Sector": "Social Care Org",
        "Location Local Authority": "Oldham",
        "Location Postal Code": f"NS{number % 90 + 10} 1AA",
        "Location Latest Overall Rating": "Good",
        "Publication Date": "2022-06-09",
        "Inherited Rating (Y/N)": "N",
    }
    return {**row, **changes}


def scottish_row(number: int, **changes: str) -> dict[str, str]:
    row = {
        "CSNumber": f"CS{2003000000 + number}",
        "CareService": "Care Home Service",
        "ServiceName": f"Glen Rosewood {number}",
        "SP_number": "SP2004000001",
        "ServiceProvider": "Rosewood Alba",
        "Client_group": "Adults",
        "PublicList": "Yes",
        "Service_Postcode": "G82  5PN",
        "Council_Area_Name": "Highland",
        "ServiceStatus": "Active",
        "DateReg": "01/04/2002",
        "TotalBeds": "40",
        "MinGrade": "3",
        "Publication_of_Latest_Grading": "24/07/2023",
        "KQ_Support_Wellbeing": "4",
        "KQ_Leadership": "3",
        "Manager_Name": MANAGER,
        "Eforms_email_address": "invented@example.org",
    }
    return {**row, **changes}


def location_record(number: int, **changes: Any) -> dict[str, Any]:
    """A record of the API: a registered care home, rated in 2019."""
    record = {
        "locationId": f"1-{number:09d}",
        "providerId": "1-900000001",
        "organisationType": "Location",
        "type": "Social Care Org",
        "name": f"Rosewood House {number}",
        "registrationStatus": "Registered",
        "registrationDate": "2011-01-20",
        "careHome": "Y",
        "dormancy": "N",
        "numberOfBeds": 22,
        "localAuthority": "Oldham",
        "region": "North West",
        "postalAddressLine1": f"{number} Harbour Street",
        "postalCode": f"NS{number % 90 + 10} 1AA",
        "inspectionDirectorate": "Adult social care",
        "inspectionCategories": [{"code": "S1", "name": "Residential social care", "primary": "true"}],
        "regulatedActivities": [{"name": "Personal care", "contacts": [{"personFamilyName": "Invented"}]}],
        "gacServiceTypes": [{"name": "Residential homes", "description": "Care home service without nursing"}],
        "specialisms": [{"name": "Dementia"}],
        "relationships": [],
        "currentRatings": rated("Good", "2019-07-17"),
    }
    return {key: value for key, value in {**record, **changes}.items() if value is not None}


def provider_record(number: int = 1, **changes: Any) -> dict[str, Any]:
    record = {
        "providerId": f"1-90000000{number}",
        "organisationType": "Provider",
        "name": "Rosewood Care Limited",
        "registrationStatus": "Registered",
        "registrationDate": "2010-10-01",
        "ownershipType": "Organisation",
        "companiesHouseNumber": "03841476",
    }
    return {**record, **changes}


def rated(words: str, day: str, **changes: Any) -> dict[str, Any]:
    """A block of ratings; the key questions in CQC's own odd order."""
    questions = [{"name": name, "rating": words} for name in ("Safe", "Well-led", "Caring", "Responsive", "Effective")]
    return {"overall": {"rating": words, "keyQuestionRatings": questions, **changes}, "reportDate": day}


def assessed(words: str, day: str, group: str = "Care Homes") -> list[dict[str, Any]]:
    rating = {"name": group, "rating": words, "keyQuestionRatings": [{"name": "Safe", "rating": words}]}
    return [{"assessmentPlanPublishedDateTime": f"{day} 15:19:48", "ratings": {"asgRatings": [rating]}}]


def write_records(folder: Path, *records: Mapping[str, Any]) -> Path:
    for record in records:
        kind = "locations" if record["organisationType"] == "Location" else "providers"
        path = folder / kind / f"{record.get('locationId') or record['providerId']}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(record), encoding="utf-8")
    return folder
