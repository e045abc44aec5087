"""Tables of the register: what regulators published, the same for every tenant."""

from __future__ import annotations

from portal.directory.models.imports import ImportRow, ImportRun, ImportStart
from portal.directory.models.providers import REGULATORS, SCHEMA, Provider, ProviderGroup
from portal.directory.models.sites import Rating, Site, SiteLineage

__all__ = [
    "REGULATORS",
    "SCHEMA",
    "ImportRow",
    "ImportRun",
    "ImportStart",
    "Provider",
    "ProviderGroup",
    "Rating",
    "Site",
    "SiteLineage",
]
