"""A choice people are offered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """One choice, with the words that explain it beside it."""

    value: str
    label: str
    hint: str = ""
