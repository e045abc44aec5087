"""More time to reply: asked for with a reason, given or refused with a reason, and the same on both sides."""

from __future__ import annotations

from datetime import date, datetime

from portal.core.errors import PortalError
from portal.core.ids import new_id
from portal.core.uow import UnitOfWork
from portal.deadlines.models import Deadline
from portal.deadlines.moving import extend_clock
from portal.deadlines.rules.working_out import long_date
from portal.deadlines.services import reopen_deadline
from portal.replies.models import Notice, NoticeTimeRequest
from portal.replies.queries import open_request, record_of
from portal.replies.services.notices import as_day, note, speak
from portal.replies.services.window import end_window, window_of

TIME_ASKED, TIME_GIVEN, TIME_REFUSED = "reply.time_asked", "reply.time_given", "reply.time_refused"


def ask_for_time(uow: UnitOfWork, notice: Notice, *, until: date, reason: str) -> NoticeTimeRequest:
    """Ask the organisation that gave notice for more time. The window stays as it is until they give some.

    Raises `PortalError` on `until` for a day within the window.
    """
    window = _window_open(uow, notice)
    if notice.is_given:
        raise PortalError("This notice is yours: give them more time yourself.")
    if open_request(uow, notice):
        raise PortalError(f"You have asked already. {notice.peer_name} has not answered yet.")
    _refuse_earlier(window, until)
    sent = speak(uow, notice, TIME_ASKED, {"until": as_day(until), "reason": reason})
    request = keep_request(uow, notice, until=until, reason=reason, asked_at=sent.sent_at)
    note(uow, notice, "time_asked", to=notice.peer_name, until=as_day(until))
    return request


def give_time(uow: UnitOfWork, notice: Notice, *, until: date, reason: str) -> Notice:
    """Let the window last to the end of a later day, on both sides, whether they asked for it or not.

    After the window it can still be given, and says so. Raises `PortalError` on `until` for a day within the window.
    """
    window = _window_open(uow, notice)
    if not notice.is_given:
        raise PortalError("Only the organisation that gave notice can give more time.")
    _refuse_earlier(window, until)
    lengthen(uow, notice, until=until, agreed_on=uow.today, reason=reason)
    sent = speak(uow, notice, TIME_GIVEN, {"until": as_day(until), "on": as_day(uow.today), "reason": reason})
    settle(uow, notice, at=sent.sent_at, until=until, answer=reason)
    note(uow, notice, "time_given", to=notice.peer_name, until=as_day(until))
    return notice


def refuse_time(uow: UnitOfWork, notice: Notice, *, reason: str) -> Notice:
    """Answer a request for more time with no, and why."""
    _window_open(uow, notice)
    if not notice.is_given or open_request(uow, notice) is None:
        raise PortalError("Nobody has asked for more time, or it has been answered.")
    sent = speak(uow, notice, TIME_REFUSED, {"reason": reason})
    settle(uow, notice, at=sent.sent_at, until=None, answer=reason)
    note(uow, notice, "time_refused", to=notice.peer_name)
    return notice


def keep_request(uow: UnitOfWork, notice: Notice, *, until: date, reason: str, asked_at: datetime) -> NoticeTimeRequest:
    """The row of a request, on the side that asks and on the side that is asked."""
    request = NoticeTimeRequest(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=notice.record_id,
        compartment=notice.compartment,
        notice_id=notice.id,
        until=until,
        reason=reason,
        asked_at=asked_at,
        asked_by=None if notice.is_given else uow.actor.user_id,
    )
    uow.session.add(request)
    uow.session.flush()
    return request


def settle(uow: UnitOfWork, notice: Notice, *, at: datetime, until: date | None, answer: str) -> None:
    """Write the answer beside the request that was open then, if one was."""
    request = open_request(uow, notice)
    if request is not None and request.asked_at <= at:
        request.answered_at, request.granted_until, request.answer = at, until, answer
        request.answered_by = uow.actor.user_id if notice.is_given else None
        uow.session.flush()


def lengthen(uow: UnitOfWork, notice: Notice, *, until: date, agreed_on: date, reason: str) -> bool:
    """Give our clock of the window more time; False where it lasts that long already, or
    nobody waits any more.

    A reply that crossed the news of it is judged again: how late it was does not hang on which message came first.
    """
    window, record = window_of(uow, notice), record_of(uow, notice)
    if window is None or window.waived_at is not None or window.due_on is None or until <= window.due_on:
        return False
    if not window.is_running:
        reopen_deadline(uow, window, record)
    extend_clock(
        uow,
        window,
        record,
        due_on=until,
        agreed_with=notice.peer_name,
        agreed_on=agreed_on,
        reason=reason,
        evidence=None,
    )
    if notice.replied_at is not None:
        end_window(uow, notice, notice.replied_at)
    return True


def _window_open(uow: UnitOfWork, notice: Notice) -> Deadline:
    window = window_of(uow, notice)
    if window is None or notice.is_draft:
        raise PortalError("This notice has not been given.")
    if not notice.may_be_given_time:
        raise PortalError("It is too late for more time: the reply has been sent, or the outcome recorded.")
    return window


def _refuse_earlier(window: Deadline, until: date) -> None:
    if window.due_on is not None and until <= window.due_on:
        raise PortalError(f"Enter a day after {long_date(window.due_on)}, the date until now", field="until")
