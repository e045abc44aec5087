"""Entries of the trail in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

CLASSES: Mapping[str, str] = {
    "A": "Signing in",
    "C": "Change",
    "R": "Reading what is restricted",
    "D": "Disclosure",
    "P": "Permission",
    "X": "Export",
    "E": "Erasure",
    "S": "The portal itself",
}


@dataclass(frozen=True)
class Line:
    """One entry as the list shows it. `number` is None until the entry is sealed."""

    number: int | None
    at: datetime
    what: str
    label: str
    who: str | None
    reference: str | None
    is_erased: bool


def lines(rows: Iterable[Any]) -> list[Line]:
    """The rows of `entry_page` as lines."""
    return [
        Line(
            number=row.seq,
            at=row.at,
            what=row.act.replace(".", ": ").replace("_", " ").replace("-", " "),
            label=CLASSES[row.act_class],
            who=row.name,
            reference=row.reference,
            is_erased=row.is_erased,
        )
        for row in rows
    ]
