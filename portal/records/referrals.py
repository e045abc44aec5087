"""Hand something over to another plugin, or learn that nobody took it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from portal.core.uow import UnitOfWork
from portal.declarations import Referral
from portal.records.models import Record
from portal.trail.services import append_entry


def refer(uow: UnitOfWork, record: Record, *, to_kind: str, reason: str, facts: Mapping[str, Any]) -> UUID | None:
    """Ask the plugins this tenant has on to open a `to_kind` from this record.

    The new record's id, or None where no plugin took it: then the page says what to do by hand. A plugin that raises
    refuses the whole change.
    """
    referral = Referral(to_kind, record.id, reason, facts, uow.now)
    accepted: UUID | None = uow.plugins.asked("portal_referral")(uow=uow, referral=referral)
    append_entry(
        uow,
        "record.referred",
        record_id=record.id,
        compartment=record.compartment,
        to_kind=to_kind,
        accepted=accepted is not None,
    )
    return accepted
