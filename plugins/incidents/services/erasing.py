"""What is left of an incident's notifications once it is erased: to whom, by which rule, when."""

from __future__ import annotations

from uuid import UUID

from plugins.incidents.models import IncidentNotification
from portal.plugin import UnitOfWork
from portal.plugin.services import blank_words

WORDS = ("reason", "note", "decided_reason", "reference", "proof", "acknowledged_note")


def erase_notifications(uow: UnitOfWork, record_id: UUID) -> dict[str, int]:
    """Blank every word about the incident in what it owed; how many notifications held some."""
    of_record = IncidentNotification.record_id == record_id
    return {"Notifications": blank_words(uow.session, IncidentNotification, of_record, *WORDS)}
