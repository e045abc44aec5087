"""Which records a transaction changes: collected from the session's flushes, so no service can forget to tell."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, UOWTransaction


@dataclass(frozen=True)
class RecordChange:
    """What happened to one record in this transaction, told once, just before it commits.

    `columns` are the attributes that changed, those of the record and of its detail rows together. `documents` among
    them says that one was put to it, taken away or renamed.
    """

    record_id: UUID
    columns: frozenset[str]
    is_new: bool


def take_changes(session: Session) -> list[RecordChange]:
    """The records changed since last asked."""
    collected: dict[UUID, RecordChange] = session.info.pop("changes", {})
    return list(collected.values())


def has_changes(session: Session) -> bool:
    return bool(session.info.get("changes"))


@event.listens_for(Session, "before_flush")
def collect_changes(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Note every row about to be written that says which record it belongs to (`changed_record_id`)."""
    for instance in (*session.new, *session.dirty):
        record_id: UUID | None = getattr(instance, "changed_record_id", None)
        if record_id is None:
            continue
        columns = {one.key for one in inspect(instance).attrs if one.history.has_changes()}
        if columns:
            is_record = record_id == getattr(instance, "id", None)
            _note(session, record_id, columns, is_new=is_record and instance in session.new)


def note_change(session: Session, record_id: UUID, what: str) -> None:
    """Something about this record changed that is no row of its own: told with the rest, as one more column."""
    _note(session, record_id, {what}, is_new=False)


def _note(session: Session, record_id: UUID, columns: set[str], *, is_new: bool) -> None:
    collected: dict[UUID, RecordChange] = session.info.setdefault("changes", {})
    earlier = collected.get(record_id)
    collected[record_id] = RecordChange(
        record_id,
        frozenset(columns) | (earlier.columns if earlier else frozenset()),
        is_new=is_new or (earlier.is_new if earlier else False),
    )
