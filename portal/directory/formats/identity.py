"""What every row must say: which location, of which provider, under what name."""

from __future__ import annotations

import hashlib
import re

from portal.directory.formats.refusals import ReportedRowError
from portal.directory.keys import name_key

# Locations are numbered 1-… ; hospitals and dentists carry codes such as RT242.
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{1,29}")
MADE = "made-"


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


def made_id(*parts: str | None) -> str:
    """A number of our own for what its register gives none: the same parts always make the same one."""
    key = "|".join(name_key(part or "") for part in parts)
    return f"{MADE}{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def is_made(identifier: str) -> bool:
    return identifier.startswith(MADE)
