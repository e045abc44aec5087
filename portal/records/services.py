"""Open, change and move records of any kind; answer the people who sent them."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from sqlalchemy import inspect, select

from portal.core.db import Json
from portal.core.errors import NotFoundError, PortalError, StaleRecordError
from portal.core.ids import new_id, new_reference
from portal.core.uow import UnitOfWork
from portal.declarations import RecordKind, Transition
from portal.records.admissions import keep_as_own_case
from portal.records.models import Record, RecordNote, Submission
from portal.trail.services import append_entry

R = TypeVar("R", bound=Record)
OPEN_TO_MOVING = frozenset({"general", "safeguarding"})


def kind_of(uow: UnitOfWork, record: Record) -> RecordKind:
    """The record's kind; not found when its plugin is off."""
    kind: RecordKind | None = uow.plugins.kind(record.kind)
    if kind is None:
        raise NotFoundError
    return kind


def open_record(uow: UnitOfWork, record: R, *, act: str = "record.opened") -> R:
    """Give a new record its key, reference, first status and trail entry, and add it to the transaction.

    The caller has set title, nation and the kind's own columns, and `site_id` or `provider_id` where known.
    """
    kind = _kind_for_model(uow, type(record))
    record.tenant_id = uow.tenant.id
    record.id = getattr(record, "id", None) or new_id()
    record.kind = kind.key
    record.reference = new_reference(kind.prefix)
    record.status = record.status or kind.lifecycle.initial.key
    record.compartment = record.compartment or "general"
    record.origin = "own"
    record.opened_on = getattr(record, "opened_on", None) or uow.today
    record.created_at = record.updated_at = uow.now
    record.created_by = uow.actor.user_id
    record.row_version = 1
    uow.session.add(record)
    uow.known(("records.opened", record.id), lambda: record)  # whoever opened it may not be able to read it again
    append_entry(uow, act, record_id=record.id, compartment=record.compartment, kind=kind.key)
    keep_as_own_case(uow, record)
    return record


def change_record(
    uow: UnitOfWork,
    record: R,
    *,
    expected_version: int | None = None,
    act: str = "record.changed",
    **columns: Any,
) -> R:
    """Set columns of one of our own records. `expected_version` is the one the person's form was made from.

    Raises `StaleRecordError` when somebody saved in between, `PortalError` for a received copy.
    """
    hold_for_change(uow, record, expected_version=expected_version)
    changed = [name for name, value in columns.items() if getattr(record, name) != value]
    if not changed:
        return record
    for name in changed:
        setattr(record, name, columns[name])
    _bump(uow, record)
    append_entry(uow, act, record_id=record.id, compartment=record.compartment, fields=changed)
    return record


def hold_for_change(
    uow: UnitOfWork, record: Record, *, expected_version: int | None = None, reads_again: bool = False
) -> None:
    """Lock the record until the end of the transaction and make sure it may, and still can, be changed.

    Raises `StaleRecordError` when somebody saved since the form was made, or since the record was read here: what was
    decided by an earlier state of it would overwrite theirs. A caller that `reads_again` decides by what it reads then.
    """
    if record.is_received:
        raise PortalError("This is a copy of what another organisation told you. They can correct it; you cannot.")
    held = uow.session.execute(
        select(Record.row_version).where(Record.id == record.id).with_for_update(of=Record)
    ).scalar_one_or_none()
    if held is None:
        raise NotFoundError
    seen = held if reads_again else record.row_version
    if held != (seen if expected_version is None else expected_version):
        raise StaleRecordError


def move_record(uow: UnitOfWork, record: R, step: Transition, *, reason: str | None = None) -> R:
    """Take one step of the record's lifecycle. Closing states date the closing.

    Raises `PortalError` with every reason why not yet.
    """
    hold_for_change(uow, record)
    refuse_unless_ready(uow, record, step, reason=reason)
    kind = kind_of(uow, record)
    state = kind.lifecycle.state(step.to_state)
    record.status = state.key
    record.closed_on = None if state.is_open else uow.today
    _bump(uow, record)
    append_entry(
        uow,
        f"record.{step.key}",
        record_id=record.id,
        compartment=record.compartment,
        fields=["status"],
        to=state.key,
    )
    if reason:
        add_note(uow, record, words=reason)
    return record


def refuse_unless_ready(uow: UnitOfWork, record: Record, step: Transition, *, reason: str | None) -> None:
    """Raise `PortalError` unless the step fits the record's status and its guard has no objection."""
    if record.status not in step.from_states:
        label = kind_of(uow, record).lifecycle.state(record.status).label
        raise PortalError(f"This step does not fit now: the record is “{label}”.")
    if step.needs_reason and not reason:
        raise PortalError("Say why.", field="reason")
    objections = step.guard(uow, record) if step.guard else []
    if objections:
        raise PortalError(" ".join(objections))


def restrict_record(uow: UnitOfWork, record: R, *, compartment: str, reason: str) -> R:
    """Move a record into another compartment: from then on the database shows it to that compartment's roles only."""
    if record.compartment not in OPEN_TO_MOVING:
        raise PortalError("Who may see a record of this kind is fixed.", field="compartment")
    if compartment not in uow.actor.compartments:
        raise PortalError("You cannot move a record where you could not see it.", field="compartment")
    earlier = record.compartment
    change_record(uow, record, act="record.restricted", compartment=compartment)
    append_entry(
        uow,
        "record.restriction_reason",
        record_id=record.id,
        compartment=compartment,
        earlier=earlier,
        reason=reason,
    )
    return record


def add_note(uow: UnitOfWork, record: Record, *, words: str) -> RecordNote:
    """Write an organisation's own note beside a record, its own or a received one."""
    if uow.actor.user_id is None:
        raise PortalError("A note needs a person who writes it.")
    note = RecordNote(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=record.id,
        compartment=record.compartment,
        written_at=uow.now,
        written_by=uow.actor.user_id,
        words=words,
    )
    uow.session.add(note)
    append_entry(uow, "record.noted", record_id=record.id, compartment=record.compartment)
    return note


def keep_submission(uow: UnitOfWork, record: Record, *, words: Json, answer_by: date | None) -> Submission:
    """Keep for its sender what they sent: their words, and by when they will hear."""
    if uow.actor.user_id is None:
        raise PortalError("A submission needs a person who sends it.")
    submission = Submission(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=record.id,
        compartment=record.compartment,
        reference=record.reference,
        title=record.title,
        submitted_by=uow.actor.user_id,
        submitted_at=uow.now,
        words=words,
        answer_by=answer_by,
    )
    uow.session.add(submission)
    return submission


def answer_submission(
    uow: UnitOfWork, submission: Submission, *, answer: str, expected_version: int | None = None
) -> Submission:
    """Tell the person who sent it what came of it.

    Raises `StaleRecordError` if somebody answered after the version the caller saw (None: whatever was said before).
    """
    uow.session.refresh(submission, with_for_update=True)
    if expected_version is not None and expected_version != submission.answer_version:
        raise StaleRecordError
    submission.answer = answer
    submission.answered_at = uow.now
    submission.answered_by = uow.actor.user_id
    append_entry(uow, "record.sender_answered", record_id=submission.record_id, compartment=submission.compartment)
    return submission


def _bump(uow: UnitOfWork, record: Record) -> None:
    record.row_version += 1
    record.updated_at = uow.now


def _kind_for_model(uow: UnitOfWork, model: type[Record]) -> RecordKind:
    kind: RecordKind | None = uow.plugins.kind(str(inspect(model).polymorphic_identity))
    if kind is None:
        raise NotFoundError
    return kind
