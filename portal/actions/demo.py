"""A day's work on improvement actions, for the demonstration world: from cases, sites and notices, in every state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.accounts.queries import members
from portal.actions.models import Action
from portal.actions.permissions import VERIFY, WORK
from portal.actions.rules import ASKER, DONE, JUDGES, OWN, PROPOSED, TO_WORK, WORKER, WORKS
from portal.actions.services import (
    accept_action,
    add_action,
    cancel_action,
    decline_action,
    finish_action,
    new_action,
    reopen_action,
    report_progress,
    verify_action,
)
from portal.actions.sharing import asking_links, propose_action
from portal.core.uow import UnitOfWork
from portal.declarations import TenantKind
from portal.exchange.models import Room
from portal.records.models import Record
from portal.replies.models import Notice, NoticePoint
from portal.tenants.models import Link

CHANCE_TO_SET, CHANCE_OF_A_SITE, CHANCE_TO_PLAN, CHANCE_TO_CANCEL = 0.05, 0.3, 0.12, 0.01
CHANCE_TO_ACCEPT, CHANCE_TO_DECLINE = 0.5, 0.06
CHANCE_TO_PROGRESS, CHANCE_TO_FINISH, CHANCE_TO_VERIFY, CHANCE_TO_SEND_BACK = 0.12, 0.1, 0.35, 0.2
WEEKS = (1, 2, 4, 6)
TO_DO = (
    ("Check every stair gate at the start of the night shift", "The check goes on the handover sheet."),
    ("Train both night teams in moving and handling", "With the equipment of this home, not only online."),
    ("Review the falls plan with the family", "Ask the physiotherapist to join."),
    ("Repair the lamp in the west corridor", None),
    ("Ring the family on the same day, and write down who rang", None),
)
PLAN = (
    ("Show how night checks are signed for", "Send the round sheets of four weeks."),
    ("Audit falls of the last three months", "By time, place and shift; say what the numbers show."),
    ("Agree who tells the council, and by when", "A named person for each shift."),
)
PROGRESS = (
    "The date with the trainer is fixed.",
    "The parts are ordered.",
    "Half of the team has been trained.",
    "We have spoken with the family; the plan is being written.",
)
SHOWN = (
    "The sheets of four weeks, all signed; we put them to our notes.",
    "The training register with every name on it.",
    "The electrician's note, and a photograph of the corridor.",
)
SENT_BACK = "The last week is missing. Please add it."


def improve(uow: UnitOfWork, random: Random) -> None:
    """Answer what was asked, work on what one has, judge what is done; now and then set something new."""
    if not uow.may(WORK):
        return
    for action in _those(uow, (PROPOSED,), {WORKER}):
        _answer(uow, action, random)
    for action in _those(uow, TO_WORK, WORKS):
        if action.owner_id == uow.actor.user_id:
            _work_on(uow, action, random)
    if uow.may(VERIFY):
        for action in _those(uow, (DONE,), JUDGES):
            _judge(uow, action, random)
    if uow.tenant.kind == TenantKind.COMMISSIONER and random.random() < CHANCE_TO_PLAN:
        _plan(uow, random)
    if random.random() < CHANCE_TO_SET:
        _set(uow, random)


def _answer(uow: UnitOfWork, action: Action, random: Random) -> None:
    if random.random() < CHANCE_TO_DECLINE:
        decline_action(uow, action, words="This is done already: see the plan we sent you in the summer.")
    elif random.random() < CHANCE_TO_ACCEPT:
        accept_action(uow, action, owner_id=_somebody(uow, random))


def _work_on(uow: UnitOfWork, action: Action, random: Random) -> None:
    chance = random.random()
    if chance < CHANCE_TO_FINISH:
        finish_action(uow, action, words=random.choice(SHOWN), evidence_on=uow.today)
    elif chance < CHANCE_TO_FINISH + CHANCE_TO_PROGRESS:
        report_progress(uow, action, words=random.choice(PROGRESS))
    elif action.part == OWN and random.random() < CHANCE_TO_CANCEL:
        cancel_action(uow, action, words="The building work of the spring has made it unnecessary.")


def _judge(uow: UnitOfWork, action: Action, random: Random) -> None:
    if uow.actor.user_id in {action.owner_id, action.done_by} or random.random() > CHANCE_TO_VERIFY:
        return
    if random.random() < CHANCE_TO_SEND_BACK:
        reopen_action(uow, action, words=SENT_BACK, due_on=uow.today + timedelta(weeks=2))
    else:
        verify_action(uow, action, words="Seen.")


def _set(uow: UnitOfWork, random: Random) -> None:
    """An action of one's own: what a notice came to, about a site, or about the newest case."""
    title, what = random.choice(TO_DO)
    due_on, owner_id = uow.today + timedelta(weeks=random.choice(WEEKS)), _somebody(uow, random)
    point = _answered_point(uow)
    record = uow.session.get(Record, (uow.tenant.id, point.record_id)) if point else _newest(uow)
    if record is None:
        return
    if point:
        source = ("reply_point", str(point.id))
        add_action(uow, title=title, what=what, due_on=due_on, owner_id=owner_id, record=record, source=source)
    elif record.site_id and random.random() < CHANCE_OF_A_SITE:
        add_action(uow, title=title, what=what, due_on=due_on, owner_id=owner_id, site_id=record.site_id)
    else:
        add_action(uow, title=title, what=what, due_on=due_on, owner_id=owner_id, record=record)


def _plan(uow: UnitOfWork, random: Random) -> None:
    """One plan with several actions for one organisation, about something it shared."""
    links = {one.id: one for one in asking_links(uow)}
    if not links or _those(uow, None, {ASKER}):
        return
    shared = (
        select(Record, Room.link_id)
        .join(Room, (Room.tenant_id == Record.tenant_id) & (Room.record_id == Record.id))
        .where(Record.origin == "received", Record.first_opened_at.is_not(None), Room.link_id.in_(links))
    )
    found = uow.session.execute(shared.order_by(Record.opened_on.desc(), Record.reference).limit(1)).one_or_none()
    if found:
        record, link_id = found
        for title, what in PLAN:
            _propose(uow, links[link_id], record, title, what, random)


def _propose(uow: UnitOfWork, link: Link, record: Record, title: str, what: str, random: Random) -> None:
    due_on = uow.today + timedelta(weeks=random.choice(WEEKS))
    action = new_action(uow, title=title, what=what, due_on=due_on, record=record, site_id=None)
    propose_action(uow, action, link, record=record)


def _those(uow: UnitOfWork, states: tuple[str, ...] | None, parts: frozenset[str] | set[str]) -> Sequence[Action]:
    found = select(Action).where(Action.part.in_(parts))
    found = found if states is None else found.where(Action.status.in_(states))
    return uow.session.scalars(found.order_by(Action.created_at, Action.reference)).all()


def _newest(uow: UnitOfWork) -> Record | None:
    newest = select(Record).where(Record.origin == "own", Record.closed_on.is_(None))
    return uow.session.scalars(newest.order_by(Record.opened_on.desc(), Record.reference).limit(1)).one_or_none()


def _answered_point(uow: UnitOfWork) -> NoticePoint | None:
    """A point that was held against us in the end, and for which nothing has been set."""
    already = select(Action.record_id).where(Action.source_kind == "reply_point")
    found = (
        select(NoticePoint)
        .join(Notice, (Notice.tenant_id == NoticePoint.tenant_id) & (Notice.id == NoticePoint.notice_id))
        .where(Notice.side == "received", NoticePoint.verdict.in_(("upheld", "changed")))
        .where(NoticePoint.record_id.not_in(already.where(Action.record_id.is_not(None))))
    )
    return uow.session.scalars(found.order_by(Notice.sent_at, NoticePoint.number).limit(1)).one_or_none()


def _somebody(uow: UnitOfWork, random: Random) -> UUID:
    """One of those who work here, the acting person among them."""
    plugins: Any = uow.plugins
    able = [one.user_id for one in members(uow) if WORK in plugins.registry.permissions_of(one.roles)]
    return random.choice(able)
