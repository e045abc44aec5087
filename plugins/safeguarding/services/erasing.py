"""What is left of a concern or case once it is erased: who was told in what way, and when; no words."""

from __future__ import annotations

from uuid import UUID

from plugins.safeguarding.models import Contact, PipotDisclosure, PipotReview, PoliceHold, Sending
from portal.plugin import UnitOfWork
from portal.plugin.services import blank_words

WORDS = (
    (Contact, "Contacts about a concern", ("person", "words", "why_not")),
    (PoliceHold, "Police holds", ("people", "asked_by", "reason", "lifted_officer")),
    (Sending, "Alerts sent by hand", ("recipient", "proof", "consent")),
    (
        PipotDisclosure,
        "Decisions whether to tell",
        ("reason", "recipient", "told", "person_comment", "person_not_told_reason"),
    ),
    (PipotReview, "Reviews of risk plans", ("words",)),
)


def erase_words(uow: UnitOfWork, record_id: UUID) -> dict[str, int]:
    """Blank every word that stands beside the record itself; how many rows held some."""
    return {
        label: blank_words(uow.session, model, model.record_id == record_id, *columns)
        for model, label, columns in WORDS
    }
