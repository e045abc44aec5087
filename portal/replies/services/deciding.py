"""Answer each point of a reply with a reason, have it read afresh, record the outcome, and correct every copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from portal.core.errors import PortalError
from portal.core.ids import new_id
from portal.core.uow import UnitOfWork
from portal.deadlines.queries import deadline_for
from portal.deadlines.services import meet_deadline
from portal.replies.models import Notice, NoticePoint, SecondReading
from portal.replies.queries import points_held, points_of, possible_readers, reading_of, record_of, took_part
from portal.replies.rules import QUESTIONS, REPLY_ANSWER, outcome_from
from portal.replies.services.corrections import send_corrections
from portal.replies.services.notices import note, speak
from portal.replies.services.sheets import DECISION, Entry, save_sheet
from portal.replies.services.window import give_up_window, last_day_of

DECIDED = "reply.outcome"


def save_decisions(uow: UnitOfWork, notice: Notice, entries: Mapping[int, Entry]) -> None:
    """Keep what was decided about the points so far. The other organisation learns of it with the outcome."""
    refuse_unless_due(uow, notice)
    reading = reading_of(uow, notice)
    if reading and reading.read_at is None:
        raise PortalError("A second reader is reading this now. Wait for what they say.")
    changed = save_sheet(uow, notice, entries, columns=DECISION, by="answered_by")
    if changed:
        note(uow, notice, "decided_points", points=changed)


def ask_second_reader(uow: UnitOfWork, notice: Notice, *, reader_id: UUID) -> SecondReading:
    """Ask somebody who took no part to read the points, the reply and the answers before anything is final."""
    refuse_unless_due(uow, notice)
    for point in points_of(uow, notice):
        _refuse_undecided(point)
    earlier = reading_of(uow, notice)
    if earlier and earlier.read_at is None:
        raise PortalError("Somebody is reading this already.", field="reader")
    if reader_id not in {one.user_id for one in possible_readers(uow, notice)}:
        raise PortalError("Choose somebody who took no part in this.", field="reader")
    reading = SecondReading(
        tenant_id=uow.tenant.id,
        id=new_id(),
        notice_id=notice.id,
        record_id=notice.record_id,
        compartment=notice.compartment,
        asked_by=uow.actor.user_id,
        asked_at=uow.now,
        reader_id=reader_id,
        answers={},
    )
    uow.session.add(reading)
    note(uow, notice, "second_reader_asked", reader=str(reader_id))
    return reading


def read_afresh(uow: UnitOfWork, notice: Notice, *, answers: Mapping[str, tuple[bool, str]]) -> SecondReading:
    """The second reader's written test: each question yes or no, each with why.

    Raises `PortalError` for anybody else, and for a reader who took part since they were asked.
    """
    reading = reading_of(uow, notice)
    if reading is None or reading.read_at is not None or reading.reader_id != uow.actor.user_id:
        raise PortalError("Nobody asked you to read this, or it has been read.")
    if uow.actor.user_id in took_part(uow, notice.record_id):
        raise PortalError("You took part in this since you were asked. Somebody else must read it.")
    for question in QUESTIONS:
        if not answers.get(question.key, (False, ""))[1].strip():
            raise PortalError("Say why.", field=f"{question.key}_why")
    reading.answers = {key: {"yes": yes, "why": why.strip()} for key, (yes, why) in answers.items()}
    reading.is_sound = all(answers[one.key][0] for one in QUESTIONS)
    reading.read_at = uow.now
    note(uow, notice, "second_read", sound=reading.is_sound)
    return reading


def record_outcome(uow: UnitOfWork, notice: Notice, *, words: str) -> Notice:
    """Make it final: the answers to every point go to the other organisation, and what was wrong is put right.

    A record of ours goes anew to everybody who holds a copy that no longer says the same.
    Raises `PortalError` while a point has no answer, or a second reader has not found it sound.
    """
    refuse_unless_due(uow, notice)
    points = points_held(uow, notice)
    for point in points:
        _refuse_undecided(point)
    reading = reading_of(uow, notice)
    if reading and not reading.is_sound:
        raise PortalError(
            "The second reader has not answered yet."
            if reading.read_at is None
            else "The second reader said no. Change the answers, and have them read again."
        )
    notice.outcome = outcome_from([one.verdict for one in points if one.verdict])
    told = {"outcome": notice.outcome, "words": words, "points": _told(points)}
    sent = speak(uow, notice, DECIDED, told)
    notice.outcome_words, notice.closed_at, notice.status = words, sent.sent_at, "closed"
    note(uow, notice, "outcome", outcome=notice.outcome)
    record = record_of(uow, notice)
    clock = deadline_for(uow, notice.record_id, REPLY_ANSWER, notice.id)
    if clock:
        meet_deadline(uow, clock, record)
    give_up_window(uow, notice)
    if notice.outcome != "stands" and not record.is_received:
        send_corrections(uow, notice)
    return notice


def refuse_unless_due(uow: UnitOfWork, notice: Notice) -> None:
    """It is decided after the reply, or once the window for it is over; never before they could be heard."""
    if not notice.is_given or notice.is_draft:
        raise PortalError("There is nothing to decide yet: the notice has not been given.")
    if notice.status == "closed":
        raise PortalError("The outcome has been recorded already.")
    if not is_due(uow, notice):
        raise PortalError("They may still reply. Decide when they have, or when the window is over.")


def is_due(uow: UnitOfWork, notice: Notice) -> bool:
    """Whether a notice can be decided now."""
    last_day = last_day_of(uow, notice)
    window_over = last_day is not None and uow.today > last_day
    waits = notice.is_given and notice.status in {"sent", "acknowledged", "replied"}
    return waits and (notice.replied_at is not None or window_over)


def _refuse_undecided(point: NoticePoint) -> None:
    number = point.number
    if not point.verdict:
        raise PortalError(f"Point {number}: say whether it is upheld, changed or withdrawn.", field=f"verdict_{number}")
    if not point.reason:
        raise PortalError(f"Point {number}: give the reason.", field=f"reason_{number}")
    if point.verdict == "changed" and not point.corrected_words:
        raise PortalError(f"Point {number}: write it as it now stands.", field=f"corrected_words_{number}")


def _told(points: Sequence[NoticePoint]) -> list[dict[str, object]]:
    return [
        {
            "number": one.number,
            "verdict": one.verdict,
            "reason": one.reason,
            "corrected_words": one.corrected_words if one.verdict == "changed" else None,
        }
        for one in points
    ]
