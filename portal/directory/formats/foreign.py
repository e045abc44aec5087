"""Registers of other countries: told by columns that none of the United Kingdom has, and refused for what they are."""

from __future__ import annotations

from collections.abc import Iterable

from portal.directory.formats.layouts import header_key

# Any one of these headers says whose register it is.
COLUMNS = {
    "Ireland": ("HIQA Region", "CHO Area", "Centre ID (OSV)", "OSV Number", "Registered Provider (HIQA)"),
    "the United States": (
        "Federal Provider Number",
        "CMS Certification Number (CCN)",
        "Provider SSA County Code",
        "NPI",
    ),
    "Australia": ("RACS ID", "NAPS ID", "Aged Care Planning Region", "ABS Remoteness"),
    "New Zealand": ("DHB", "DHB Name", "Certification Legal Entity", "Premises Website"),
}
IRISH_POSTCODE = "eircode"
_COUNTRY = {header_key(header): country for country, headers in COLUMNS.items() for header in headers}


def country_of(headers: Iterable[str]) -> str | None:
    """The country whose register has these headers; None where no header gives one away."""
    for key in map(header_key, headers):
        if key in _COUNTRY:
            return _COUNTRY[key]
        if IRISH_POSTCODE in key.split():
            return "Ireland"
    return None
