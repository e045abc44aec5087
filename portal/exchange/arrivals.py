"""What the receiving organisation's jobs do with what reached it: idempotent, in the order of versions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from portal.core.erasure import ERASED
from portal.core.ids import new_id, new_reference
from portal.core.uow import UnitOfWork
from portal.declarations import RecordKind
from portal.exchange.conversation import SPOKEN, messages_in
from portal.exchange.enclosures import forget_files, take_up_documents
from portal.exchange.models import Message, Receipt, Room
from portal.exchange.rules import RECORD_COLUMNS, THEIR_REFERENCE, changed_fields, columns_from, hash_matches
from portal.records.models import Record
from portal.trail.services import append_entry

ARRIVED = "arrived"


def receive(uow: UnitOfWork, receipt_id: UUID) -> None:
    """Turn a receipt into the receiver's own record, or bring that record up to the newest version.

    Where the kind's plugin is off the receipt stands in the list by itself; the same job run again changes nothing.
    """
    receipt = uow.session.get(Receipt, (uow.tenant.id, receipt_id))
    if receipt is None:
        return  # recalled before this job came to it
    kind: RecordKind | None = uow.plugins.kind(receipt.kind)
    room = uow.session.get_one(Room, (uow.tenant.id, receipt.room_id))
    if kind is not None:
        rebuild_record(uow, kind, room)
        uow.session.refresh(receipt)  # it is about a record now
    append_entry(
        uow,
        "exchange.received",
        act_class="D",
        record_id=receipt.record_id,
        compartment=receipt.compartment,
        sender=receipt.peer_name,
        view=receipt.view,
        version=receipt.version,
        sha256=receipt.sha256,
        hash_matches=hash_matches(receipt.snapshot, receipt.sha256),
    )


def rebuild_record(uow: UnitOfWork, kind: RecordKind, room: Room) -> None:
    """Fill the received record from what its sender stands by, the newest word last; what none of it names is empty."""
    # One job at a time makes the record; not the lock that would keep the sender from adding to the room.
    uow.session.refresh(room, with_for_update={"key_share": True})
    receipts = _told_last(uow, room)
    if not receipts:
        return
    newest = receipts[-1]
    record = uow.session.get(kind.model, (uow.tenant.id, room.record_id)) if room.record_id else None
    if record is None:
        record = _new_record(uow, kind, room, newest)
    told: dict[str, Any] = {}
    for receipt in receipts:
        values = json.loads(receipt.snapshot)
        told |= columns_from(kind, values)
        record.peer_reference = values["record"][THEIR_REFERENCE]
    for name in _disclosable(kind):
        setattr(record, name, told.get(name))
    record.receipt_id, record.received_version, record.updated_at = newest.id, newest.version, uow.now
    uow.session.flush()
    take_up_documents(uow, room)


def hear(uow: UnitOfWork, message_id: UUID) -> None:
    """A message arrived: those who listen take it up. Words that come before their record wait for it."""
    message = uow.session.get(Message, (uow.tenant.id, message_id))
    if message is None or (message.record_id is None and message.payload is None):
        return
    _tell_listeners(uow, message)
    append_entry(
        uow,
        f"exchange.heard_{message.type}" if message.type in SPOKEN else "exchange.message_heard",
        act_class="D",
        record_id=message.record_id,
        compartment=message.compartment,
        **({} if message.type in SPOKEN else {"type": message.type}),
    )


def _tell_listeners(uow: UnitOfWork, message: Message) -> None:
    uow.plugins.asked("portal_message_heard")(uow=uow, message=message)


def forget_recalled(uow: UnitOfWork, room_id: UUID, files: Sequence[str]) -> None:
    """Something was recalled before anybody opened it: the trail says so, without content; other views stay."""
    forget_files(uow, [UUID(one) for one in files])
    room = uow.session.get(Room, (uow.tenant.id, room_id))
    append_entry(uow, "exchange.recalled_by_sender", act_class="D", compartment=room.compartment if room else "general")
    _rebuild_room(uow, room_id)


def mark_withdrawn(uow: UnitOfWork, room_id: UUID) -> None:
    """The sender withdrew an opened copy: it stays as evidence, marked; the record keeps to what they stand by."""
    room = uow.session.get(Room, (uow.tenant.id, room_id))
    append_entry(
        uow,
        "exchange.withdrawn_by_sender",
        act_class="D",
        record_id=room.record_id if room else None,
        compartment=room.compartment if room else "general",
    )
    _rebuild_room(uow, room_id)


def catch_up(uow: UnitOfWork) -> None:
    """A plugin came on: what arrived while it was off becomes records, or their newest version."""
    stale = (
        select(Room, Receipt.kind)
        .join(Receipt, (Receipt.tenant_id == Room.tenant_id) & (Receipt.room_id == Room.id))
        .outerjoin(Record, (Record.tenant_id == Room.tenant_id) & (Record.id == Room.record_id))
        .where(Receipt.state != "superseded", (Record.id.is_(None)) | (Receipt.received_at > Record.updated_at))
        .distinct()
    )
    for room, kind_key in uow.session.execute(stale).all():
        kind: RecordKind | None = uow.plugins.kind(kind_key)
        if kind is not None:
            rebuild_record(uow, kind, room)


def version_changes(uow: UnitOfWork, receipt: Receipt) -> list[str]:
    """What this version changed against the one before it, field by field."""
    earlier = uow.session.scalars(
        select(Receipt.snapshot).where(
            Receipt.room_id == receipt.room_id,
            Receipt.view == receipt.view,
            Receipt.version == receipt.version - 1,
        )
    ).one_or_none()
    return changed_fields(json.loads(earlier), json.loads(receipt.snapshot)) if earlier else []


def _new_record(uow: UnitOfWork, kind: RecordKind, room: Room, receipt: Receipt) -> Any:
    record = kind.model(
        tenant_id=uow.tenant.id,
        id=new_id(),
        kind=kind.key,
        reference=new_reference(kind.prefix),
        compartment=room.compartment,
        origin="received",
        receipt_id=receipt.id,
        peer_name=receipt.peer_name,
        handling=ARRIVED,
        title="",
        status=kind.lifecycle.initial.key,
        nation=uow.tenant.nation,
        opened_on=uow.today,
        first_opened_at=receipt.opened_at,
        created_at=uow.now,
        updated_at=uow.now,
        row_version=1,
    )
    uow.session.add(record)
    uow.session.flush()
    _tie_to_record(uow, room, record)
    return record


def _tie_to_record(uow: UnitOfWork, room: Room, record: Any) -> None:
    """The room and all in it are about this record now; what was said before it is heard."""
    # In the order in which the exchange's functions lock them, so that neither waits for the other for ever.
    # What belonged to an earlier copy, which was erased, stays with that.
    for table, key in ((Receipt, Receipt.room_id), (Room, Room.id), (Message, Message.room_id)):
        uow.session.execute(update(table).where(key == room.id, table.record_id.is_(None)).values(record_id=record.id))
    uow.session.refresh(room)
    for message in messages_in(uow, room):
        if message.direction == "received" and message.record_id == record.id:
            _tell_listeners(uow, message)


def _told_last(uow: UnitOfWork, room: Room) -> list[Receipt]:
    """The current receipts, or, when everything was withdrawn, those: oldest first."""
    receipts = uow.session.scalars(
        select(Receipt)
        .where(Receipt.room_id == room.id, Receipt.state.in_(("current", "withdrawn")), Receipt.snapshot != ERASED)
        .order_by(Receipt.received_at, Receipt.version)
    ).all()
    return [one for one in receipts if one.state == "current"] or list(receipts)


def _rebuild_room(uow: UnitOfWork, room_id: UUID) -> None:
    room = uow.session.get(Room, (uow.tenant.id, room_id))
    record = uow.session.get(Record, (uow.tenant.id, room.record_id)) if room and room.record_id else None
    # With the plugin off too: what was taken back does not wait for it.
    kind: RecordKind | None = uow.plugins.installed_kind(record.kind) if record else None
    if room and kind:
        rebuild_record(uow, kind, room)


def _disclosable(kind: RecordKind) -> set[str]:
    return {*RECORD_COLUMNS, *(one.key for group in kind.groups for one in group.fields)}
