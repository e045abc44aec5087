"""Append to the trail, in the transaction of what it tells; erase what it says, and say so."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.core.errors import PortalError
from portal.core.ids import new_id
from portal.core.uow import UnitOfWork
from portal.trail.export import Source, zipped
from portal.trail.models import TrailEntry
from portal.trail.queries import latest_checkpoint
from portal.trail.rules import PLATFORM_LOG, SALT_BYTES, base64_text, commitment
from portal.trail.signing import Signer

ActClass = Literal["A", "C", "R", "D", "P", "X", "E", "S"]
PLATFORM = "platform"
MOST_ON_A_PAGE = 50_000

# One statement for thousands of entries, where one for each would take longer than all that they tell of.
APPEND = text(
    "INSERT INTO portal.trail_entry"
    " (tenant_id, id, at, act, act_class, objects, record_id, compartment, actor_id, payload, salt, commitment)"
    " SELECT :tenant, r.id, :at, :act, 'S', 1, r.record_id, r.compartment, :actor, r.payload,"
    " decode(r.salt, 'hex'), decode(r.commitment, 'hex')"
    " FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r"
    " (id uuid, record_id uuid, compartment text, payload jsonb, salt text, commitment text)"
)
ERASE = text("SELECT commitment, compartment FROM trail.erase(:record)")


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
    """Record one act. `details` say what kind of thing happened; values of the record never go in.

    `act` is a code (`feature.verb`: small letters, digits, dots, dashes, underscores).
    """
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


def append_readings(uow: UnitOfWork, readings: Mapping[UUID, str]) -> None:
    """Record which restricted records, by id and compartment, a page showed: one entry for each compartment.

    Whoever reads the entry holds the compartment of all it names.
    """
    for compartment in sorted(set(readings.values())):
        shown = sorted(record_id for record_id, kept_in in readings.items() if kept_in == compartment)
        only = shown[0] if len(shown) == 1 else None
        more = {} if only else {"objects": [str(one) for one in shown]}
        entry = append_entry(uow, "record.read", act_class="R", record_id=only, compartment=compartment, **more)
        entry.objects = len(shown)


def take_copy(uow: UnitOfWork, signer: Signer) -> bytes:
    """The organisation's log as a ZIP file to check elsewhere: what the actor may see, and the leaves of the rest.

    Raises `PortalError` when it is too long for a page.
    """
    latest = latest_checkpoint(uow)
    if latest is None or latest.size > MOST_ON_A_PAGE:
        raise PortalError("This is too much for a download. Whoever runs the portal can export the whole trail.")
    append_entry(uow, "trail.exported", act_class="X", compartment="organisation", entries=latest.size)
    uow.session.flush()
    return zipped(Source(uow.session.connection(), uow.tenant.id, signer, is_part=True), at=uow.now)


def append_platform_entry(
    session: Session, act: str, *, at: datetime, act_class: ActClass = "S", **details: Any
) -> TrailEntry:
    """Record what the operator did, in the platform's own log. `session` is the operator's."""
    session.connection()  # begins where nothing was asked yet: only then is it known who acts
    actor = UUID(session.info["facts"]["user_id"])
    payload = {"actor": str(actor), "role": "Operator", "object": None, "fields": [], **details}
    entry = TrailEntry(
        tenant_id=PLATFORM_LOG,
        at=at,
        act=act,
        act_class=act_class,
        objects=1,
        compartment=PLATFORM,
        actor_id=actor,
        **_bound(payload),
    )
    session.add(entry)
    return entry


def erase_payloads(uow: UnitOfWork, record_id: UUID, *, basis: str) -> int:
    """Erase for good what the trail's entries about this record say, and who acted; how many entries there were.

    Their headers and commitments stay, so the log still verifies; an entry of class E says that they were erased and
    on which legal `basis` (a code). Call it in a job, or for somebody whose permission carries the power `erase`: the
    database refuses others.
    """
    uow.session.flush()
    erased = uow.session.execute(ERASE, {"record": record_id}).all()
    if not erased:
        return 0
    said = append_entry(
        uow,
        "trail.erased",
        act_class="E",
        record_id=record_id,
        compartment=erased[0].compartment,
        basis=basis,
        erased=sorted(base64_text(one.commitment) for one in erased),
    )
    said.objects = len(erased)
    return len(erased)


def _row(
    uow: UnitOfWork, act: str, act_class: ActClass, record_id: UUID | None, compartment: str, details: Mapping[str, Any]
) -> dict[str, Any]:
    payload = {
        "actor": str(uow.actor.user_id) if uow.actor.user_id else "system",
        "role": uow.actor.role_label,
        "object": str(record_id) if record_id else None,
        **details,
    }
    return {
        "tenant_id": uow.tenant.id,
        "at": uow.now,
        "act": act,
        "act_class": act_class,
        "objects": 1,
        "record_id": record_id,
        "compartment": compartment,
        "actor_id": uow.actor.user_id,
        **_bound(payload),
    }


def _bound(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload, a fresh salt, and the commitment to both."""
    salt = secrets.token_bytes(SALT_BYTES)
    return {"payload": payload, "salt": salt, "commitment": commitment(payload, salt)}
