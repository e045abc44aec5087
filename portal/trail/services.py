"""Append to the trail, in the transaction of what it tells."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text

from portal.core.ids import new_id
from portal.core.uow import UnitOfWork
from portal.trail.models import TrailEntry
from portal.trail.rules import SALT_BYTES, commitment

ActClass = Literal["A", "C", "R", "D", "P", "X", "E", "S"]

# One statement for thousands of entries, where one for each would take longer than all that they tell of.
APPEND = text(
    "INSERT INTO portal.trail_entry"
    " (tenant_id, id, at, act, act_class, objects, record_id, compartment, actor_id, payload, salt, commitment)"
    " SELECT :tenant, r.id, :at, :act, 'S', 1, r.record_id, r.compartment, :actor, r.payload,"
    " decode(r.salt, 'hex'), decode(r.commitment, 'hex')"
    " FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r"
    " (id uuid, record_id uuid, compartment text, payload jsonb, salt text, commitment text)"
)


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
    entry = TrailEntry(**_row(uow, act, act_class, record_id, compartment, {"fields": sorted(fields), **details}))
    uow.session.add(entry)
    return entry


def append_entries(uow: UnitOfWork, act: str, about: Iterable[tuple[UUID, str, Mapping[str, Any]]]) -> None:
    """Record what the portal itself did to many records at once: the id, compartment and details of each."""
    rows = [
        _row(uow, act, "S", record_id, compartment, {"fields": [], **details})
        for record_id, compartment, details in about
    ]
    written = [
        {
            "id": str(new_id()),
            "record_id": str(row["record_id"]),
            "compartment": row["compartment"],
            "payload": row["payload"],
            "salt": row["salt"].hex(),
            "commitment": row["commitment"].hex(),
        }
        for row in rows
    ]
    same = {"tenant": uow.tenant.id, "at": uow.now, "act": act, "actor": uow.actor.user_id}
    uow.session.execute(APPEND, same | {"rows": json.dumps(written)})


def _row(
    uow: UnitOfWork, act: str, act_class: ActClass, record_id: UUID | None, compartment: str, details: Mapping[str, Any]
) -> dict[str, Any]:
    payload = {
        "actor": str(uow.actor.user_id) if uow.actor.user_id else "system",
        "role": uow.actor.role_label,
        "object": str(record_id) if record_id else None,
        **details,
    }
    salt = secrets.token_bytes(SALT_BYTES)
    return {
        "tenant_id": uow.tenant.id,
        "at": uow.now,
        "act": act,
        "act_class": act_class,
        "objects": 1,
        "record_id": record_id,
        "compartment": compartment,
        "actor_id": uow.actor.user_id,
        "payload": payload,
        "salt": salt,
        "commitment": commitment(payload, salt),
    }
