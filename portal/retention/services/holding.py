"""Hold records back from being erased, with a reason and a day to look again; release them with a reason."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from portal.accounts.permissions import GENERAL
from portal.core.errors import NotPermittedError, PortalError
from portal.core.uow import UnitOfWork
from portal.directory.models import Provider
from portal.people.models import Person, RecordPerson
from portal.people.queries import entry_for
from portal.records.models import Record
from portal.records.queries import refuse_if_erased
from portal.retention.models import RetentionHold, RetentionItem
from portal.retention.permissions import HOLD
from portal.retention.queries import APPROVED, PROPOSED, names_held_person
from portal.trail.services import append_entry


def hold_record(uow: UnitOfWork, record: Record, *, reason: str, review_on: date) -> RetentionHold:
    """Keep this record, whatever the rules say, until somebody releases the hold.

    Raises `PortalError` on `review_on` unless that day is still to come, and `ErasedError` when it is too late.
    """
    refuse_if_erased(record)
    hold = _place(uow, reason=reason, review_on=review_on, record_id=record.id, compartment=record.compartment)
    _take_agreement_back(uow, Record.id == record.id)
    return hold


def hold_provider(uow: UnitOfWork, provider: Provider, *, reason: str, review_on: date) -> RetentionHold:
    """Keep every record about this provider, those still to come too. Raises as `hold_record`."""
    hold = _place(uow, reason=reason, review_on=review_on, provider_id=provider.id, compartment=GENERAL)
    _take_agreement_back(uow, Record.provider_id == provider.id)
    return hold


def hold_person(uow: UnitOfWork, person: Person, *, reason: str, review_on: date) -> RetentionHold:
    """Keep every record that names this person, those still to come too, and what is known of them. Raises as
    `hold_record`.

    A merged entry is held as the one that stands for it.
    """
    held = entry_for(uow, person)
    hold = _place(uow, reason=reason, review_on=review_on, person_id=held.id, compartment=held.compartment)
    uow.session.flush()
    named = exists().where(RetentionHold.id == hold.id, names_held_person(RecordPerson.record_id == Record.id))
    _take_agreement_back(uow, named)
    return hold


def release_hold(uow: UnitOfWork, hold: RetentionHold, *, reason: str) -> None:
    """Let the rules count again. Who releases a hold does not agree to erasing what it held."""
    uow.require(HOLD)
    if not hold.is_live:
        raise PortalError("This hold was released already.")
    hold.released_by, hold.released_at, hold.released_reason = _person(uow), uow.now, _said(reason)
    _tell_trail(uow, "retention.released", hold)


def _take_agreement_back(uow: UnitOfWork, held: ColumnElement[bool]) -> None:
    """What somebody had agreed to waits for a decision again; at night it leaves the list for as long as it is held."""
    agreed = (
        select(RetentionItem)
        .join(Record, (Record.tenant_id == RetentionItem.tenant_id) & (Record.id == RetentionItem.record_id))
        .where(held, RetentionItem.status == APPROVED)
    )
    for item in uow.session.scalars(agreed).all():
        item.status, item.approved_by, item.approved_at = PROPOSED, None, None


def _place(
    uow: UnitOfWork,
    *,
    reason: str,
    review_on: date,
    compartment: str,
    record_id: UUID | None = None,
    provider_id: UUID | None = None,
    person_id: UUID | None = None,
) -> RetentionHold:
    uow.require(HOLD)
    if review_on <= uow.today:
        raise PortalError("Enter a day that is still to come.", field="review_on")
    hold = RetentionHold(
        tenant_id=uow.tenant.id,
        record_id=record_id,
        compartment=compartment,
        provider_id=provider_id,
        person_id=person_id,
        reason=_said(reason),
        review_on=review_on,
        placed_by=_person(uow),
        placed_at=uow.now,
    )
    uow.session.add(hold)
    _tell_trail(uow, "retention.held", hold)
    return hold


def _person(uow: UnitOfWork) -> UUID:
    if uow.actor.user_id is None:
        raise NotPermittedError("This takes a person.")
    return uow.actor.user_id


def _said(reason: str) -> str:
    if not reason.strip():
        raise PortalError("Say why.", field="reason")
    return reason.strip()


def _tell_trail(uow: UnitOfWork, act: str, hold: RetentionHold) -> None:
    append_entry(
        uow,
        act,
        act_class="P",
        record_id=hold.record_id,
        compartment=hold.compartment,
        provider=str(hold.provider_id) if hold.provider_id else None,
        person=str(hold.person_id) if hold.person_id else None,
        review_on=hold.review_on.isoformat(),
    )
