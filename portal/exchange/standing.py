"""Standing disclosures: what a link carries goes out by itself, once per transaction, when its content changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from portal.core.changes import RecordChange
from portal.core.uow import UnitOfWork
from portal.declarations import RecordKind, View
from portal.exchange.models import HeldBack
from portal.exchange.rules import documents_in, take_snapshot
from portal.exchange.services import STANDING_BASIS, disclose, hold_back, last_disclosure, lift_hold
from portal.records.models import Record
from portal.tenants.models import Link


def plan_standing(uow: UnitOfWork, change: RecordChange) -> None:
    """After a record changed: send, just before the commit, the versions its links carry."""
    if not live_links(uow):
        return
    uow.once(("exchange.standing", change.record_id), lambda: send_standing(uow, change))


def send_standing(uow: UnitOfWork, change: RecordChange) -> None:
    """Send each standing view of the record whose content differs from the version last sent, unless held back.

    What a person took back does not go again by itself before something in it has changed.
    """
    record = uow.session.get(Record, (uow.tenant.id, change.record_id))
    if record is None or record.is_received:
        return  # written into a compartment its author cannot read, or somebody else's to tell
    kind: RecordKind | None = uow.plugins.kind(record.kind)
    if kind is None or not kind.lifecycle.state(record.status).shareable:
        return
    for link, view in carried(uow, record, kind):
        _send_if_changed(uow, record, kind, view, link)


def carried(uow: UnitOfWork, record: Record, kind: RecordKind) -> list[tuple[Link, View]]:
    """The links that carry a standing view of this record, with the view. Restricted records are never carried."""
    if record.compartment != "general":
        return []
    found = []
    for link in live_links(uow):
        for one in link.standing:
            view = kind.view(one["view"]) if one["kind"] == kind.key else None
            if view is not None and view.standing and _fits(view, record, link):
                found.append((link, view))
    return found


def _fits(view: View, record: Record, link: Link) -> bool:
    return view.goes_by_itself is None or view.goes_by_itself(record, link.id)


def live_links(uow: UnitOfWork) -> Sequence[Link]:
    """Agreed links on which we are the side that tells."""
    return uow.session.scalars(select(Link).where(Link.status == "agreed", Link.our_part == "to")).all()


def holds_on(uow: UnitOfWork, record_id: Any) -> Sequence[HeldBack]:
    """What is being held back of a record now."""
    return uow.session.scalars(
        select(HeldBack).where(HeldBack.record_id == record_id, HeldBack.lifted_at.is_(None))
    ).all()


def settle_holds(uow: UnitOfWork, record: Record, links: Sequence[Link], *, reason: str) -> None:
    """Hold back from exactly these links from now on: a new hold needs the reason, one not wanted is lifted."""
    wanted = {one.id: one for one in links}
    held = {one.link_id: one for one in holds_on(uow, record.id)}
    for link_id, one in held.items():
        if link_id not in wanted:
            lift_hold(uow, one)
    for link_id, link in wanted.items():
        if link_id not in held:
            hold_back(uow, record, link, reason=reason)


def _send_if_changed(uow: UnitOfWork, record: Record, kind: RecordKind, view: View, link: Link) -> None:
    if any(held.link_id == link.id for held in holds_on(uow, record.id)):
        return
    last = last_disclosure(uow, record.id, link.id, view.key)
    told = documents_in(last.snapshot) if last else ()
    if last is None or last.sha256 != take_snapshot(kind, view, record, told).sha256:
        disclose(uow, record, kind=kind, view=view, link=link, basis=STANDING_BASIS)
