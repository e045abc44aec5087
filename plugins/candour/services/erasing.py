"""What is left of a record once it is erased: when each step was taken, and how; no words, no initials."""

from __future__ import annotations

from uuid import UUID

from plugins.candour.models import Attempt, RelevantPerson
from portal.plugin import UnitOfWork
from portal.plugin.services import blank_words


def erase_words(uow: UnitOfWork, record_id: UUID) -> dict[str, int]:
    """Blank every word that stands beside the record itself; how many rows held some."""
    words = sorted(RelevantPerson.__personal__.columns)
    of_person, of_attempt = RelevantPerson.record_id == record_id, Attempt.record_id == record_id
    return {
        "People told": blank_words(uow.session, RelevantPerson, of_person, *words),
        "Attempts to reach somebody": blank_words(uow.session, Attempt, of_attempt, "words"),
    }
