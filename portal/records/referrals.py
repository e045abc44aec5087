"""Open a record from another one: ask another plugin for it, and keep that it came from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import with_polymorphic

from portal.core.ids import new_id
from portal.core.uow import UnitOfWork
from portal.declarations import RecordKind, Referral, State
from portal.records.models import OpenedRecord, Record
from portal.trail.services import append_entry


@dataclass(frozen=True)
class Offer:
    """What may be opened from a record: the kind, and whether its plugin is on here."""

    kind: RecordKind
    is_on: bool


@dataclass(frozen=True)
class Opened:
    """Another record this one was opened from, or led to, as it stands now."""

    record: Record
    kind: RecordKind

    @property
    def state(self) -> State:
        return self.kind.lifecycle.state(self.record.status)


def refer(uow: UnitOfWork, record: Record, *, to_kind: str, reason: str, facts: Mapping[str, Any]) -> UUID | None:
    """Ask the plugins this tenant has on to open a `to_kind` from this record; the two then show each other.

    The new record's id, or None where no plugin took it: then the page says what to do by hand. A plugin that raises
    refuses the whole change.
    """
    referral = Referral(to_kind, record.id, reason, facts, uow.now)
    accepted: UUID | None = uow.plugins.asked("portal_referral")(uow=uow, referral=referral)
    if accepted is None:
        _tell_trail(uow, record, to_kind, accepted=False)
        return None
    opened: Record | None = uow.known(("records.opened", accepted), lambda: None)
    if opened is None:
        raise LookupError("A referral is answered with a record that was opened in the same transaction.")
    keep_origin(uow, opened, from_record=record, reason=reason)
    return accepted


def keep_origin(uow: UnitOfWork, opened: Record, *, from_record: Record, reason: str) -> OpenedRecord:
    """Keep that a record was opened from another. The other's trail says so, but for a kind that is hidden."""
    kept = OpenedRecord(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=opened.id,
        compartment=opened.compartment,
        from_record_id=from_record.id,
        reason=reason,
        referred_at=uow.now,
        referred_by=uow.actor.user_id,
    )
    uow.session.add(kept)
    kind: RecordKind | None = uow.plugins.installed_kind(opened.kind)
    if kind is None or not uow.plugins.is_hidden(kind):
        _tell_trail(uow, from_record, opened.kind, accepted=True)
    return kept


def carried_facts(uow: UnitOfWork, record: Record) -> dict[str, Any]:
    """What a record hands over by itself: the columns its kind says it carries, where they are filled."""
    kind: RecordKind | None = uow.plugins.installed_kind(record.kind)
    found = {name: getattr(record, name) for name in (kind.carries if kind else ())}
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def offers_on(uow: UnitOfWork, record: Record) -> list[Offer]:
    """What the acting person may open from this record, or would be told to do by hand."""
    return [
        Offer(kind, uow.plugins.kind(kind.key) is not None)
        for kind in uow.plugins.installed_kinds
        if (door := kind.opened_from)
        and kind.key != record.kind
        and uow.tenant.kind in kind.tenant_kinds
        and (not door.from_kinds or record.kind in door.from_kinds)
        and uow.may(door.permission)
    ]


def opened_from(uow: UnitOfWork, record_id: UUID) -> list[Opened]:
    """The records this one led to, oldest first; those the acting person may see."""
    return _others(uow, OpenedRecord.record_id, OpenedRecord.from_record_id == record_id)


def origins_of(uow: UnitOfWork, record_id: UUID) -> list[Opened]:
    """The records this one was opened from; those the acting person may see."""
    return _others(uow, OpenedRecord.from_record_id, OpenedRecord.record_id == record_id)


def _others(uow: UnitOfWork, other: Any, wanted: Any) -> list[Opened]:
    thin = with_polymorphic(Record, [])
    found: Sequence[Record] = uow.session.scalars(
        select(thin)
        .join(OpenedRecord, (OpenedRecord.tenant_id == thin.tenant_id) & (other == thin.id))
        .where(wanted)
        .order_by(OpenedRecord.referred_at, thin.id)
    ).all()
    return [Opened(one, kind) for one in found if (kind := uow.plugins.kind(one.kind)) and uow.may(kind.read)]


def _tell_trail(uow: UnitOfWork, record: Record, to_kind: str, *, accepted: bool) -> None:
    append_entry(
        uow,
        "record.referred",
        record_id=record.id,
        compartment=record.compartment,
        to_kind=to_kind,
        accepted=accepted,
    )
