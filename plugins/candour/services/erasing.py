"""What is left of a record once it is erased: how and when somebody was tried, no words."""

from __future__ import annotations

from uuid import UUID

from plugins.candour.models import Attempt
from portal.plugin import UnitOfWork
from portal.plugin.services import blank_words


def erase_words(uow: UnitOfWork, record_id: UUID) -> dict[str, int]:
    """Blank every word that stands beside the record itself; how many rows held some."""
    return {"Attempts to reach somebody": blank_words(uow.session, Attempt, Attempt.record_id == record_id, "words")}
