"""Save what several people write about the same points at once: nobody overwrites what they have not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.errors import StaleRecordError
from portal.core.uow import UnitOfWork
from portal.replies.models import Notice, NoticePoint
from portal.replies.queries import points_held
from portal.replies.rules import mark_of

REPLY = ("stance", "reply_words", "reply_evidence", "reply_evidence_on")
DECISION = ("verdict", "reason", "corrected_words")


@dataclass(frozen=True)
class Entry:
    """What a person wrote about one point, and the mark of what stood there when they began."""

    values: Mapping[str, Any]
    made_from: str


class PointsChangedError(StaleRecordError):
    """Somebody else wrote about the same points in between; nothing was saved. `numbers` says which."""

    def __init__(self, numbers: Sequence[int]) -> None:
        which = ", ".join(str(one) for one in numbers)
        super().__init__(f"Somebody else wrote about point {which} while you did. Put both together, and save again.")
        self.numbers = frozenset(numbers)


def save_sheet(
    uow: UnitOfWork, notice: Notice, entries: Mapping[int, Entry], *, columns: Sequence[str], by: str
) -> list[int]:
    """Write the entries that were changed, and say which. What this person left alone stays as somebody else left it.

    Raises `PointsChangedError` when both changed the same point, to different words.
    """
    points = {one.number: one for one in points_held(uow, notice)}
    touched = {
        number: entry
        for number, entry in entries.items()
        if number in points and sheet_mark(entry.values, columns) != entry.made_from
    }
    clashing = [number for number, entry in touched.items() if _clashes(points[number], entry, columns)]
    if clashing:
        raise PointsChangedError(clashing)
    for number, entry in touched.items():
        point = points[number]
        for name in columns:
            setattr(point, name, entry.values.get(name) or None)
        setattr(point, by, uow.actor.user_id)
        point.row_version += 1
    return sorted(touched)


def sheet_mark(values: Mapping[str, Any], columns: Sequence[str]) -> str:
    return mark_of([values.get(name) for name in columns])


def point_mark(point: NoticePoint, columns: Sequence[str]) -> str:
    """The mark of how a point stands now."""
    return mark_of([getattr(point, name) for name in columns])


def _clashes(point: NoticePoint, entry: Entry, columns: Sequence[str]) -> bool:
    now = point_mark(point, columns)
    return now not in {entry.made_from, sheet_mark(entry.values, columns)}
