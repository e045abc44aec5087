"""A day's work with notices, for the demonstration world: given, acknowledged, replied to, decided, some still open."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from sqlalchemy import Select, select

from portal.core.uow import UnitOfWork
from portal.declarations import TenantKind
from portal.records.models import Record
from portal.replies.models import Notice
from portal.replies.permissions import WRITE
from portal.replies.queries import points_held
from portal.replies.services.deciding import is_due, record_outcome
from portal.replies.services.notices import links_told, send_notice, start_notice, write_point
from portal.replies.services.replying import acknowledge_notice, send_reply

CHANCE_TO_GIVE, CHANCE_TO_ACKNOWLEDGE, CHANCE_TO_REPLY, CHANCE_TO_DECIDE = 0.03, 0.6, 0.3, 0.3
OPENING = "We looked at what you shared with us and at our own notes. Please answer each point before we decide."
SAID = (
    ("The family was told more than a day later.", "Our note of the telephone call"),
    ("No risk assessment was done after the first fall.", "The plan you showed us on our visit"),
    ("The night round was not signed for.", "The round sheet of that week"),
    ("The same thing happened twice in a month.", "What you shared with us in the weeks before"),
)
ANSWERS = (
    ("agree", "", "upheld", "You agree with us.", None),
    ("correct", "They were told at nine the same evening; the note was written up the next day.", "changed",
     "The record of the call shows it.", "The family was told on the same evening."),
    ("dispute", "The sheet is signed; we have put a photograph of it to our notes.", "withdrawn",
     "We had read the sheet of the week before.", None),
    ("dispute", "These were two different people.", "upheld", "Both happened in the same corridor.", None),
)  # fmt: skip


def hear_each_other(uow: UnitOfWork, random: Random) -> None:
    """Now and then a commissioner gives notice; whoever owes something does it on one of the next days."""
    if not uow.may(WRITE):
        return
    for notice in _open(uow, "received"):
        _answer(uow, notice, random)
    for notice in _open(uow, "given"):
        if is_due(uow, notice) and random.random() < CHANCE_TO_DECIDE:
            _decide(uow, notice)
    if uow.tenant.kind == TenantKind.COMMISSIONER and random.random() < CHANCE_TO_GIVE:
        _give(uow, random)


def _give(uow: UnitOfWork, random: Random) -> None:
    already = select(Notice.record_id)
    records = select(Record).where(
        Record.origin == "received", Record.first_opened_at.is_not(None), Record.id.not_in(already)
    )
    newest: Select[Record] = records.order_by(Record.opened_on.desc(), Record.reference).limit(1)
    record = uow.session.scalars(newest).one_or_none()
    if record is None or not links_told(uow, record):
        return
    notice = start_notice(uow, record, about="concern", opening=OPENING)
    for words, evidence in random.sample(SAID, 3):
        write_point(uow, notice, words=words, evidence=evidence, evidence_on=record.opened_on)
    send_notice(uow, notice)


def _answer(uow: UnitOfWork, notice: Notice, random: Random) -> None:
    if notice.acknowledged_at is None:
        if random.random() < CHANCE_TO_ACKNOWLEDGE:
            acknowledge_notice(uow, notice)
    elif notice.replied_at is None and random.random() < CHANCE_TO_REPLY:
        for point, (stance, words, *_decided) in zip(points_held(uow, notice), ANSWERS, strict=False):
            point.stance, point.reply_words, point.replied_by = stance, words or None, uow.actor.user_id
        send_reply(uow, notice)


def _decide(uow: UnitOfWork, notice: Notice) -> None:
    by_stance = {(stance, words or None): decided for stance, words, *decided in ANSWERS}
    for point in points_held(uow, notice):
        unheard = ("upheld", "No answer came within the window.", None)
        verdict, reason, corrected = by_stance.get((point.stance or "", point.reply_words), unheard)
        point.verdict, point.reason, point.corrected_words = verdict, reason, corrected
        point.answered_by = uow.actor.user_id
    record_outcome(uow, notice, words="We have kept what was agreed, and changed what you showed us to be wrong.")


def _open(uow: UnitOfWork, side: str) -> Sequence[Notice]:
    found = select(Notice).where(Notice.side == side, Notice.status.in_(("sent", "acknowledged", "replied")))
    return uow.session.scalars(found.order_by(Notice.sent_at, Notice.reference)).all()
