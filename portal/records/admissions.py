"""Let a person into one record whose role does not show them its kind: an advocate into the case of their client."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.accounts.models import Membership
from portal.accounts.queries import members
from portal.core.errors import NotFoundError
from portal.core.ids import new_id
from portal.core.uow import UnitOfWork
from portal.declarations import RecordKind
from portal.records.models import Record, RecordAdmission
from portal.records.permissions import OWN_CASES
from portal.trail.services import append_entry


def admissions_to(uow: UnitOfWork, record_id: UUID) -> Sequence[RecordAdmission]:
    """Who was let into a record, the first on top. Somebody who was let in themselves finds their own row alone."""
    return uow.session.scalars(
        select(RecordAdmission).where(RecordAdmission.record_id == record_id).order_by(RecordAdmission.added_at)
    ).all()


def who_could_be_let_in(uow: UnitOfWork, kind: RecordKind, record: Record) -> Sequence[Membership]:
    """Members whose role reads this kind and does not show them this record, by name."""
    registry = _registry(uow)
    inside = {one.user_id for one in admissions_to(uow, record.id)}
    return [
        one
        for one in members(uow)
        if one.user_id not in inside
        and kind.read in registry.permissions_of(one.roles)
        and not any(record.compartment in registry.roles[role].compartments for role in one.roles)
    ]


def let_in(uow: UnitOfWork, kind: RecordKind, record: Record, *, user_id: UUID | None) -> RecordAdmission:
    """From their next page on the person finds the record. A record they were kept out of stays hidden from them.

    Raises `NotFoundError` for anybody who could not be let in.
    """
    could_be = {one.user_id for one in who_could_be_let_in(uow, kind, record)}
    if user_id is None or user_id not in could_be:
        raise NotFoundError
    return _admit(uow, record, user_id)


def let_out(uow: UnitOfWork, record: Record, *, user_id: UUID) -> None:
    """From their next page on the person does not find the record."""
    found = next((one for one in admissions_to(uow, record.id) if one.user_id == user_id), None)
    if found is None:
        raise NotFoundError
    uow.session.delete(found)
    append_entry(uow, "record.let_out", record_id=record.id, compartment=record.compartment, person=str(user_id))


def keep_as_own_case(uow: UnitOfWork, record: Record) -> None:
    """Let whoever works on their own cases alone into the record they just opened; anybody else needs no letting in."""
    if uow.may(OWN_CASES) and uow.actor.user_id and record.compartment not in uow.actor.compartments:
        _admit(uow, record, uow.actor.user_id)


def _admit(uow: UnitOfWork, record: Record, user_id: UUID) -> RecordAdmission:
    admission = RecordAdmission(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=record.id,
        compartment=record.compartment,
        user_id=user_id,
        added_by=uow.actor.user_id,
        added_at=uow.now,
    )
    uow.session.add(admission)
    append_entry(uow, "record.let_in", record_id=record.id, compartment=record.compartment, person=str(user_id))
    return admission


def _registry(uow: UnitOfWork) -> Any:
    plugins: Any = uow.plugins
    return plugins.registry
