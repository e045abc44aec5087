"""Acknowledge a notice and reply to it, point by point; a reply after its window counts, and is marked late."""

from __future__ import annotations

from collections.abc import Mapping

from portal.core.errors import PortalError
from portal.core.uow import UnitOfWork
from portal.replies.models import Notice, NoticePoint
from portal.replies.queries import points_held
from portal.replies.rules import STANCES, keys_of
from portal.replies.services.notices import as_day, note, speak
from portal.replies.services.sheets import REPLY, Entry, save_sheet
from portal.replies.services.window import end_window

ACKNOWLEDGED, REPLIED = "reply.acknowledged", "reply.points"


def acknowledge_notice(uow: UnitOfWork, notice: Notice) -> Notice:
    """Tell the organisation that gave notice that it was read here."""
    if notice.is_given or notice.acknowledged_at is not None:
        raise PortalError("This notice was acknowledged already.")
    notice.acknowledged_at = speak(uow, notice, ACKNOWLEDGED, {}).sent_at
    if notice.status == "sent":
        notice.status = "acknowledged"
    note(uow, notice, "acknowledged", to=notice.peer_name)
    return notice


def save_reply(uow: UnitOfWork, notice: Notice, entries: Mapping[int, Entry]) -> None:
    """Keep what was written so far. The other organisation learns nothing before it is sent.

    Raises `PointsChangedError` when two people wrote about one point.
    """
    _refuse_unless_open(notice)
    for number, entry in entries.items():
        day = entry.values.get("reply_evidence_on")
        if day and day > uow.today:
            raise PortalError("The date of the evidence cannot be in the future.", field=f"reply_evidence_on_{number}")
    changed = save_sheet(uow, notice, entries, columns=REPLY, by="replied_by")
    if changed:
        note(uow, notice, "answers_saved", points=changed)


def send_reply(uow: UnitOfWork, notice: Notice) -> Notice:
    """Send the reply, once and whole. After the window it is sent all the same, and both sides see that it was late.

    Raises `PortalError` on the first point that is not answered.
    """
    _refuse_unless_open(notice)
    points = points_held(uow, notice)
    for point in points:
        _refuse_unanswered(point)
    if notice.acknowledged_at is None:
        acknowledge_notice(uow, notice)
    told = [
        {
            "number": one.number,
            "stance": one.stance,
            "words": one.reply_words,
            "evidence": one.reply_evidence,
            "evidence_on": as_day(one.reply_evidence_on),
        }
        for one in points
    ]
    notice.replied_at, notice.status = speak(uow, notice, REPLIED, {"points": told}).sent_at, "replied"
    end_window(uow, notice, notice.replied_at)
    note(uow, notice, "replied", to=notice.peer_name, late=notice.is_late)
    return notice


def _refuse_unless_open(notice: Notice) -> None:
    if notice.is_given:
        raise PortalError("This notice is yours: the other organisation replies to it.")
    if notice.replied_at is not None:
        raise PortalError("The reply has been sent already.")


def _refuse_unanswered(point: NoticePoint) -> None:
    if point.stance not in keys_of(STANCES):
        raise PortalError(
            f"Point {point.number}: say whether you agree, correct or dispute it.", field=f"stance_{point.number}"
        )
    if point.stance != "agree" and not point.reply_words:
        raise PortalError(f"Point {point.number}: write what is right, or why.", field=f"reply_words_{point.number}")
