"""The lines of an action's history, and the lock under which they are added."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from portal.actions.models import Action, ActionEntry
from portal.core.ids import new_id
from portal.core.uow import UnitOfWork
from portal.trail.services import append_entry


def hold(uow: UnitOfWork, action: Action) -> None:
    """Lock the action until the end of the transaction and read how it stands now."""
    uow.session.flush()
    uow.session.refresh(action, with_for_update=True)


def write_entry(
    uow: UnitOfWork,
    action: Action,
    step: str,
    *,
    words: str | None = None,
    due_on: date | None = None,
    evidence_on: date | None = None,
    is_internal: bool = False,
) -> ActionEntry:
    """Write down what one of ours did, here and in the trail."""
    entry = _add(
        uow, action, step, words=words or None, due_on=due_on, evidence_on=evidence_on, is_internal=is_internal,
        by=uow.actor.user_id, by_role=uow.actor.role_label,
    )  # fmt: skip
    _trail(uow, action, f"action.{step}")
    return entry


def write_heard(uow: UnitOfWork, action: Action, step: str, *, message: Any, **told: Any) -> ActionEntry:
    """Write down what the other organisation did; of its people the role is known."""
    entry = _add(
        uow, action, step, by=None, by_role=message.author_role, by_peer=action.peer_name,
        message_key=message.message_key, **told,
    )  # fmt: skip
    _trail(uow, action, f"action.heard_{step}")
    return entry


def _add(uow: UnitOfWork, action: Action, step: str, **columns: Any) -> ActionEntry:
    entry = ActionEntry(
        **{"is_internal": False, **columns},
        tenant_id=uow.tenant.id,
        id=new_id(),
        action_id=action.id,
        at=uow.now,
        step=step,
    )
    uow.session.add(entry)
    return entry


def _trail(uow: UnitOfWork, action: Action, act: str) -> None:
    reference: UUID | None = action.record_id
    append_entry(uow, act, record_id=reference, compartment=action.compartment, action=action.reference)
