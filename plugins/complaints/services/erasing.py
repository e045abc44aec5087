"""What is left of a complaint once it is erased: subjects, outcomes and dates of its heads and stages, no words."""

from __future__ import annotations

from uuid import UUID

from plugins.complaints.models import ComplaintHead, ComplaintStage
from portal.plugin import UnitOfWork
from portal.plugin.services import blank_words


def erase_answers(uow: UnitOfWork, record_id: UUID) -> dict[str, int]:
    """Blank what was complained about, found, asked for again and answered; how many rows held some."""
    of_head, of_stage = ComplaintHead.record_id == record_id, ComplaintStage.record_id == record_id
    counts = {
        "Heads of the complaint": blank_words(uow.session, ComplaintHead, of_head, "words", "finding"),
        "Answers": blank_words(uow.session, ComplaintStage, of_stage, "asked_for", "response"),
    }
    return {what: count for what, count in counts.items() if count}
