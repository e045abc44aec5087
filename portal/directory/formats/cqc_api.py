"""CQC's API: a location or provider record, a list page, or a folder of them, laid out as one table by `api_records`.

Since 2024 a newly assessed home is rated in its assessment and no longer in its current ratings: the later of
the two counts, and the other is history.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from portal.core.nations import Nation
from portal.directory.formats import vocabulary
from portal.directory.formats.authorities import usual_region
from portal.directory.formats.identity import location_of, name_of, provider_id_of
from portal.directory.formats.layouts import Format
from portal.directory.formats.place import address_columns, authority_columns
from portal.directory.formats.ratings import OVERALL, rating_code
from portal.directory.formats.refusals import ReportedRowError
from portal.directory.formats.rows import Cells, Predecessor, ProviderFacts, ProviderRow, RatingFacts, SiteRow

STARTED = "registrationDate"
ENDED = "deregistrationDate"
INSPECTED = "lastInspectionDate"
RECORD = "record"
ADDRESS = ("postalAddressLine1", "postalAddressLine2", "postalAddressTownCity", "postalAddressCounty")
PLAIN = {
    "mainPhoneNumber": "phone",
    "website": "website",
    "type": "sector",
    "inspectionDirectorate": "directorate",
    "inspectionCategory": "inspection_category",
    "uprn": "uprn",
    "odsCode": "ods_code",
    "onspdLatitude": "latitude",
    "onspdLongitude": "longitude",
}
UNSPECIFIED = "Unspecified"
PREDECESSOR = "HSCA Predecessor"
LISTED_ALONE = "A list page names it, and its record is not here: fetch the record as well."
# One table of these columns is made of the records; lists stand in `RECORD` as JSON.
HEADER = (
    *("organisationType", "locationId", "providerId", "name", "alsoKnownAs", "registrationStatus", STARTED, ENDED),
    *(*ADDRESS, "postalCode", "localAuthority", "region", "careHome", "dormancy", "numberOfBeds", *PLAIN),
    *("companiesHouseNumber", "charityNumber", "ownershipType", "brandId", "brandName", INSPECTED, RECORD),
)


def read_provider(cells: Cells) -> ProviderFacts | None:
    identifier = cells.text("providerId")
    if identifier is None:
        return None
    brand = cells.text("brandId")
    brand_name = (cells.text("brandName") or brand) if brand else None
    if cells.text("organisationType") != "Provider":
        return ProviderFacts(identifier, group_id=brand, group_name=brand_name)
    return ProviderFacts(
        identifier,
        name=cells.exact("name"),
        companies_house=cells.text("companiesHouseNumber"),
        charity_number=cells.text("charityNumber"),
        ownership=cells.text("ownershipType"),
        postcode=cells.text("postalCode"),
        registered_on=cells.date(STARTED),
        group_id=brand,
        group_name=brand_name,
    )


def read_site(cells: Cells) -> SiteRow | ProviderRow:
    """Raises `ReportedRowError` for a line of a list page without its record, or without its numbers."""
    kind = cells.text("organisationType")
    if kind == "Provider":
        return ProviderRow(cells.row_number, ProviderFacts(provider_id_of(cells.text("providerId"))))
    if kind != "Location":
        raise ReportedRowError(LISTED_ALONE)
    record = json.loads(cells.text(RECORD) or "{}")
    return SiteRow(
        row_number=cells.row_number,
        regulator_id=location_of(cells.text("locationId")),
        name=name_of(cells.exact("name")),
        provider=ProviderFacts(provider_id_of(cells.text("providerId"))),
        site=_site(cells, record),
        ratings=tuple(_ratings(record)),
        predecessors=tuple(
            Predecessor(one["relatedLocationId"], one.get("reason"))
            for one in record.get("relationships", ())
            if one.get("type") == PREDECESSOR and one.get("relatedLocationId")
        ),
    )


def _site(cells: Cells, record: Mapping[str, Any]) -> dict[str, Any]:
    plain = {column: cells.text(header) for header, column in PLAIN.items()}
    if plain["directorate"] == UNSPECIFIED:
        plain["directorate"] = None
    is_closed = cells.text("registrationStatus") == "Deregistered"
    if is_closed and cells.date(ENDED) is None:
        raise ReportedRowError("The registration has ended, and the record does not say when.")
    return {
        **plain,
        "also_known_as": cells.exact("alsoKnownAs"),
        **address_columns((cells.text(header) for header in ADDRESS), cells.text("postalCode")),
        **authority_columns(cells.text("localAuthority")),
        "region": usual_region(cells.text("region")),
        "beds": cells.count("numberOfBeds"),
        "is_care_home": cells.yes_no("careHome"),
        "is_dormant": cells.yes_no("dormancy"),
        "service_types": vocabulary.service_types(record.get("serviceTypes", ())),
        "regulated_activities": sorted(record.get("regulatedActivities", ())),
        "specialisms": vocabulary.specialisms(record.get("specialisms", ())),
        "registered_on": cells.date(STARTED),
        "last_checked_on": cells.date(INSPECTED),
        "ended_on": cells.date(ENDED) if is_closed else None,
    }


def _ratings(record: Mapping[str, Any]) -> Iterator[RatingFacts]:
    own = record.get("locationId")
    current = record.get("currentRatings") or {}
    assessed = list(_assessed(record))
    reported_on = _day((current.get("overall") or {}).get("reportDate") or current.get("reportDate"))
    assessed_on = max((one[0] for one in assessed if one[0]), default=None)
    is_later = assessed_on is not None and (reported_on is None or assessed_on > reported_on)
    yield from _block(current, own, is_history=is_later)
    for published_on, group, rating in assessed:
        yield from _questions(rating, published_on, group, is_history=not is_later)
        if len({one[1] for one in assessed}) == 1:
            # A location with one kind of service is rated as that service is.
            yield from _questions(rating, published_on, OVERALL, is_history=not is_later)
    for past in record.get("historicRatings") or ():
        yield from _block(past, own, is_history=True)


def _block(block: Mapping[str, Any], own: str | None, *, is_history: bool) -> Iterator[RatingFacts]:
    """The rating of the whole and of each service in it."""
    earned_by = block.get("organisationId")
    inherited_from = earned_by if earned_by and earned_by != own else None
    day = block.get("reportDate")
    overall = block.get("overall")
    for group, rating in ((OVERALL, overall), *((one.get("name"), one) for one in block.get("serviceRatings") or ())):
        if rating and group:
            source = rating.get("organisationId")
            inherited = source if source and source != own else inherited_from
            published_on = _day(rating.get("reportDate") or day)
            yield from _questions(rating, published_on, group, is_history=is_history, inherited_from=inherited)


def _assessed(record: Mapping[str, Any]) -> Iterator[tuple[date | None, str, Mapping[str, Any]]]:
    for one in record.get("assessment") or ():
        published_on = _day(one.get("assessmentPlanPublishedDateTime"))
        for rating in (one.get("ratings") or {}).get("asgRatings") or ():
            if rating.get("name"):
                yield published_on, rating["name"], rating


def _questions(
    rating: Mapping[str, Any],
    published_on: date | None,
    group: str,
    *,
    is_history: bool,
    inherited_from: str | None = None,
) -> Iterator[RatingFacts]:
    """The overall rating and that of each key question, by its name: their order varies."""
    questions = rating.get("keyQuestionRatings") or ()
    for domain, words in (
        (OVERALL, rating.get("rating")),
        *((one.get("name"), one.get("rating")) for one in questions),
    ):
        if domain and words:
            yield RatingFacts(
                rating=rating_code(words),
                words=words,
                published_on=published_on,
                is_inherited=inherited_from is not None,
                service_group=group,
                domain=domain.lower(),
                is_history=is_history,
                inherited_from=inherited_from,
            )


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


FORMAT = Format(
    key="cqc-api",
    label="CQC API records (JSON)",
    regulator="cqc",
    nation=Nation.ENGLAND,
    richness=3,
    identity=("locationId", "name"),
    required=HEADER,
    dates=(STARTED, ENDED, INSPECTED),
    carries=frozenset(
        {
            *PLAIN.values(),
            *("also_known_as", "address_lines", "postcode", "postcode_key", "host_authority", "host_authority_code"),
            *("region", "beds", "is_care_home", "is_dormant", "service_types", "regulated_activities", "specialisms"),
            *("registered_on", "last_checked_on", "ended_on"),
        }
    ),
    read_site=read_site,
    read_provider=read_provider,
    carries_groups=True,
    carries_ratings=True,
    lists_sites=False,
)
