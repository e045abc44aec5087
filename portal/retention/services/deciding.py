"""Agree that a record goes, or keep it longer with a reason. Nothing goes because of a timer alone."""

from __future__ import annotations

from datetime import date

from portal.core.errors import PortalError
from portal.core.uow import UnitOfWork
from portal.records.models import Record
from portal.retention.models import RetentionItem
from portal.retention.permissions import APPROVE
from portal.retention.queries import APPROVED, KEPT, PROPOSED, holds_on
from portal.retention.services.proposing import ERASE, why_not_any_more
from portal.trail.services import append_entry


def approve_erasure(uow: UnitOfWork, item: RetentionItem) -> None:
    """Agree that the record goes once its time is over; the worker then erases it.

    Raises `PortalError` with why not: it does not hold any more, or the person opened the record or released its hold.
    """
    uow.require(APPROVE)
    uow.session.refresh(item, with_for_update=True)
    _refuse_unless_proposed(item)
    reasons = objections_to(uow, item)
    if reasons:
        raise PortalError(" ".join(reasons))
    item.status, item.approved_by, item.approved_at = APPROVED, uow.actor.user_id, uow.now
    _tell_trail(uow, item, "retention.approved")
    uow.session.flush()
    if item.keep_until < uow.today:
        uow.session.execute(ERASE, {"item": item.id})


def objections_to(uow: UnitOfWork, item: RetentionItem) -> list[str]:
    """Why this person cannot agree now, as sentences."""
    record = uow.session.get_one(Record, (uow.tenant.id, item.record_id))
    holds = holds_on(uow, record)
    if any(one.is_live for one in holds):
        return ["It is held. Release the hold first."]
    found = []
    if item.opened_by == uow.actor.user_id:
        found.append("You opened this record. Somebody else has to agree.")
    if any(one.released_by == uow.actor.user_id for one in holds):
        found.append("You released a hold on this record. Somebody else has to agree.")
    stale = why_not_any_more(uow, item)
    return [*found, stale] if stale else found


def keep_longer(uow: UnitOfWork, item: RetentionItem, *, until: date, reason: str) -> None:
    """Keep the record for now, and be asked again a month before `until`.

    Raises `PortalError` on `until` unless that day is later than the rules say and still to come.
    """
    uow.require(APPROVE)
    uow.session.refresh(item, with_for_update=True)
    _refuse_unless_proposed(item)
    if until <= max(uow.today, item.keep_until):
        raise PortalError("Enter a day that is still to come, and later than the one worked out.", field="until")
    if not reason.strip():
        raise PortalError("Say why it is still needed.", field="reason")
    item.status, item.kept_until, item.reason = KEPT, until, reason.strip()
    _tell_trail(uow, item, "retention.kept_longer", until=until.isoformat())


def _refuse_unless_proposed(item: RetentionItem) -> None:
    if item.status != PROPOSED:
        raise PortalError("Somebody has decided on this already. Open the list again to see how it stands.")


def _tell_trail(uow: UnitOfWork, item: RetentionItem, act: str, **details: str) -> None:
    append_entry(
        uow,
        act,
        act_class="P",
        record_id=item.record_id,
        compartment=item.compartment,
        rule=item.rule_code,
        **details,
    )
