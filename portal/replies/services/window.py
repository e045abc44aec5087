"""The window for a reply: one clock on each side, which both start, move and stop at the same moments."""

from __future__ import annotations

from datetime import date, datetime

from portal.core.errors import PortalError
from portal.core.nations import Nation
from portal.core.uow import UnitOfWork
from portal.deadlines.models import Deadline
from portal.deadlines.queries import calendar_for, clock_about
from portal.deadlines.rules import version_for, work_out
from portal.deadlines.services import meet_deadline, start_deadline, waive_deadline
from portal.records.models import Record
from portal.replies.models import Notice
from portal.replies.queries import record_of
from portal.replies.rules import REPLY_WINDOW

UNANSWERED = "It was decided without a reply."


def last_day_to_reply(uow: UnitOfWork, record: Record) -> date:
    """The last day of the window when notice is given today, by the rule in force."""
    rule = version_for(uow.plugins.rules, REPLY_WINDOW, uow.today)
    worked = work_out(rule, uow.today, calendar_for(uow, Nation(record.nation))) if rule else None
    if worked is None or worked.due_on is None:
        raise PortalError("No rule says how long they have to reply.")
    return worked.due_on


def open_window(uow: UnitOfWork, notice: Notice) -> None:
    """Start the clock of the window at the moment the notice was given: with us, or as what the other side owes."""
    if notice.sent_at is not None:
        owed_by = notice.peer_name if notice.is_given else None
        start_deadline(
            uow, REPLY_WINDOW, record_of(uow, notice), from_=notice.sent_at, subject_id=notice.id, owed_by=owed_by
        )


def window_of(uow: UnitOfWork, notice: Notice) -> Deadline | None:
    """The clock of the window, ended or not; None before the notice is given."""
    return clock_about(uow, notice.record_id, REPLY_WINDOW, notice.id)


def last_day_of(uow: UnitOfWork, notice: Notice) -> date | None:
    """The last day of the window as it is now: the clock's, with all that moved it."""
    window = window_of(uow, notice)
    return window.due_on if window else notice.reply_by


def end_window(uow: UnitOfWork, notice: Notice, replied_at: datetime) -> None:
    """Stop the clock at the reply. Whether it was late is what the clock says; it counts all the same."""
    window = window_of(uow, notice)
    if window is not None:
        meet_deadline(uow, window, record_of(uow, notice), at=replied_at)
        notice.is_late = window.due_at is not None and replied_at > window.due_at


def give_up_window(uow: UnitOfWork, notice: Notice) -> None:
    """Nobody waits for the reply any more. One that comes yet is taken up all the same."""
    window = window_of(uow, notice)
    if window is not None and notice.replied_at is None:
        waive_deadline(uow, window, record_of(uow, notice), reason=UNANSWERED)
