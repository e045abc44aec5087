"""Who hears by mail of what happened to an action; never what it says."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, text

from portal.accounts.models import RecordExclusion
from portal.actions.models import Action
from portal.core.uow import UnitOfWork
from portal.notifications.services import tell


def tell_people(uow: UnitOfWork, action: Action, event: str, people: set[UUID]) -> None:
    """`event` names the sentence in `notifications/action.txt`. Who acts knows; who is kept out must not."""
    heard = people - {uow.actor.user_id}
    if heard:
        heard -= kept_out(uow, action.record_id)
    if heard:
        tell(
            uow,
            template="action",
            people=sorted(heard),
            event=event,
            reference=action.reference,
            action=str(action.id),
            peer=action.peer_name,
        )


def kept_out(uow: UnitOfWork, record_id: UUID | None) -> set[UUID]:
    """Who must not learn of this record. No policy shows the rows to the portal's own jobs, so these ask apart."""
    if record_id is None:
        return set()
    if uow.actor.user_id is None:
        rows = uow.session.execute(text("SELECT user_id FROM auth.kept_out() WHERE record_id = :id"), {"id": record_id})
        return set(rows.scalars())
    return set(uow.session.scalars(select(RecordExclusion.user_id).where(RecordExclusion.record_id == record_id)))


def tell_owner(uow: UnitOfWork, action: Action, event: str) -> None:
    """Whoever here has the action."""
    tell_people(uow, action, event, {action.owner_id} if action.owner_id else set())


def tell_asker(uow: UnitOfWork, action: Action, event: str) -> None:
    """Whoever here asked the other organisation for it."""
    tell_people(uow, action, event, {action.created_by} if action.created_by else set())
