"""Where a service is, as columns of the register: the same in every layout, whatever its headers are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.directory.formats.authorities import current_code, find_authority
from portal.directory.formats.authority_codes import USUAL_NAMES
from portal.directory.keys import postcode_key

if TYPE_CHECKING:
    from collections.abc import Iterable


def address_columns(lines: Iterable[str | None], postcode: str | None) -> dict[str, Any]:
    """The lines that are there, the postcode as it was written, and as it is looked up."""
    return {
        "address_lines": [line for line in lines if line],
        "postcode": postcode,
        "postcode_key": postcode_key(postcode) if postcode else None,
    }


def authority_columns(words: str | None) -> dict[str, str | None]:
    """The authority these words name, by its own name and code; nothing where the register names none we know."""
    authority = find_authority(words)
    return {
        "host_authority": authority.name if authority else None,
        "host_authority_code": authority.code if authority else None,
    }


def authority_of(code: str) -> dict[str, str | None]:
    """The same columns for an authority's code, of whatever year."""
    current = current_code(code)
    return {"host_authority": USUAL_NAMES[current], "host_authority_code": current}
