"""Remind people of what they owe, step by step, and tell the role above once it is overdue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from portal.accounts.models import Membership
from portal.accounts.permissions import ADMINISTRATOR, MANAGER
from portal.accounts.queries import members
from portal.core.clock import london_day
from portal.core.ids import new_id
from portal.core.uow import UnitOfWork
from portal.deadlines.models import Deadline, ours_and_running
from portal.declarations import Binding
from portal.diary.models import DeadlineReminder
from portal.diary.rules import COUNTDOWN, Rung, Step, ladder, prompt_ladder, reached
from portal.notifications.services import tell
from portal.records.models import Record, RecordAdmission

MOST_REFERENCES = 20
# The paragraphs of the mail, and the steps each is about.
PARAGRAPHS = {
    "escalated": frozenset({Step.TO_MANAGERS}),
    "overdue": frozenset({Step.OVERDUE}),
    "today": frozenset({Step.DUE}),
    "prompt": frozenset({Step.PROMPT}),
    "ahead": frozenset(COUNTDOWN),
}


@dataclass(frozen=True)
class Notice:
    """One step of one clock, to be told today."""

    deadline_id: UUID
    record_id: UUID
    compartment: str
    kind: str
    reference: str
    acts_by: datetime
    step: Step


def remind(uow: UnitOfWork, slot: datetime) -> None:
    """Tell everybody concerned what the day of `slot` asks for, each of them by one mail with counts and references.

    A step that was told is not told again, unless the moment it counts down to has moved.
    """
    notices = list(_untold(uow, london_day(slot)))
    if notices:
        _note(uow, notices)
        audience = Audience.of(uow)
        _tell_workers(uow, notices, audience)
        _tell_administrators(uow, notices, audience)


def _untold(uow: UnitOfWork, today: date) -> Iterator[Notice]:
    told = {(row.deadline_id, row.step): row.acts_by for row in uow.session.execute(_told())}
    for row in uow.session.execute(_running(uow)):
        acts_by = row.due_at or row.prompt_at
        for rung in reached(_rungs(row), today):
            if told.get((row.id, rung.step)) != acts_by:
                yield Notice(row.id, row.record_id, row.compartment, row.kind, row.reference, acts_by, rung.step)


def _rungs(row: Any) -> tuple[Rung, ...]:
    if row.binding == Binding.PROMPTNESS:
        return prompt_ladder(row.prompt_at) if row.prompt_at else ()
    return ladder(row.started_at, max(row.due_at, row.started_at)) if row.due_at else ()


def _running(uow: UnitOfWork) -> Any:
    plugins: Any = uow.plugins
    return (
        select(
            Deadline.id,
            Deadline.record_id,
            Deadline.compartment,
            Deadline.binding,
            Deadline.started_at,
            Deadline.due_at,
            Deadline.prompt_at,
            Record.kind,
            Record.reference,
        )
        .join(Record, (Record.tenant_id == Deadline.tenant_id) & (Record.id == Deadline.record_id))
        .where(
            ours_and_running(),
            Record.kind.in_([kind.key for kind in plugins.kinds]),
        )
        .order_by(Deadline.due_at, Deadline.id)
    )


def _told() -> Any:
    return (
        select(DeadlineReminder.deadline_id, DeadlineReminder.step, DeadlineReminder.acts_by)
        .join(
            Deadline,
            (Deadline.tenant_id == DeadlineReminder.tenant_id) & (Deadline.id == DeadlineReminder.deadline_id),
        )
        .where(Deadline.met_at.is_(None), Deadline.waived_at.is_(None))
    )


def _note(uow: UnitOfWork, notices: Iterable[Notice]) -> None:
    """Written past the session: a reminder is no change of the record, and nothing is sent on because of it."""
    added = insert(DeadlineReminder)
    uow.session.execute(
        added.on_conflict_do_update(
            index_elements=["tenant_id", "deadline_id", "step"],
            set_={"acts_by": added.excluded.acts_by, "told_at": added.excluded.told_at},
        ),
        [
            {
                "tenant_id": uow.tenant.id,
                "id": new_id(),
                "record_id": one.record_id,
                "compartment": one.compartment,
                "deadline_id": one.deadline_id,
                "step": one.step,
                "acts_by": one.acts_by,
                "told_at": uow.now,
            }
            for one in notices
        ],
    )


@dataclass(frozen=True)
class Audience:
    """Who may be told what: present members, what their roles let them change and see, who is let in and kept out."""

    members: tuple[Membership, ...]
    may_write: Mapping[str, frozenset[str]]
    sees: Mapping[str, frozenset[str]]
    kept_out: frozenset[tuple[UUID, UUID]]
    let_in: frozenset[tuple[UUID, UUID]]

    @classmethod
    def of(cls, uow: UnitOfWork) -> Audience:
        plugins: Any = uow.plugins
        registry = plugins.registry
        kept_out = uow.session.execute(text("SELECT record_id, user_id FROM auth.kept_out()"))
        let_in = uow.session.execute(select(RecordAdmission.record_id, RecordAdmission.user_id))
        return cls(
            members=tuple(members(uow)),
            may_write={kind.key: registry.permissions[kind.write].roles for kind in plugins.kinds},
            sees={key: role.compartments for key, role in registry.roles.items()},
            kept_out=frozenset((row.record_id, row.user_id) for row in kept_out),
            let_in=frozenset((row.record_id, row.user_id) for row in let_in),
        )

    def workers(self, notice: Notice) -> Iterator[UUID]:
        """Those who may work on the record: the right to change its kind, the sight of it, not kept out of it."""
        for one in self.members:
            roles = frozenset(one.roles)
            if (
                roles & self.may_write[notice.kind]
                and self._finds(notice, one.user_id, roles)
                and (notice.record_id, one.user_id) not in self.kept_out
                and (notice.step != Step.TO_MANAGERS or MANAGER in roles)
            ):
                yield one.user_id

    def _finds(self, notice: Notice, person: UUID, roles: frozenset[str]) -> bool:
        of_kind = any(notice.compartment in self.sees.get(role, ()) for role in roles)
        return of_kind or (notice.record_id, person) in self.let_in

    def administrators(self) -> list[UUID]:
        return [one.user_id for one in self.members if ADMINISTRATOR in one.roles]


def _tell_workers(uow: UnitOfWork, notices: Iterable[Notice], audience: Audience) -> None:
    """One mail a person; those who are told the same are told together."""
    theirs: defaultdict[UUID, list[Notice]] = defaultdict(list)
    for notice in notices:
        if notice.step != Step.TO_ADMINISTRATORS:
            for person in audience.workers(notice):
                theirs[person].append(notice)
    alike: defaultdict[tuple[Notice, ...], list[UUID]] = defaultdict(list)
    for person, of_person in theirs.items():
        alike[tuple(of_person)].append(person)
    for together, people in alike.items():
        tell(uow, template="reminder", people=people, in_all=_clocks(together), **_words(together))


def _clocks(notices: Iterable[Notice]) -> int:
    return len({notice.deadline_id for notice in notices})


def _words(notices: tuple[Notice, ...]) -> dict[str, object]:
    words: dict[str, object] = {}
    for name, steps in PARAGRAPHS.items():
        about = [notice.reference for notice in notices if notice.step in steps]
        words[name] = len(about)
        references = list(dict.fromkeys(about))
        words[f"{name}_references"] = ", ".join(references[:MOST_REFERENCES])
        words[f"{name}_more"] = max(0, len(references) - MOST_REFERENCES)
    return words


def _tell_administrators(uow: UnitOfWork, notices: Iterable[Notice], audience: Audience) -> None:
    """They see no cases: a number, and nothing by which to tell one case from another.

    What nobody but its lead may learn of is not counted: of one that is overdue the number would tell.
    """
    plugins: Any = uow.plugins
    hidden = {kind.key for kind in plugins.kinds if plugins.is_hidden(kind)}
    overdue = (one for one in notices if one.step == Step.TO_ADMINISTRATORS and one.kind not in hidden)
    count = _clocks(overdue)
    if count:
        tell(uow, template="reminder_administrators", people=audience.administrators(), count=count)
