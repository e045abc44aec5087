"""Confirm that providers belong together, leave one out, or undo it. Every decision is written down for good."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from portal.core.errors import NotFoundError, PortalError
from portal.core.ids import new_id
from portal.directory.grouping import CONFIRMED, LEFT_OUT, who_shares
from portal.directory.keys import name_key
from portal.directory.models import REGULATORS, GroupDecision, GroupMember, ProviderGroup

UNDONE = "undone"
FEWEST = 2


@dataclass(frozen=True)
class Decider:
    """Who decides, for which organisation, and when: for accountability."""

    user_id: UUID | None
    tenant_id: UUID | None
    at: datetime


def decide_group(
    connection: Connection,
    source: str,
    source_id: str,
    *,
    name: str,
    together: Collection[UUID],
    offered: Collection[UUID],
    decider: Decider,
) -> UUID:
    """Confirm the providers of `together` as one group and leave out the others that were `offered`: its id.

    With nobody in `together`, the offer is turned down. The name of a brand is the register's and stays.
    Raises `NotFoundError` when one of them does not share the evidence any more, `PortalError` when a group would
    be of one provider alone.
    """
    if not set(together) <= set(offered) or not set(offered) <= set(who_shares(connection, source, source_id)):
        raise NotFoundError
    group_id = _group(connection, source, source_id, name, decider)
    already = select(func.count()).where(
        GroupMember.group_id == group_id, GroupMember.status == CONFIRMED, GroupMember.provider_id.not_in(offered)
    )
    if together and len(set(together)) + connection.execute(already).scalar_one() < FEWEST:
        raise PortalError("Tick at least two providers, or say that they do not belong together.", field="providers")
    for provider_id in sorted(set(offered)):
        decide_member(
            connection, group_id, provider_id, CONFIRMED if provider_id in together else LEFT_OUT, decider=decider
        )
    return group_id


def decide_member(connection: Connection, group_id: UUID, provider_id: UUID, status: str, *, decider: Decider) -> None:
    """Put one provider into a group (`confirmed`) or leave it out (`left_out`)."""
    values = {"status": status, "decided_at": decider.at}
    statement = upsert(GroupMember).values(group_id=group_id, provider_id=provider_id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["group_id", "provider_id"], set_=values))
    _note(connection, group_id, status, decider, provider_id)


def change_member(connection: Connection, group_id: UUID, provider_id: UUID, status: str, *, decider: Decider) -> None:
    """Take a provider out of a group, or put one back that was left out. Raises `NotFoundError` for any other."""
    known = select(GroupMember.status).where(GroupMember.group_id == group_id, GroupMember.provider_id == provider_id)
    if connection.execute(known.with_for_update()).scalar() is None or status not in {CONFIRMED, LEFT_OUT}:
        raise NotFoundError
    decide_member(connection, group_id, provider_id, status, decider=decider)


def undo_group(connection: Connection, group_id: UUID, *, decider: Decider) -> None:
    """Take every decision about a group back: it is offered again. Raises `NotFoundError` when there is none."""
    if not connection.execute(delete(GroupMember).where(GroupMember.group_id == group_id)).rowcount:
        raise NotFoundError
    _note(connection, group_id, UNDONE, decider, None)


def _group(connection: Connection, source: str, source_id: str, name: str, decider: Decider) -> UUID:
    values: Mapping[str, Any] = {
        "id": new_id(),
        "source": source,
        "source_id": source_id,
        "name": name.strip(),
        "name_key": name_key(name),
        "first_seen_on": decider.at.date(),
    }
    renamed = {"name": values["name"], "name_key": values["name_key"]}
    connection.execute(
        upsert(ProviderGroup)
        .values(**values)
        .on_conflict_do_update(
            index_elements=["source", "source_id"], set_=renamed, where=ProviderGroup.source.not_in(REGULATORS)
        )
    )
    chosen = select(ProviderGroup.id).where(ProviderGroup.source == source, ProviderGroup.source_id == source_id)
    found: UUID = connection.execute(chosen.with_for_update()).scalar_one()
    return found


def _note(connection: Connection, group_id: UUID, decision: str, decider: Decider, provider_id: UUID | None) -> None:
    connection.execute(
        insert(GroupDecision).values(
            id=new_id(),
            group_id=group_id,
            provider_id=provider_id,
            decision=decision,
            decided_at=decider.at,
            decided_by=decider.user_id,
            decided_in=decider.tenant_id,
        )
    )
