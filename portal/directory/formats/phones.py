"""Telephone numbers: kept as published, mended for display alone."""

from __future__ import annotations

from dataclasses import dataclass

# A British number has 10 or 11 digits with its leading 0, so 9 or 10 without.
LENGTHS_WITHOUT_ZERO = frozenset({9, 10})


@dataclass(frozen=True)
class ShownPhone:
    """A number as shown. `is_restored`: a spreadsheet had eaten the leading 0, and we put it back."""

    number: str
    is_restored: bool


def shown_phone(published: str | None) -> ShownPhone | None:
    """The number to show for what a file said; None when it said nothing."""
    if not published:
        return None
    digits = published.replace(" ", "")
    is_bare = digits.isascii() and digits.isdigit() and digits[0] != "0" and len(digits) in LENGTHS_WITHOUT_ZERO
    return ShownPhone(f"0{digits}", is_restored=True) if is_bare else ShownPhone(published, is_restored=False)
