"""How an adult is named where a record may be read by many: by initials, never in full."""

from __future__ import annotations


def initials(name: str) -> str:
    """The first letters of each part of a name: "Joan Mary Sims" is "J.M.S."; nothing of nothing."""
    return "".join(f"{part[0].upper()}." for part in name.split())
