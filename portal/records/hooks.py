"""What records themselves do when one changes, and when one is erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from portal.core.changes import RecordChange
from portal.core.erasure import blank_words, clear_columns
from portal.core.uow import UnitOfWork
from portal.declarations import Permission
from portal.hookspecs import hookimpl
from portal.records.models import OpenedRecord, Record, RecordNote, Submission, UrgentReading
from portal.records.permissions import PERMISSIONS
from portal.records.queries import refuse_if_erased


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return PERMISSIONS


@hookimpl
def portal_record_changed(uow: UnitOfWork, change: RecordChange) -> None:
    """Nothing is written to what was erased. What another organisation says arrives all the same."""
    if change.is_new or uow.actor.user_id is None:
        return
    record = uow.session.get(Record, (uow.tenant.id, change.record_id))
    if record is not None:
        refuse_if_erased(record)


@hookimpl
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int]:
    of_record = (OpenedRecord.record_id == record_id) | (OpenedRecord.from_record_id == record_id)
    sent_in = clear_columns(uow.session, Submission, Submission.record_id == record_id, "title", "words", "answer")
    return {
        "Reports as they were sent in": sent_in,
        "Why it was referred": blank_words(uow.session, OpenedRecord, of_record, "reason"),
        "Why it was opened in an emergency": clear_columns(
            uow.session, UrgentReading, UrgentReading.record_id == record_id, "reason"
        ),
        "Notes": clear_columns(uow.session, RecordNote, RecordNote.record_id == record_id, "words"),
    }
