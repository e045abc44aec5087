"""CQC API records, one file or a folder of them, put into one table a `Format` can read.

Only the fields the register keeps are copied: names of managers and nominated individuals stay behind.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from portal.directory.formats.cqc_api import HEADER, INSPECTED, RECORD
from portal.directory.formats.refusals import RefusedFileError

MOST_RECORD_BYTES = 16 * 1024 * 1024
MOST_RECORDS = 250_000
LISTS = ("locations", "providers")
COPIED = ("locationId", "currentRatings", "historicRatings", "relationships")
SCALARS = (str, int, float)


def is_json(start: bytes) -> bool:
    return start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def write_records(paths: Iterable[Path], out: Path) -> None:
    """One line for each record in `paths`, and for each line of a list page whose record is not among them.

    Raises `RefusedFileError` naming the first file that is no record.
    """
    listed: dict[str, Mapping[str, Any]] = {}
    written: set[str] = set()
    with out.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(HEADER)
        for path in paths:
            for one in _objects(path):
                number = _number(one)
                if "organisationType" in one:
                    written.add(number)
                    table.writerow(_cells(one))
                else:
                    listed.setdefault(number, one)
                if len(written) + len(listed) > MOST_RECORDS:
                    raise RefusedFileError("These are more records than a register has.")
        for number, one in listed.items():
            if number not in written:
                table.writerow(_listed_cells(one))


def _objects(path: Path) -> Iterator[Mapping[str, Any]]:
    """A record itself, or the lines of a list page."""
    if path.stat().st_size > MOST_RECORD_BYTES:
        raise RefusedFileError(f"{path.name} is too large for a record.")
    try:
        read = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise RefusedFileError(f"{path.name} is not JSON, or breaks off.") from error
    for one in read if isinstance(read, list) else [read]:
        if not isinstance(one, dict):
            raise RefusedFileError(f"{path.name} is no record of CQC’s API.")
        pages = [one[name] for name in LISTS if isinstance(one.get(name), list)]
        lines = [line for page in pages for line in page] if pages and "organisationType" not in one else [one]
        for line in lines:
            if not isinstance(line, dict) or not _number(line):
                raise RefusedFileError(f"{path.name} is no record of CQC’s API: it has neither location nor provider.")
            yield line


def _number(one: Mapping[str, Any]) -> str:
    number = one.get("locationId") or one.get("providerId")
    return number if isinstance(number, str) else ""


def _listed_cells(one: Mapping[str, Any]) -> list[str]:
    name = one.get("locationName") or one.get("providerName") or ""
    kept = {"locationId": _number(one), "name": name, "postalCode": one.get("postalCode", "")}
    return [_text(kept.get(header, "")) for header in HEADER]


def _cells(one: Mapping[str, Any]) -> list[str]:
    primary = [each for each in _dicts(one, "inspectionCategories") if str(each.get("primary")).lower() == "true"]
    record = {
        **{name: one[name] for name in COPIED if name in one},
        "assessment": [_assessment(each) for each in _dicts(one, "assessment")],
        "serviceTypes": _names(one, "gacServiceTypes", "description"),
        "regulatedActivities": _names(one, "regulatedActivities", "name"),
        "specialisms": _names(one, "specialisms", "name"),
    }
    inspection = one.get("lastInspection")
    extra = {
        "inspectionCategory": primary[0].get("name", "") if primary else "",
        INSPECTED: inspection.get("date", "") if isinstance(inspection, dict) else "",
        RECORD: json.dumps(record),
    }
    return [_text(extra[header] if header in extra else one.get(header, "")) for header in HEADER]


def _assessment(one: Mapping[str, Any]) -> dict[str, Any]:
    """The grades without the pages of text around them."""
    ratings = one.get("ratings")
    groups = _dicts(ratings, "asgRatings") if isinstance(ratings, dict) else []
    return {
        "assessmentPlanPublishedDateTime": one.get("assessmentPlanPublishedDateTime"),
        "ratings": {
            "asgRatings": [
                {
                    "name": group.get("name"),
                    "rating": group.get("rating"),
                    "keyQuestionRatings": [
                        {"name": each.get("name"), "rating": each.get("rating")}
                        for each in _dicts(group, "keyQuestionRatings")
                    ],
                }
                for group in groups
            ]
        },
    }


def _names(one: Mapping[str, Any], key: str, name: str) -> list[str]:
    return [each[name] for each in _dicts(one, key) if isinstance(each.get(name), str)]


def _dicts(one: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = one.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _text(value: object) -> str:
    return str(value) if isinstance(value, SCALARS) else ""
