"""Which restricted records a transaction shows: collected where they are read, so that no page can forget to tell."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

UNRESTRICTED = "general"


def note_reading(session: Session, record_id: UUID, compartment: str) -> None:
    """Note that this record was read. One that is not restricted leaves nothing."""
    if compartment != UNRESTRICTED:
        session.info.setdefault("readings", {})[record_id] = compartment


def take_readings(session: Session) -> dict[UUID, str]:
    """The restricted records read since last asked, with their compartments."""
    found: dict[UUID, str] = session.info.pop("readings", {})
    return found
