"""Actions in words: the lines of a list or a plan, and the sentences of a history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from portal.accounts.queries import names_of
from portal.actions.models import ActionEntry
from portal.actions.rules import ASKER, COLUMNS, STATES, TO_WORK, days_late
from portal.core.uow import UnitOfWork

PORTION = 500
HEADINGS = (
    "Reference", "What", "Who", "By when", "First due", "Days late", "State", "Site", "About", "Evidence",
    "Evidence about", "Verified",
)  # fmt: skip
SAID = {
    "added": "set this action",
    "propose": "proposed this action",
    "accept": "accepted it",
    "decline": "declined it",
    "progress": "reported progress",
    "finish": "said that it is done",
    "verify": "verified it",
    "reopen": "sent it back",
    "give": "gave it to somebody else",
    "move": "changed the date",
    "cancel": "cancelled it",
}


class Line(NamedTuple):
    """One action of a list. `late` is whole days since it was due, 0 while there is time or it is done."""

    row: Any
    state: str
    colour: str
    who: str
    late: int


class Happening(NamedTuple):
    """One line of a history."""

    at: datetime
    sentence: str
    words: str | None
    due_on: date | None
    is_internal: bool


def lines(uow: UnitOfWork, rows: Iterable[Any]) -> list[Line]:
    """The rows with every word looked up."""
    kept = list(rows)
    people = {one for row in kept if (one := row.owner_id or row.done_by)}
    names = names_of(uow, people) if people else {}
    return [
        Line(
            row=row,
            state=STATES[row.status].label,
            colour=STATES[row.status].colour,
            who=row.peer_name if row.part == ASKER else names.get(row.owner_id or row.done_by, "Nobody yet"),
            late=days_late(row.due_on, uow.today) if row.status in TO_WORK else 0,
        )
        for row in kept
    ]


def columns(found: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """A board's columns with their actions."""
    return [(label, [one for one in found if one.row.status in states]) for label, states in COLUMNS]


def happenings(uow: UnitOfWork, entries: Sequence[ActionEntry]) -> list[Happening]:
    """A history in sentences; of the other organisation's people it says the role."""
    names = names_of(uow, {one.by for one in entries if one.by})
    return [
        Happening(
            at=one.at,
            sentence=f"{_who(one, names)} {SAID.get(one.step, one.step)}",
            words=one.words,
            due_on=one.due_on,
            is_internal=one.is_internal,
        )
        for one in entries
    ]


def plan_rows(uow: UnitOfWork, rows: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """The actions under `HEADINGS`, their people looked up a portion at a time."""
    left = iter(rows)
    while portion := list(islice(left, PORTION)):
        yield from map(plan_cells, lines(uow, portion))


def plan_cells(line: Line) -> tuple[Any, ...]:
    """One action under `HEADINGS`."""
    row = line.row
    return (
        row.reference, row.title, line.who, row.due_on, row.first_due_on, line.late or "", line.state, row.site_name,
        row.record_reference, row.evidence, row.evidence_on, row.verified_at,
    )  # fmt: skip


def _who(entry: ActionEntry, names: Any) -> str:
    if entry.by_peer:
        return f"{entry.by_peer} ({entry.by_role})"
    return str(names.get(entry.by, "Somebody"))
