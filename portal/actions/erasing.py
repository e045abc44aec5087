"""What is left of an action once its record is erased: reference, dates and how it ended."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from portal.actions.models import Action, ActionEntry
from portal.core.erasure import blank_words
from portal.core.uow import UnitOfWork


def erase_actions(uow: UnitOfWork, record_id: UUID) -> dict[str, int]:
    """Blank what was to be done about this record, what was said on the way and what was shown for it."""
    of_record = Action.record_id == record_id
    of_those = ActionEntry.action_id.in_(select(Action.id).where(of_record))
    return {
        "Actions": blank_words(uow.session, Action, of_record, "title", "what", "evidence"),
        "Lines in the history of actions": blank_words(uow.session, ActionEntry, of_those, "words"),
    }
