"""Counts that leave the house: whatever is so small that people could be recognised in it is hidden.

A count of one to four is hidden. Where what is shown would give a hidden count away (by its total, or because too few
are hidden together), larger counts are hidden with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FEWEST = 5  # the smallest count that is shown, but for none at all


@dataclass(frozen=True)
class CountRow:
    """One line: its label, its count (None: hidden), and the length of its bar from 0 to 1."""

    label: str
    count: int | None
    share: float

    @property
    def words(self) -> str:
        return "hidden" if self.count is None else f"{self.count:,}"


@dataclass(frozen=True)
class CountTable:
    """Lines and their total (None: hidden). `is_cut` says that something is hidden."""

    rows: tuple[CountRow, ...]
    total: int | None

    @property
    def is_cut(self) -> bool:
        return self.total is None or any(one.count is None for one in self.rows)

    @property
    def total_words(self) -> str:
        return "hidden" if self.total is None else f"{self.total:,}"

    def __bool__(self) -> bool:
        return bool(self.rows)


def count_table(counts: Iterable[tuple[str, int]], *, hide_small: bool) -> CountTable:
    """The lines of a table in the order given, with their total; every case stands in exactly one line."""
    found = list(counts)
    total = sum(count for _label, count in found)
    hidden = _hidden([count for _label, count in found]) if hide_small else frozenset()
    is_total_hidden = hide_small and (is_small(total) or 0 < total == len(hidden))
    if is_total_hidden:
        hidden = frozenset(range(len(found)))
    shown = [None if place in hidden else count for place, (_label, count) in enumerate(found)]
    longest = max((count for count in shown if count), default=1)
    rows = tuple(
        CountRow(label, count, (count or 0) / longest) for (label, _count), count in zip(found, shown, strict=True)
    )
    return CountTable(rows, None if is_total_hidden else total)


def is_small(count: int) -> bool:
    return 0 < count < FEWEST


def figure(count: int, *, hide_small: bool) -> str:
    """One count in words, by itself: `12`, or that it is fewer than five."""
    return f"fewer than {FEWEST}" if hide_small and is_small(count) else f"{count:,}"


def _hidden(counts: list[int]) -> frozenset[int]:
    """The places to hide: the small counts and, while what is shown would tell them, the next larger one."""
    by_size = sorted((count, place) for place, count in enumerate(counts) if count)
    hidden = [place for count, place in by_size if is_small(count)]
    for _count, place in by_size[len(hidden) :]:
        together = sum(counts[one] for one in hidden)
        # The total is shown: one alone is the difference, and as many as their sum are one each.
        if not hidden or (together >= FEWEST and 1 < len(hidden) < together):
            break
        hidden.append(place)
    return frozenset(hidden)
