"""What is left of an action once its record is erased: reference, dates and how it ended."""

from __future__ import annotations

from uuid import UUID

from portal.actions.models import Action
from portal.core.erasure import blank_words
from portal.core.uow import UnitOfWork


def erase_actions(uow: UnitOfWork, record_id: UUID) -> dict[str, int]:
    """Blank what was to be done about this record, and what was shown for it; how many actions held words."""
    of_record = Action.record_id == record_id
    return {"Actions": blank_words(uow.session, Action, of_record, "title", "what", "evidence")}
