"""Folded keys: what names and postcodes are matched and sorted by. What people read is never touched."""

from __future__ import annotations

from portal.core.folding import name_key

__all__ = ["after_prefix", "name_key", "postcode_key"]


def postcode_key(postcode: str) -> str:
    """Capital letters and digits alone: “gl4  4ph” gives “GL44PH”."""
    squeezed = postcode.upper().replace(" ", "")
    if squeezed.isascii() and squeezed.isalnum():
        return squeezed
    return "".join(one for one in squeezed if one.isascii() and one.isalnum())


def after_prefix(prefix: str) -> str:
    """The first key, byte by byte, after every key that begins with `prefix`, for a range of an index."""
    return prefix + "\U0010ffff"
