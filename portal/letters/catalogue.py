"""The letters every organisation begins with. Changing one makes a version of the organisation's own.

Each stands in `shipped/<key>.txt`: its name in the first line, its words from the third on.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SHIPPED_WORDS = Path(__file__).parent / "shipped"
IN_ORDER = ("acknowledgement", "delay", "question", "meeting", "outcome")


@dataclass(frozen=True)
class ShippedTemplate:
    """A letter as it is shipped: version 0 of its key."""

    key: str
    name: str
    body: str


def _shipped(key: str) -> ShippedTemplate:
    name, _, body = (SHIPPED_WORDS / f"{key}.txt").read_text(encoding="utf-8").partition("\n")
    return ShippedTemplate(key, name.strip(), body.strip())


SHIPPED = tuple(map(_shipped, IN_ORDER))
BY_KEY = {one.key: one for one in SHIPPED}
