"""What is left of a record's clocks once it is erased: rules and dates, without anybody's words."""

from __future__ import annotations

from uuid import UUID

from portal.core.erasure import blank_words
from portal.core.uow import UnitOfWork
from portal.deadlines.models import Deadline, DeadlinePause


def erase_reasons(uow: UnitOfWork, record_id: UUID) -> dict[str, int]:
    """Blank why clocks were set aside, stopped and went on; for how many somebody had said so."""
    return {
        "Reasons about dates": blank_words(uow.session, Deadline, Deadline.record_id == record_id, "waived_reason")
        + blank_words(uow.session, DeadlinePause, DeadlinePause.record_id == record_id, "reason", "resumed_reason"),
    }
