"""What is left of the notices about a record once it is erased: that there were some, between whom and when."""

from __future__ import annotations

from uuid import UUID

from portal.core.erasure import blank_words, clear_columns
from portal.core.uow import UnitOfWork
from portal.replies.models import Notice, NoticePoint, NoticeTimeRequest, NoticeWithholding, SecondReading

POINT_WORDS = ("words", "evidence", "reply_words", "reply_evidence", "reason", "corrected_words")


def erase_notices(uow: UnitOfWork, record_id: UUID) -> dict[str, int]:
    """Blank every word of the notices about this record; how many notices and points held some."""
    session = uow.session
    clear_columns(session, NoticeWithholding, NoticeWithholding.record_id == record_id, "words")
    blank_words(session, NoticeTimeRequest, NoticeTimeRequest.record_id == record_id, "reason", "answer")
    clear_columns(session, SecondReading, SecondReading.record_id == record_id, "answers")
    return {
        "Notices": clear_columns(session, Notice, Notice.record_id == record_id, "opening", "outcome_words"),
        "Points of notices": clear_columns(session, NoticePoint, NoticePoint.record_id == record_id, *POINT_WORDS),
    }
