"""Append to the trail, in the transaction of what it tells."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, Literal
from uuid import UUID

from portal.core.uow import UnitOfWork
from portal.trail.models import TrailEntry
from portal.trail.rules import SALT_BYTES, commitment

ActClass = Literal["A", "C", "R", "D", "P", "X", "E", "S"]


def append_entry(
    uow: UnitOfWork,
    act: str,
    *,
    act_class: ActClass = "C",
    record_id: UUID | None = None,
    compartment: str = "general",
    fields: Iterable[str] = (),
    **details: Any,
) -> TrailEntry:
    """Record one act. `details` say what kind of thing happened; values of the record never go in."""
    payload = {
        "actor": str(uow.actor.user_id) if uow.actor.user_id else "system",
        "role": uow.actor.role_label,
        "object": str(record_id) if record_id else None,
        "fields": sorted(fields),
        **details,
    }
    salt = secrets.token_bytes(SALT_BYTES)
    entry = TrailEntry(
        tenant_id=uow.tenant.id,
        at=uow.now,
        act=act,
        act_class=act_class,
        objects=1,
        record_id=record_id,
        compartment=compartment,
        actor_id=uow.actor.user_id,
        payload=payload,
        salt=salt,
        commitment=commitment(payload, salt),
    )
    uow.session.add(entry)
    return entry
