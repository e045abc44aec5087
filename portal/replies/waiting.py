"""What an organisation waits for with notices, as lines of a first page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.core.uow import UnitOfWork
from portal.replies.permissions import WRITE
from portal.replies.queries import open_notices


@dataclass(frozen=True)
class Line:
    """One line: what, about which record, on which notice, by when, since when, and the verb that deals with it."""

    what: str
    where: str
    verb: str
    notice_id: UUID
    due_on: date | None = None
    since: datetime | None = None


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
