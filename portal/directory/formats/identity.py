"""What every row must say: which location, of which provider, under what name."""

from __future__ import annotations

import re

from portal.directory.formats.refusals import ReportedRowError

# Locations are numbered 1-… ; hospitals and dentists carry codes such as RT242.
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{1,29}")


def location_of(published: str | None) -> str:
    if published is None:
        raise ReportedRowError("The row has no location ID.")
    if not IDENTIFIER.fullmatch(published):
        raise ReportedRowError(f"“{published[:40]}” is not a location ID.")
    return published


def provider_id_of(published: str | None) -> str:
    if published is None:
        raise ReportedRowError("The row has no provider ID.")
    if not IDENTIFIER.fullmatch(published):
        raise ReportedRowError(f"“{published[:40]}” is not a provider ID.")
    return published


def name_of(published: str | None) -> str:
    if published is None:
        raise ReportedRowError("The row has no name.")
    return published
