"""Which sites are adult social care: by the regulator's type or directorate, else by what they offer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SECTOR = "Social Care Org"
DIRECTORATE = "Adult social care"
SERVICES = frozenset(
    {
        "Care home service with nursing",
        "Care home service without nursing",
        "Domiciliary care service",
        "Extra Care housing services",
        "Shared Lives",
        "Specialist college service",
        "Supported living service",
    }
)


def is_adult_social_care(site: Mapping[str, Any]) -> bool | None:
    """None when nothing is said. The type comes first: a closed registration's directorate is often “Unspecified”."""
    if site.get("sector"):
        return bool(site["sector"] == SECTOR)
    if site.get("directorate"):
        return bool(site["directorate"] == DIRECTORATE)
    if site.get("service_types"):
        return not SERVICES.isdisjoint(site["service_types"])
    return None
