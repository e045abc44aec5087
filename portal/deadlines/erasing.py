"""What is left of a record's clocks once it is erased: rules and dates, without anybody's words."""

from __future__ import annotations

from uuid import UUID

from portal.core.erasure import blank_words
from portal.core.uow import UnitOfWork
from portal.deadlines.models import Deadline, DeadlineExtension, DeadlinePause

AGREED = ("agreed_with", "reason", "evidence")


def erase_reasons(uow: UnitOfWork, record_id: UUID) -> dict[str, int]:
    """Blank why clocks were set aside, stopped, went on and got more time; for how many somebody had said so."""
    session = uow.session
    waived = blank_words(session, Deadline, Deadline.record_id == record_id, "waived_reason")
    paused = blank_words(session, DeadlinePause, DeadlinePause.record_id == record_id, "reason", "resumed_reason")
    extended = blank_words(session, DeadlineExtension, DeadlineExtension.record_id == record_id, *AGREED)
    return {"Reasons about dates": waived + paused + extended}
