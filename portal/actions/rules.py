"""The life of an improvement action, who may take each step of it, and who is told when it is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.declarations import State

# Whose action it is: all our own; worked by us for another organisation; worked by them for us.
OWN, WORKER, ASKER = "own", "worker", "asker"

PROPOSED, DECLINED, OPEN, STARTED, REOPENED = "proposed", "declined", "open", "in_progress", "reopened"
DONE, VERIFIED, CANCELLED = "done", "verified", "cancelled"

STATES = {
    one.key: one
    for one in (
        State(PROPOSED, "Proposed", "purple"),
        State(OPEN, "To do", "blue"),
        State(REOPENED, "Sent back", "orange"),
        State(STARTED, "In progress", "yellow"),
        State(DONE, "Done, to be verified", "turquoise"),
        State(VERIFIED, "Verified", "green", is_open=False),
        State(DECLINED, "Declined", "grey", is_open=False),
        State(CANCELLED, "Cancelled", "grey", is_open=False),
    )
}
TO_WORK = (OPEN, REOPENED, STARTED)
OPEN_STATES = tuple(key for key, state in STATES.items() if state.is_open)
# A board's columns: what stands in each, in the order work moves.
COLUMNS = (("To do", (PROPOSED, OPEN, REOPENED)), ("In progress", (STARTED,)), ("Done, to be verified", (DONE,)))

TOLD_MANAGERS_AFTER, TOLD_ASKER_AFTER = 7, 14
REMINDED_BEFORE = (14, 3, 0)
A_WEEK = 7


@dataclass(frozen=True)
class Step:
    """One step: from which states, to which (None: it stays), and by whose part of a shared action."""

    key: str
    label: str
    from_states: tuple[str, ...]
    to_state: str | None
    parts: frozenset[str]


WORKS, JUDGES = frozenset({OWN, WORKER}), frozenset({OWN, ASKER})

STEPS = {
    one.key: one
    for one in (
        Step("accept", "Accept", (PROPOSED,), OPEN, frozenset({WORKER})),
        Step("decline", "Decline", (PROPOSED,), DECLINED, frozenset({WORKER})),
        Step("progress", "Report progress", TO_WORK, STARTED, WORKS),
        Step("finish", "Say that it is done", TO_WORK, DONE, WORKS),
        Step("verify", "Verify", (DONE,), VERIFIED, JUDGES),
        Step("reopen", "Send back", (DONE, VERIFIED), REOPENED, JUDGES),
        Step("give", "Give to somebody else", TO_WORK, None, WORKS),
        Step("move", "Change the date", (PROPOSED, *TO_WORK), None, JUDGES),
        Step("cancel", "Cancel", (PROPOSED, *TO_WORK, DONE), CANCELLED, JUDGES),
    )
}


def fits(step: Step, *, status: str, part: str, is_live: bool) -> bool:
    """Whether the step can be taken now. With the link gone, what another organisation judged is ours to close."""
    plays = {part} if is_live or part == OWN else {part, OWN}
    return status in step.from_states and bool(step.parts & plays)


def days_late(due_on: date, today: date) -> int:
    """Whole days since the day it was due; 0 up to and on that day."""
    return max((today - due_on).days, 0)


def is_told_today(days: int) -> bool:
    """Whether an action this many days late is told of today: on the first day, then every week."""
    return days == 1 or (days > 0 and days % A_WEEK == 0)


def told_when_late(days: int) -> tuple[str, ...]:
    """Who hears of an action this many days late: first whoever has it, then the managers, then who asked for it."""
    if days < 1:
        return ()
    heard = ["owner"]
    if days >= TOLD_MANAGERS_AFTER:
        heard.append("managers")
    if days >= TOLD_ASKER_AFTER:
        heard.append("asker")
    return tuple(heard)
