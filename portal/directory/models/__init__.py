"""Tables of the register: what regulators published, the same for every tenant."""

from __future__ import annotations

from portal.directory.models.imports import ImportCoverage, ImportMapping, ImportRow, ImportRun, ImportStart
from portal.directory.models.providers import (
    REGULATORS,
    SCHEMA,
    GroupDecision,
    GroupMember,
    Provider,
    ProviderGroup,
)
from portal.directory.models.review import ReviewDecision, ReviewItem
from portal.directory.models.sites import Rating, Site, SiteLineage
from portal.directory.models.sources import ProviderSource, SiteListing, SiteSource
from portal.directory.models.watching import AuthorityAlias, SiteManager, WatchedFile

__all__ = [
    "REGULATORS",
    "SCHEMA",
    "AuthorityAlias",
    "GroupDecision",
    "GroupMember",
    "ImportCoverage",
    "ImportMapping",
    "ImportRow",
    "ImportRun",
    "ImportStart",
    "Provider",
    "ProviderGroup",
    "ProviderSource",
    "Rating",
    "ReviewDecision",
    "ReviewItem",
    "Site",
    "SiteLineage",
    "SiteListing",
    "SiteManager",
    "SiteSource",
    "WatchedFile",
]
