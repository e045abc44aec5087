"""Count every open clock of an organisation again after its calendar changed: few statements, however many clocks.

What moved keeps both dates, stands in the trail, and is told to those who own it. Counting again what did not change
changes nothing, so it may be done any number of times.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Uuid, any_, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from portal.accounts.permissions import MANAGER
from portal.accounts.queries import members
from portal.core.clock import london_day
from portal.core.db import Json
from portal.core.ids import new_id
from portal.core.nations import Nation
from portal.deadlines.models import Deadline, DeadlineExtension, DeadlinePause
from portal.deadlines.moving import moves_of
from portal.deadlines.next_dates import write_next_dates
from portal.deadlines.queries import calendar_for
from portal.deadlines.rules import WorkingOut, reads_calendar, work_out_moved
from portal.deadlines.rules.own_targets import adapted
from portal.notifications.services import tell
from portal.records.models import Record
from portal.trail.services import append_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from portal.core.uow import UnitOfWork
    from portal.deadlines.rules import Move
    from portal.declarations import DeadlineRule

RECOUNT = "deadlines.recount"
AT_ONCE = 1000
CALENDAR_CHANGED = "The calendar of working days changed"
# Many clocks share few answers, so each answer is sent once and each clock names its own by number.
WRITE = text(
    "UPDATE portal.deadline d SET due_on = n.due_on, due_at = n.due_at, working_out = n.working_out"
    " FROM (SELECT c.id, a.due_on, a.due_at, a.working_out"
    "  FROM jsonb_to_recordset(CAST(:clocks AS jsonb)) AS c(id uuid, k integer)"
    "  JOIN jsonb_to_recordset(CAST(:answers AS jsonb))"
    "   AS a(k integer, due_on date, due_at timestamptz, working_out jsonb) ON a.k = c.k) n"
    " WHERE d.tenant_id = :tenant AND d.id = n.id AND d.met_at IS NULL AND d.waived_at IS NULL"
)
KEEP = text(
    "INSERT INTO portal.deadline_recount"
    " (tenant_id, id, record_id, compartment, deadline_id, at, old_due_on, new_due_on, why)"
    " SELECT :tenant, m.id, m.record_id, m.compartment, m.deadline_id, :at, m.old_due_on, m.new_due_on, :why"
    " FROM jsonb_to_recordset(CAST(:moved AS jsonb)) AS m"
    " (id uuid, record_id uuid, compartment text, deadline_id uuid, old_due_on date, new_due_on date)"
)


Answer = tuple[WorkingOut, Json]


@dataclass(frozen=True)
class Moved:
    """A clock whose date moved, and the record it is about."""

    clock: Any
    worked: WorkingOut


def recount_clocks(uow: UnitOfWork, *, why: str = CALENDAR_CHANGED) -> int:
    """Work out again every clock that goes on and that the calendar can move. How many moved.

    `why` is what changed, as people will read it beside the two dates.
    """
    rules = {(one.code, one.valid_from): one for one in uow.plugins.installed_rules if reads_calendar(one)}
    clocks = _clocks(uow, {code for code, _since in rules})
    moves = _moves(uow)
    answers: dict[tuple[Any, ...], Answer] = {}
    rewritten: list[Moved] = []
    for clock in clocks:
        rule = rules.get((clock.rule_code, clock.rule_valid_from))
        if rule is not None:
            worked, stored = _worked(uow, adapted(rule, clock.own_number), clock, moves.get(clock.id, ()), answers)
            if stored != clock.working_out:
                rewritten.append(Moved(clock, worked))
    for some in _batches(rewritten):
        _write(uow, some)
    moved = [one for one in rewritten if one.worked.due_on != one.clock.due_on]
    for some in _batches(moved):
        _keep_both(uow, some, why)
    uow.session.expire_all()
    _tell_owners(uow, moved)
    return len(moved)


def _batches(moved: Sequence[Moved]) -> Iterator[Sequence[Moved]]:
    return (moved[first : first + AT_ONCE] for first in range(0, len(moved), AT_ONCE))


def _clocks(uow: UnitOfWork, codes: Iterable[str]) -> Sequence[Any]:
    """Clocks that go on, locked in one order, so that whoever changes one waits for its turn."""
    return uow.session.execute(
        select(
            Deadline.id,
            Deadline.record_id,
            Deadline.compartment,
            Deadline.rule_code,
            Deadline.rule_valid_from,
            Deadline.own_number,
            Deadline.nation,
            Deadline.started_at,
            Deadline.has_time,
            Deadline.due_on,
            Deadline.working_out,
        )
        .where(
            Deadline.met_at.is_(None),
            Deadline.waived_at.is_(None),
            Deadline.due_on.isnot(None),
            Deadline.rule_code.in_(sorted(codes)),
        )
        .order_by(Deadline.id)
        .with_for_update()
    ).all()


def _moves(uow: UnitOfWork) -> Mapping[UUID, Sequence[Move]]:
    """Pauses and extensions of clocks that go on, by clock."""
    found: defaultdict[UUID, list[Move]] = defaultdict(list)
    goes_on = select(Deadline.id).where(Deadline.met_at.is_(None), Deadline.waived_at.is_(None))
    for pause in uow.session.scalars(select(DeadlinePause).where(DeadlinePause.deadline_id.in_(goes_on))):
        found[pause.deadline_id] += moves_of([pause], [])
    for extension in uow.session.scalars(select(DeadlineExtension).where(DeadlineExtension.deadline_id.in_(goes_on))):
        found[extension.deadline_id] += moves_of([], [extension])
    return found


def _worked(
    uow: UnitOfWork, rule: DeadlineRule, clock: Any, moves: Sequence[Move], answers: dict[tuple[Any, ...], Answer]
) -> Answer:
    """Clocks of one rule that began on one day have one answer, unless something happened to them."""
    day = london_day(clock.started_at)
    key = (rule.code, rule.valid_from, clock.own_number, clock.nation, day)
    if key in answers and not moves:
        return answers[key]
    started = clock.started_at if clock.has_time and moves else day
    answer = _with_json(work_out_moved(rule, started, calendar_for(uow, Nation(clock.nation)), moves))
    return answer if moves else answers.setdefault(key, answer)


def _with_json(worked: WorkingOut) -> Answer:
    return worked, worked.to_json()


def _write(uow: UnitOfWork, rewritten: Sequence[Moved]) -> None:
    distinct = {id(one.worked): one.worked for one in rewritten}
    numbers = {key: number for number, key in enumerate(distinct)}
    answers = [
        {
            "k": numbers[key],
            "due_on": _text(worked.due_on),
            "due_at": _text(worked.due_at),
            "working_out": worked.to_json(),
        }
        for key, worked in distinct.items()
    ]
    clocks = [{"id": str(one.clock.id), "k": numbers[id(one.worked)]} for one in rewritten]
    uow.session.execute(WRITE, {"clocks": json.dumps(clocks), "answers": json.dumps(answers), "tenant": uow.tenant.id})


def _keep_both(uow: UnitOfWork, moved: Sequence[Moved], why: str) -> None:
    """Both dates, an entry of the trail for each, and the next date of each record."""
    rows = [
        {
            "id": str(new_id()),
            "record_id": str(one.clock.record_id),
            "compartment": one.clock.compartment,
            "deadline_id": str(one.clock.id),
            "old_due_on": _text(one.clock.due_on),
            "new_due_on": _text(one.worked.due_on),
        }
        for one in moved
    ]
    uow.session.execute(KEEP, {"tenant": uow.tenant.id, "at": uow.now, "why": why, "moved": json.dumps(rows)})
    append_entries(
        uow,
        "deadline.moved",
        [
            (
                one.clock.record_id,
                one.clock.compartment,
                {
                    "rule": one.clock.rule_code,
                    "old_due_on": _text(one.clock.due_on),
                    "new_due_on": _text(one.worked.due_on),
                },
            )
            for one in moved
        ],
    )
    write_next_dates(uow, {one.clock.record_id for one in moved})


def _tell_owners(uow: UnitOfWork, moved: Sequence[Moved]) -> None:
    """One mail for each person, about as many dates as are theirs."""
    theirs = _by_owner(uow, moved)
    for count in sorted(set(theirs.values())):
        people = sorted(person for person, many in theirs.items() if many == count)
        tell(uow, template="dates_moved", people=people, count=count)


def _by_owner(uow: UnitOfWork, moved: Sequence[Moved]) -> Mapping[UUID, int]:
    """How many of the moved clocks each owner has: managers who may work on the kind; without any, whoever may."""
    plugins: Any = uow.plugins
    registry = plugins.registry
    counts: defaultdict[tuple[str, str], int] = defaultdict(int)
    for kind, compartment in _kinds(uow, moved):
        counts[kind, compartment] += 1
    found: defaultdict[UUID, int] = defaultdict(int)
    people = members(uow) if counts else []
    for (kind, compartment), count in counts.items():
        declared = uow.plugins.installed_kind(kind)
        able = [
            one
            for one in people
            if declared
            and declared.write in registry.permissions_of(one.roles)
            and any(compartment in registry.roles[role].compartments for role in one.roles if role in registry.roles)
        ]
        for one in [one for one in able if MANAGER in one.roles] or able:
            found[one.user_id] += count
    return found


def _kinds(uow: UnitOfWork, moved: Sequence[Moved]) -> list[tuple[str, str]]:
    """The kind and the compartment of each moved clock's record."""
    wanted = list({one.clock.record_id for one in moved})
    rows = uow.session.execute(select(Record.id, Record.kind).where(Record.id == any_(literal(wanted, ARRAY(Uuid)))))
    kinds = {row.id: row.kind for row in rows}
    return [(kinds[one.clock.record_id], one.clock.compartment) for one in moved if one.clock.record_id in kinds]


def _text(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None
