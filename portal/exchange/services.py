"""Disclose by view, open, withdraw, hold back: the ordinary code above the five functions of schema `exchange`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, text

from portal.core.db import Json
from portal.core.errors import PortalError
from portal.core.ids import new_id
from portal.core.uow import UnitOfWork
from portal.declarations import RecordKind, View
from portal.exchange.enclosures import Enclosing, documents_carried, documents_held, enclose, take_up_documents
from portal.exchange.models import Disclosure, HeldBack, Receipt, Room
from portal.exchange.rules import Snapshot, take_snapshot
from portal.records.models import Record
from portal.tenants.models import Link
from portal.trail.services import append_entry

DISCLOSE = text(
    "SELECT exchange.disclose(:room, :kind, :view, :compartment, CAST(:manifest AS jsonb), :bytes, :sha256,"
    " :purpose, :basis, :consent, :second, :standing, CAST(:enclosing AS jsonb))"
)


@dataclass(frozen=True)
class Basis:
    """Why something is shared: the purpose in words, the lawful basis, and consent or why it was not sought.

    `is_standing` says that the link itself carries it.
    """

    purpose: str
    lawful_basis: str
    consent: str
    is_standing: bool = False


STANDING_BASIS = Basis(
    purpose="Oversight of commissioned care, as agreed on the link",
    lawful_basis="UK GDPR article 6(1)(e): the commissioner's public task",
    consent="Not sought: the organisations agreed this view, and nothing in it names a person",
    is_standing=True,
)


def preview(kind: RecordKind, view: View, record: Any, documents: Sequence[Json] = ()) -> Snapshot:
    """What the other organisation would be told now; nothing is written."""
    if record.is_received:
        raise PortalError("This is a copy of what another organisation told you. It cannot be passed on from here.")
    if not kind.lifecycle.state(record.status).shareable:
        raise PortalError("This record is not ready to be shared yet.")
    return take_snapshot(kind, view, record, documents)


def disclose(
    uow: UnitOfWork,
    record: Record,
    *,
    kind: RecordKind,
    view: View,
    link: Link,
    basis: Basis,
    second_person: UUID | None = None,
    enclosing: Enclosing | None = None,
) -> Disclosure:
    """Send the next version of a view to the organisation at the other end of a live link.

    `enclosing` are the documents that go along, no others; without it, those the receiver holds already stay told.
    Raises `PortalError` when a second person is needed, the link is not live, or nothing changed since the last.
    """
    if not link.is_live:
        raise PortalError("That link is not agreed, or has ended.", field="link")
    if view.needs_second_person and second_person in (None, uow.actor.user_id):
        raise PortalError("A second person must agree to this.", field="second_person")
    preview(kind, view, record)  # refuses what cannot be shared at all
    room = open_room(uow, record, link)  # holds the room: of two who send the same at once, the second sees the first
    last = current_disclosure(uow, record.id, link.id, view.key)
    snapshot = preview(kind, view, record, enclosing.told if enclosing else documents_carried(uow, record.id, last))
    if last and last.sha256 == snapshot.sha256:
        raise PortalError(f"{link.peer_name} already has exactly this, as version {last.version}.")
    made = uow.session.execute(
        DISCLOSE,
        {
            "room": room,
            "kind": kind.key,
            "view": view.key,
            "compartment": view.compartment,
            "manifest": json.dumps(snapshot.manifest),
            "bytes": snapshot.text,
            "sha256": snapshot.sha256,
            "purpose": basis.purpose,
            "basis": basis.lawful_basis,
            "consent": basis.consent,
            "second": second_person,
            "standing": basis.is_standing,
            "enclosing": json.dumps(enclose(uow, room, enclosing, held=documents_held(last)) if enclosing else []),
        },
    ).scalar_one()
    sent = uow.session.get_one(Disclosure, (uow.tenant.id, made))
    _tell_trail(uow, sent, "exchange.disclosed", fields=snapshot.manifest)
    return sent


def open_room(uow: UnitOfWork, record: Record, link: Link) -> UUID:
    """The room about this record with this organisation, made if it is not there. The other side learns nothing."""
    uow.session.flush()
    made: UUID = uow.session.execute(
        text("SELECT exchange.open_room(:link, :record)"), {"link": link.id, "record": record.id}
    ).scalar_one()
    return made


def last_disclosure(uow: UnitOfWork, record_id: UUID, link_id: UUID, view: str) -> Disclosure | None:
    """The newest version ever sent, taken back or not."""
    return uow.session.scalars(
        _disclosures(record_id, link_id, view).order_by(Disclosure.version.desc()).limit(1)
    ).one_or_none()


def current_disclosure(uow: UnitOfWork, record_id: UUID, link_id: UUID, view: str) -> Disclosure | None:
    """The version the other organisation holds now, if any."""
    return uow.session.scalars(
        _disclosures(record_id, link_id, view).where(Disclosure.state == "current")
    ).one_or_none()


def _disclosures(record_id: UUID, link_id: UUID, view: str) -> Select[Disclosure]:
    return (
        select(Disclosure)
        .join(Room, (Room.tenant_id == Disclosure.tenant_id) & (Room.id == Disclosure.room_id))
        .where(Disclosure.record_id == record_id, Disclosure.view == view, Room.link_id == link_id)
        .execution_options(populate_existing=True)
    )


def withdraw(uow: UnitOfWork, disclosure: Disclosure, *, reason: str, only_recall: bool = False) -> str:
    """Take a disclosure back: `recalled` when nobody had opened it (the copy is gone), else `withdrawn` (it is marked).

    With `only_recall`, an opened one is left alone and the answer is `opened`.
    Raises `PortalError` for a version that is not the current one.
    """
    if disclosure.state != "current":
        raise PortalError("Only the current version can be taken back; this one is not current any more.")
    became: str = uow.session.execute(
        text("SELECT exchange.withdraw(:disclosure, :reason, :only_recall)"),
        {"disclosure": disclosure.id, "reason": reason, "only_recall": only_recall},
    ).scalar_one()
    uow.session.refresh(disclosure)
    if became != "opened":
        _tell_trail(uow, disclosure, f"exchange.{became}", reason=reason)
    return became


def open_receipt(uow: UnitOfWork, receipt: Receipt) -> bool:
    """Open what another organisation shared; they learn when. False when it was open already."""
    was_new: bool = uow.session.execute(text("SELECT exchange.receipt(:receipt)"), {"receipt": receipt.id}).scalar_one()
    uow.session.refresh(receipt)
    if not was_new:
        return False
    record = uow.session.get(Record, (uow.tenant.id, receipt.record_id)) if receipt.record_id else None
    if record is not None and record.first_opened_at is None:
        record.first_opened_at = uow.now
    take_up_documents(uow, uow.session.get_one(Room, (uow.tenant.id, receipt.room_id)))
    append_entry(
        uow,
        "exchange.opened",
        act_class="R",
        record_id=receipt.record_id,
        compartment=receipt.compartment,
        version=receipt.version,
        sender=receipt.peer_name,
        sha256=receipt.sha256,
    )
    return True


def hold_back(uow: UnitOfWork, record: Record, link: Link, *, reason: str) -> HeldBack:
    """Keep the next standing version from going to this organisation, for a reason both ledgers may later ask for."""
    if not reason:
        raise PortalError("Say why you hold this back.", field="hold_back_reason")
    if not any(one.get("may_hold_back") for one in link.standing if one.get("kind") == record.kind):
        raise PortalError("Your agreement does not allow holding this back.", field="hold_back")
    held = HeldBack(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=record.id,
        compartment=record.compartment,
        link_id=link.id,
        reason=reason,
        decided_by=uow.actor.user_id,
        decided_at=uow.now,
    )
    uow.session.add(held)
    append_entry(
        uow,
        "exchange.held_back",
        act_class="D",
        record_id=record.id,
        compartment=record.compartment,
        to=link.peer_name,
    )
    return held


def lift_hold(uow: UnitOfWork, held: HeldBack) -> None:
    """Let standing versions go again, from the next saving on."""
    held.lifted_at = uow.now
    append_entry(uow, "exchange.hold_lifted", act_class="D", record_id=held.record_id, compartment=held.compartment)


def _tell_trail(uow: UnitOfWork, sent: Disclosure, act: str, *, fields: tuple[str, ...] = (), **details: str) -> None:
    append_entry(
        uow,
        act,
        act_class="D",
        record_id=sent.record_id,
        compartment=sent.compartment,
        fields=fields,
        view=sent.view,
        version=sent.version,
        to=sent.peer_name,
        sha256=sent.sha256,
        **details,
    )
