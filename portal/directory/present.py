"""How the register's codes and changes read on a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from portal.directory.formats.phones import shown_phone
from portal.directory.formats.ratings import OVERALL, rating_label
from portal.directory.formats.registry import format_of
from portal.directory.grouping import CHARITY, COMPANY, NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FIELD_LABELS = {
    "name": "Name",
    "provider": "Provider",
    "listed": "Listed",
    "provider_name": "Provider’s name",
    "provider_companies_house": "Companies House number",
    "provider_charity_number": "Charity number",
    "provider_ownership": "Ownership",
    "provider_postcode": "Provider’s postcode",
    "provider_registered_on": "Provider registered on",
    "group_id": "Provider group",
    "also_known_as": "Also known as",
    "address_lines": "Address",
    "phone": "Telephone",
    "specialisms": "For whom",
    "is_adult_social_care": "Adult social care",
    "host_authority": "Local authority",
    "host_authority_code": "Local authority code",
    "is_care_home": "Care home",
    "is_dormant": "Dormant",
    "uprn": "UPRN",
    "ods_code": "ODS code",
    "page_url": "Regulator’s page",
}


SERVICES = (
    "Service", "Registration", "Provider", "Local authority", "Postcode", "Kinds of service", "Beds",
    "No longer listed since",
)  # fmt: skip


def service_line(row: Any) -> tuple[Any, ...]:
    """One service of the register under the headings of `SERVICES`."""
    return (
        row.name, row.regulator_id, row.provider_name, row.host_authority, row.postcode, "; ".join(row.service_types),
        row.beds, row.no_longer_listed_on,
    )  # fmt: skip


PROVIDERS = ("Provider", "Registration", "Nation", "Postcode", "No longer listed since")


def provider_line(row: Any) -> tuple[Any, ...]:
    """One provider of the register under the headings of `PROVIDERS`."""
    return row.name, row.regulator_id, row.nation, row.postcode, row.no_longer_listed_on


CHANGES = ("Site", "Registration", "Provider", "What changed")
ACTIONS = {"new": "New", "gone": "No longer listed"}


def change_line(row: Any) -> tuple[str, ...]:
    """What a register changed about one site, under the headings of `CHANGES`."""
    changes = [f"{one.label}: from {one.old} to {one.new}" for one in told_changes(row.changes)]
    told = [ACTIONS[row.action], *changes] if row.action in ACTIONS else changes
    return row.name, row.regulator_id, row.provider_name, "; ".join(told)


GROUPED = ("Group", "Why", "Provider", "Registration", "Nation")


def grouped_line(row: Any) -> tuple[Any, ...]:
    """One provider of a confirmed group under the headings of `GROUPED`."""
    why = evidence_label(row.source, row.source_id)
    return row.group_name, why, row.name, row.regulator_id, row.nation


@dataclass(frozen=True)
class ToldChange:
    """One change of a row, in words."""

    label: str
    old: str
    new: str


def evidence_label(source: str, source_id: str) -> str:
    """What providers of a group share, in words."""
    said = {
        COMPANY: "The same Companies House number, %s",
        CHARITY: "The same charity number, %s",
        NAME: "The same name",
    }
    words = said.get(source, "The same brand in the regulator’s file, %s")
    return words % source_id if "%s" in words else words


def source_label(key: str | None) -> str:
    """The published file a fact comes from, by its format."""
    try:
        return format_of(key or "").label
    except KeyError:
        return "Public register"


def told_changes(changes: Mapping[str, Any]) -> list[ToldChange]:
    """A staged row's `changes`, for people."""
    return list(_told(changes))


def web_link(published: str | None) -> str | None:
    """A web address a browser may follow, or None. The register's often lack the scheme."""
    if not published:
        return None
    address = published if "://" in published else f"https://{published}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    is_safe = parts.scheme in {"http", "https"} and "." in parts.netloc and " " not in address
    return address if is_safe else None


def _told(changes: Mapping[str, Any]) -> Iterator[ToldChange]:
    for rating in changes.get("ratings", ()):
        asked = (rating["service_group"], rating.get("domain", OVERALL).capitalize())
        of = ", ".join(one for one in asked if one.lower() != OVERALL)
        old = _rated(rating.get("old"), rating.get("old_on"))
        yield ToldChange(f"Rating ({of})" if of else "Rating", old, _rated(rating["new"], rating.get("new_on")))
    for field, pair in changes.items():
        if field != "ratings":
            label = FIELD_LABELS.get(field, field.replace("_", " ").capitalize())
            before, after = map(SHOWN[field], pair) if field in SHOWN else pair
            yield ToldChange(label, _as_text(before), _as_text(after))


def _number_shown(published: str | None) -> str | None:
    phone = shown_phone(published)
    return phone.number if phone else None


def _day_shown(published: str | None) -> str | None:
    if published is None:
        return None
    day = date.fromisoformat(published)
    return f"{day.day} {day:%b %Y}"


DAYS = ("registered_on", "last_checked_on", "ended_on", "provider_registered_on")
SHOWN = {"phone": _number_shown, **dict.fromkeys(DAYS, _day_shown)}


def _rated(code: str | None, published_on: str | None) -> str:
    label = rating_label(code)
    return f"{label} ({_day_shown(published_on)})" if published_on else label


def _as_text(value: Any) -> str:
    if value is None or value == []:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
