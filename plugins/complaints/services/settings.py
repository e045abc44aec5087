"""Who receives complaints and answers for them, who answers for whom, and what everybody is told was done."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import select

from plugins.complaints.models import ComplaintsDesk, LineManager, SaidAndDone
from portal.plugin import PortalError, UnitOfWork
from portal.plugin.services import append_entry, members, new_id

ORGANISATION = "organisation"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who receives complaints, as everybody may read it."""

    manager_name: str
    responsible_name: str
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    support: str | None = None


def save_desk(uow: UnitOfWork, desk: Desk) -> ComplaintsDesk:
    """From now on the public page and the leaflet name these."""
    row = ComplaintsDesk(
        tenant_id=uow.tenant.id, id=new_id(), saved_at=uow.now, saved_by=uow.actor.user_id, **asdict(desk)
    )
    uow.session.add(row)
    append_entry(uow, "complaints.desk_saved", compartment=ORGANISATION)
    return row


def set_line_manager(uow: UnitOfWork, *, member_id: UUID, manager_id: UUID) -> LineManager:
    """Say who answers for somebody. Raises `PortalError` on `manager_id` for the same person, or a stranger."""
    if member_id == manager_id:
        raise PortalError("Nobody is their own line manager", field="manager_id")
    if not {member_id, manager_id} <= {one.user_id for one in members(uow)}:
        raise PortalError("Choose somebody who belongs to your organisation", field="manager_id")
    row = uow.session.scalars(select(LineManager).where(LineManager.member_id == member_id)).one_or_none()
    if row is None:
        row = LineManager(tenant_id=uow.tenant.id, id=new_id(), member_id=member_id, manager_id=manager_id)
        uow.session.add(row)
    row.manager_id = manager_id
    append_entry(uow, "complaints.line_manager_set", compartment=ORGANISATION, person=str(member_id))
    return row


def publish(uow: UnitOfWork, *, said: str, did: str) -> SaidAndDone:
    """Put “you said, we did” on the public page, in words that name nobody."""
    row = SaidAndDone(
        tenant_id=uow.tenant.id,
        id=new_id(),
        said=said.strip(),
        did=did.strip(),
        published_on=uow.today,
        published_by=uow.actor.user_id,
    )
    uow.session.add(row)
    append_entry(uow, "complaints.published", compartment=ORGANISATION)
    return row


def withdraw(uow: UnitOfWork, row: SaidAndDone) -> None:
    """Take it off the public page; it stays on record that it stood there."""
    if row.withdrawn_on is None:
        row.withdrawn_on = uow.today
        append_entry(uow, "complaints.unpublished", compartment=ORGANISATION)
