"""What of notices waits for this person, and what they wait for, as lines of a first page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from portal.core.uow import UnitOfWork
from portal.replies.permissions import AUTHORISE, WRITE
from portal.replies.queries import open_notices, readings_for_me, withholdings_to_decide

# Days before a notice that is kept back must be decided on again.
AHEAD = timedelta(days=3)


@dataclass(frozen=True)
class Line:
    """One line: what, about which record, on which notice, by when, since when, and the verb that deals with it."""

    what: str
    where: str
    verb: str
    notice_id: UUID
    due_on: date | None = None
    since: datetime | None = None


def owed_by_us(uow: UnitOfWork) -> Iterable[Line]:
    """Second readings, and notices kept back that somebody must decide on. Replies and answers have clocks."""
    if not uow.may(WRITE):
        return
    for row in readings_for_me(uow):
        yield Line("Read a notice afresh", row.title, "Read", row.notice_id, since=row.asked_at)
    for row in withholdings_to_decide(uow, by=uow.today + AHEAD):
        if row.decided_at is not None:
            yield Line("Decide again whether to keep a notice back", row.title, "Decide", row.notice_id, row.until)
        elif uow.may(AUTHORISE) and row.requested_by != uow.actor.user_id:
            since = row.requested_at
            yield Line("Decide whether to keep a notice back", row.title, "Decide", row.notice_id, since=since)


def owed_to_us(uow: UnitOfWork) -> Iterable[Line]:
    """Replies to notices we gave, and answers to replies we sent."""
    if not uow.may(WRITE):
        return
    for row in open_notices(uow):
        if row.side == "given" and row.sent_at is not None and row.replied_at is None:
            what = f"{row.peer_name} to reply to your notice"
            yield Line(what, row.title, "See", row.id, row.reply_by, row.sent_at)
        elif row.side == "received" and row.replied_at is not None:
            what = f"{row.peer_name} to answer each point of your reply"
            yield Line(what, row.title, "See", row.id, since=row.replied_at)
