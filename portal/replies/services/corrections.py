"""A correction travels: whoever holds a copy of the record that no longer says the same gets the next version."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from portal.core.errors import PortalError
from portal.core.uow import UnitOfWork
from portal.declarations import RecordKind, View
from portal.exchange.models import Disclosure, Room
from portal.exchange.rules import documents_in, take_snapshot
from portal.exchange.services import Basis, disclose
from portal.exchange.standing import holds_on
from portal.records.models import Record
from portal.records.queries import load_record
from portal.records.services import kind_of
from portal.replies.models import Notice
from portal.replies.queries import copies_out, record_of
from portal.tenants.models import Link


@dataclass(frozen=True)
class Copy:
    """What one organisation holds of a record by one view; `behind` says that the record says something else now.

    `why_not` is a sentence where the next version cannot go by itself.
    """

    disclosure: Disclosure
    view_label: str
    behind: bool
    why_not: str


def copies_of(uow: UnitOfWork, record: Record) -> list[Copy]:
    """Every copy of one of our own records that others hold now, and whether it still says what the record says."""
    kind = kind_of(uow, record)
    whole = load_record(uow, kind, record.id)
    return [_copy(uow, kind, whole, one) for one in copies_out(uow, record.id)]


def send_corrections(uow: UnitOfWork, notice: Notice) -> list[Disclosure]:
    """Send the next version to everybody whose copy is behind, on the basis on which the last one went."""
    record = record_of(uow, notice)
    if record.is_received:
        raise PortalError("This is a copy of what another organisation told you. They can correct it; you cannot.")
    kind = kind_of(uow, record)
    return [
        _send_again(uow, kind, record, copy.disclosure)
        for copy in copies_of(uow, record)
        if copy.behind and not copy.why_not
    ]


def _copy(uow: UnitOfWork, kind: RecordKind, record: Record, one: Disclosure) -> Copy:
    view = kind.view(one.view)
    if view is None:
        return Copy(one, one.view, behind=False, why_not="")
    behind = take_snapshot(kind, view, record, documents_in(one.snapshot)).sha256 != one.sha256
    return Copy(one, view.label, behind, _why_not(uow, record, view, one) if behind else "")


def _why_not(uow: UnitOfWork, record: Record, view: View, one: Disclosure) -> str:
    link = _link_of(uow, one)
    if not link.is_live:
        return "The link has ended: tell them another way."
    if any(held.link_id == link.id for held in holds_on(uow, record.id)):
        return "It is being held back."
    return "A second person must agree to share this." if view.needs_second_person else ""


def _send_again(uow: UnitOfWork, kind: RecordKind, record: Record, last: Disclosure) -> Disclosure:
    view = kind.view(last.view)
    if view is None:
        raise LookupError(last.view)
    whole = load_record(uow, kind, record.id)
    basis = Basis(last.purpose, last.lawful_basis, last.consent)
    return disclose(uow, whole, kind=kind, view=view, link=_link_of(uow, last), basis=basis)


def _link_of(uow: UnitOfWork, one: Disclosure) -> Link:
    of_room = select(Link).join(Room, (Room.tenant_id == Link.tenant_id) & (Room.link_id == Link.id))
    return uow.session.scalars(of_room.where(Room.id == one.room_id)).one()
