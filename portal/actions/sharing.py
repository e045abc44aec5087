"""Actions another organisation works on for us: proposed, answered and reported through messages of the exchange.

Each side keeps a row of its own. A message holds the words that were written for the other side, dates, and the key
both rows share; never who has the action, nor a note marked as internal.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update

from portal.accounts.permissions import MANAGER
from portal.accounts.queries import holders_of
from portal.actions.history import write_entry, write_heard
from portal.actions.models import Action, ActionEntry
from portal.actions.notices import tell_asker, tell_owner, tell_people
from portal.actions.rules import ASKER, JUDGES, OPEN_STATES, PROPOSED, STEPS, WORKER, WORKS
from portal.core.db import Json
from portal.core.ids import new_id, new_reference
from portal.core.uow import UnitOfWork
from portal.directory.models import Site
from portal.exchange.conversation import room_of, send_payload
from portal.exchange.models import Message, Room
from portal.exchange.services import open_room
from portal.records.models import Record
from portal.tenants.models import Link

PROPOSE = "propose"
PREFIX = "action."
# What is told of each step we hear: our own who set it, or our own who has it.
TELLS_ASKER, TELLS_OWNER = {"accept": "accepted", "decline": "declined", "finish": "done"}, {
    "verify": "verified", "reopen": "sent_back", "move": "moved", "cancel": "cancelled",
}  # fmt: skip


def asking_links(uow: UnitOfWork) -> Sequence[Link]:
    """The live links at whose other end somebody works for us: those we commission, and those in our area."""
    return uow.session.scalars(
        select(Link)
        .where(Link.status == "agreed", Link.our_part == "from", Link.kind.in_(("commissions", "hosts")))
        .order_by(Link.peer_name)
    ).all()


def propose_action(uow: UnitOfWork, action: Action, link: Link, *, record: Record | None) -> Action:
    """Ask a linked organisation to do something. They see the words, the date and the site, and accept or decline."""
    room = room_of(uow, open_room(uow, record, link) if record else _room_of_site(uow, link))
    action.part, action.status = ASKER, PROPOSED
    action.link_id, action.room_id, action.peer_name = link.id, room.id, link.peer_name
    uow.session.add(action)
    uow.session.flush()
    write_entry(uow, action, PROPOSE, due_on=action.due_on)
    _send(uow, action, room, PROPOSE, title=action.title, what=action.what, due_on=action.due_on, site=action.site_id)
    return action


def is_live(uow: UnitOfWork, action: Action) -> bool:
    """Whether the other organisation still hears of this action; one of our own has no other."""
    link = uow.session.get(Link, (uow.tenant.id, action.link_id), populate_existing=True) if action.link_id else None
    return link is not None and link.is_live


def send_step(uow: UnitOfWork, action: Action, step: str, **said: Any) -> None:
    """Tell the other organisation of a step, if there is one and its link lives."""
    if action.room_id is not None and is_live(uow, action):
        _send(uow, action, room_of(uow, action.room_id), step, **said)


def hear_steps(uow: UnitOfWork, message: Message) -> None:
    """A message arrived: take up everything in its room that was not heard yet, in the order it was said.

    So neither a queue that lost its order nor one that delivers twice changes what the rows say.
    """
    if not message.type.startswith(PREFIX):
        return
    for one in _unheard(uow, message.room_id):
        _hear(uow, one)
        uow.session.flush()
    if message.record_id is not None:  # the record may have come after what was asked about it
        alone = Action.room_id == message.room_id, Action.record_id.is_(None)
        uow.session.execute(
            update(Action).where(*alone).values(record_id=message.record_id, compartment=message.compartment)
        )


def _room_of_site(uow: UnitOfWork, link: Link) -> UUID:
    uow.session.flush()
    made: UUID = uow.session.execute(text("SELECT exchange.open_room_of_site(:link)"), {"link": link.id}).scalar_one()
    return made


def _send(uow: UnitOfWork, action: Action, room: Room, step: str, **said: Any) -> None:
    payload: Json = {"action": str(action.action_key)}
    payload |= {name: _plain(value) for name, value in said.items() if value is not None}
    send_payload(uow, room, type=f"{PREFIX}{step}", payload=payload)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _unheard(uow: UnitOfWork, room_id: UUID) -> Sequence[Message]:
    heard = select(ActionEntry.message_key).where(ActionEntry.message_key.isnot(None))
    return uow.session.scalars(
        select(Message)
        .where(
            Message.room_id == room_id,
            Message.direction == "received",
            Message.type.startswith(PREFIX),
            Message.message_key.notin_(heard),
        )
        .order_by(Message.sent_at, Message.id)
    ).all()


def _hear(uow: UnitOfWork, message: Message) -> None:
    told: Json = message.payload or {}
    step = message.type.removeprefix(PREFIX)
    key = _key(told.get("action"))
    action = uow.session.scalars(
        select(Action).where(Action.action_key == key, Action.room_id == message.room_id).with_for_update()
    ).one_or_none()
    if action is None and step == PROPOSE and key is not None:
        _take_in(uow, message, key, told)
    elif action is not None and step in STEPS and STEPS[step].parts & (WORKS if action.part == ASKER else JUDGES):
        _follow(uow, action, message, step, told)


def _take_in(uow: UnitOfWork, message: Message, key: UUID, told: Json) -> None:
    """Another organisation asks something of us: a row of our own, that somebody here answers."""
    room = room_of(uow, message.room_id)
    due_on = _day(told.get("due_on")) or uow.today
    action = Action(
        tenant_id=uow.tenant.id,
        id=new_id(),
        reference=new_reference("ACT"),
        title=str(told.get("title", "")),
        what=told.get("what"),
        part=WORKER,
        status=PROPOSED,
        compartment=message.compartment,
        record_id=message.record_id,
        site_id=_site(uow, told.get("site")),
        due_on=due_on,
        first_due_on=due_on,
        created_at=uow.now,
        action_key=key,
        link_id=room.link_id,
        room_id=room.id,
        peer_name=room.peer_name,
        reopened=0,
    )
    uow.session.add(action)
    uow.session.flush()
    write_heard(uow, action, PROPOSE, message=message, due_on=due_on)
    tell_people(uow, action, "proposed", {one.user_id for one in holders_of(uow, MANAGER)})


def _follow(uow: UnitOfWork, action: Action, message: Message, step: str, told: Json) -> None:
    """What they did is written down in any case; it moves our row only where it fits how that stands."""
    due_on, evidence_on, words = _day(told.get("due_on")), _day(told.get("evidence_on")), told.get("words")
    if action.status in STEPS[step].from_states:
        if step == "finish":
            action.evidence, action.evidence_on, action.done_at = words or "", evidence_on or uow.today, uow.now
        action.verified_at = uow.now if step == "verify" else None
        action.reopened += step == "reopen"
        action.status = STEPS[step].to_state or action.status
    if due_on is not None and action.status in OPEN_STATES:
        action.due_on = due_on
    uow.session.flush()
    write_heard(uow, action, step, message=message, words=words, due_on=due_on, evidence_on=evidence_on)
    if step in TELLS_ASKER:
        tell_asker(uow, action, TELLS_ASKER[step])
    elif step in TELLS_OWNER:
        tell_owner(uow, action, TELLS_OWNER[step])


def _key(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _site(uow: UnitOfWork, value: Any) -> UUID | None:
    key = _key(value)
    return key if key is not None and uow.session.get(Site, key) is not None else None
