"""Actions as lists, boards, plans and home pages show them, and those whose day is near or past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, tuple_

from portal.accounts.permissions import MANAGER
from portal.accounts.queries import holders_of
from portal.actions.models import Action, ActionEntry
from portal.actions.permissions import VERIFY, WORK
from portal.actions.rules import (
    ASKER,
    DONE,
    OPEN_STATES,
    PROPOSED,
    TO_WORK,
    WORKER,
    days_late,
    told_when_late,
)
from portal.core.errors import NotFoundError
from portal.core.uow import UnitOfWork
from portal.directory.models import Site
from portal.records.models import Record
from portal.web.paging import PAGE_AND_ONE, Page, page, read_cursor

MOST_ON_A_BOARD = 200
MOST_IN_A_PLAN = 500
MINE, OURS, THEIRS = "mine", "ours", "theirs"


@dataclass(frozen=True)
class ActionFilter:
    """What a list is narrowed to. `status` is a state, or None for every open one; `whose` is mine, ours or theirs."""

    status: str | None = None
    whose: str | None = None
    site_id: UUID | None = None
    record_id: UUID | None = None
    peer: str | None = None
    only_overdue: bool = False
    closed_too: bool = False


def action_rows(uow: UnitOfWork, wanted: ActionFilter) -> Select[*tuple[Any, ...]]:
    """The columns a list shows, those due first first."""
    return _listed().where(*_conditions(uow, wanted)).order_by(Action.due_on, Action.id)


def action_page(uow: UnitOfWork, wanted: ActionFilter, cursor: str | None) -> Page:
    """One keyset page, from just after the cursor."""
    statement = action_rows(uow, wanted).limit(PAGE_AND_ONE)
    position = read_cursor(cursor)
    if position:
        statement = statement.where(tuple_(Action.due_on, Action.id) > position)
    return page(uow.session.execute(statement).all(), day="due_on", row_id="id")


def load_action(uow: UnitOfWork, action_id: UUID) -> Action:
    """The action. Another organisation's, an absent and a hidden one are not found alike."""
    found = uow.session.get(Action, (uow.tenant.id, action_id))
    if found is None:
        raise NotFoundError
    return found


def history_of(uow: UnitOfWork, action: Action) -> Sequence[ActionEntry]:
    """What was done with an action, newest first."""
    return uow.session.scalars(
        select(ActionEntry)
        .where(ActionEntry.action_id == action.id)
        .order_by(ActionEntry.at.desc(), ActionEntry.id.desc())
    ).all()


def actions_of(uow: UnitOfWork, record_id: UUID) -> Sequence[Any]:
    """A record's actions, open ones first, then by date."""
    return uow.session.execute(
        _listed()
        .where(Action.record_id == record_id)
        .order_by(Action.status.notin_(OPEN_STATES), Action.due_on, Action.id)
        .limit(MOST_IN_A_PLAN)
    ).all()


def overdue_actions(uow: UnitOfWork) -> Sequence[Any]:
    """Actions still to be done whose day has passed, the latest of all first."""
    late = Action.status.in_(TO_WORK), Action.due_on < uow.today
    return uow.session.execute(_listed().where(*late).order_by(Action.due_on, Action.id)).all()


def actions_due_between(uow: UnitOfWork, first: date, last: date) -> Sequence[Any]:
    """Actions still to be done that are due on a day from `first` to `last`, both included."""
    near = Action.status.in_(TO_WORK), Action.due_on.between(first, last)
    return uow.session.execute(_listed().where(*near).order_by(Action.due_on, Action.id)).all()


def people_to_tell(uow: UnitOfWork, row: Any) -> set[UUID]:
    """Who of ours hears today that this action is late (`portal.actions.rules.told_when_late`)."""
    heard = told_when_late(days_late(row.due_on, uow.today))
    if row.part == ASKER:
        return {row.created_by} - {None} if "asker" in heard else set()
    people = {row.owner_id} - {None} if "owner" in heard else set()
    if "managers" in heard:
        people |= {one.user_id for one in holders_of(uow, MANAGER)}
    return people


def waits_for_me(uow: UnitOfWork) -> ColumnElement[bool]:
    """Whether an action waits for the acting person: theirs to do, or one they may verify or are to answer."""
    me = uow.actor.user_id
    mine = and_(Action.owner_id == me, Action.status.in_(TO_WORK))
    not_mine = and_(Action.owner_id.is_distinct_from(me), Action.done_by.is_distinct_from(me))
    to_verify = and_(Action.status == DONE, Action.part != WORKER, not_mine) if uow.may(VERIFY) else false()
    to_answer = and_(Action.status == PROPOSED, Action.part == WORKER) if uow.may(WORK) else false()
    return or_(mine, to_verify, to_answer)


def waiting_for_them(uow: UnitOfWork, *, limit: int) -> Sequence[Any]:
    """What other organisations owe: actions they work on for us, and our done ones that they are to verify."""
    theirs = and_(Action.part == ASKER, Action.status.in_((PROPOSED, *TO_WORK)))
    ours = and_(Action.part == WORKER, Action.status == DONE)
    return uow.session.execute(_listed().where(or_(theirs, ours)).order_by(Action.due_on, Action.id).limit(limit)).all()


def overdue_by_site(uow: UnitOfWork) -> Mapping[UUID, int]:
    """How many actions at each site are late."""
    late = Action.status.in_(TO_WORK), Action.due_on < uow.today, Action.site_id.isnot(None)
    rows = uow.session.execute(select(Action.site_id, func.count()).where(*late).group_by(Action.site_id))
    return {site_id: count for site_id, count in rows if site_id is not None}


def _listed() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Action.id, Action.reference, Action.title, Action.what, Action.status, Action.part, Action.due_on,
            Action.first_due_on, Action.owner_id, Action.created_by, Action.peer_name, Action.evidence,
            Action.evidence_on, Action.done_at, Action.done_by, Action.verified_at, Action.record_id, Action.site_id,
            Site.name.label("site_name"), Record.kind, Record.reference.label("record_reference"),
        )
        .outerjoin(Site, Site.id == Action.site_id)
        .outerjoin(Record, (Record.tenant_id == Action.tenant_id) & (Record.id == Action.record_id))
    )  # fmt: skip


def _conditions(uow: UnitOfWork, wanted: ActionFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.status:
        found.append(Action.status == wanted.status)
    elif not wanted.closed_too:
        found.append(Action.status.in_(OPEN_STATES))
    if wanted.only_overdue:
        found += [Action.status.in_(TO_WORK), Action.due_on < uow.today]
    if wanted.whose == MINE:
        found.append(Action.owner_id == uow.actor.user_id)
    elif wanted.whose in {OURS, THEIRS}:
        found.append((Action.part == ASKER) if wanted.whose == THEIRS else (Action.part != ASKER))
    if wanted.peer:
        found.append(Action.peer_name == wanted.peer)
    if wanted.site_id:
        found.append(Action.site_id == wanted.site_id)
    if wanted.record_id:
        found.append(Action.record_id == wanted.record_id)
    return found
