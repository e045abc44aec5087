"""Fetch a version: a signed link for one person, that works once and for a minute."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import delete, select, update

from portal.core.errors import NotFoundError, PortalError
from portal.core.keys import Purpose, derive_key
from portal.core.uow import UnitOfWork
from portal.documents.models import INFECTED, KEPT, LOST, WAITING, DocumentTicket, DocumentVersion
from portal.trail.services import append_entry

GOOD_FOR = timedelta(seconds=60)
NOT_NOW = {
    WAITING: "This file waits for the virus scanner. It can be fetched once it was looked at; try again later.",
    INFECTED: "The virus scanner found something harmful in this file. It is kept from everybody.",
    LOST: "This file is missing from the store. Ask whoever runs the portal to bring it back from a backup.",
}


def issue_ticket(uow: UnitOfWork, version: DocumentVersion, *, secret: str) -> str:
    """The last part of a link that gives this version to this person, once.

    Raises `PortalError` for a version that is not to be had.
    """
    refuse_unless_kept(version)
    _forget_old(uow)
    ticket = DocumentTicket(
        tenant_id=uow.tenant.id,
        id=uuid4(),
        user_id=uow.actor.user_id,
        version_id=version.id,
        expires_at=uow.now + GOOD_FOR,
    )
    uow.session.add(ticket)
    return str(_serializer(secret).dumps(ticket.id.hex))


def ticketed_version(uow: UnitOfWork, signed: str, *, secret: str) -> tuple[UUID, DocumentVersion]:
    """The ticket and the version it is for.

    Raises `NotFoundError` for what we did not sign, for another person's ticket, a used or an old one, and for a
    version its bearer may no longer see; always alike.
    """
    ticket_id = _read(signed, secret)
    statement = (
        select(DocumentVersion)
        .join(
            DocumentTicket,
            (DocumentTicket.tenant_id == DocumentVersion.tenant_id) & (DocumentTicket.version_id == DocumentVersion.id),
        )
        .where(DocumentTicket.id == ticket_id, DocumentTicket.used_at.is_(None), DocumentTicket.expires_at > uow.now)
    )
    version = uow.session.scalars(statement).one_or_none()
    if version is None:
        raise NotFoundError
    refuse_unless_kept(version)
    return ticket_id, version


def use_ticket(uow: UnitOfWork, ticket_id: UUID) -> None:
    """Mark the ticket as used, and the reading in the trail. Raises `NotFoundError` if another fetch was quicker."""
    used = uow.session.execute(
        update(DocumentTicket)
        .where(DocumentTicket.id == ticket_id, DocumentTicket.used_at.is_(None), DocumentTicket.expires_at > uow.now)
        .values(used_at=uow.now)
        .returning(DocumentTicket.version_id)
    ).scalar_one_or_none()
    if used is None:
        raise NotFoundError
    append_entry(uow, "document.fetched", act_class="R", version=str(used))


def refuse_unless_kept(version: DocumentVersion) -> None:
    if version.state != KEPT:
        raise PortalError(NOT_NOW[version.state])


def _read(signed: str, secret: str) -> UUID:
    try:
        return UUID(hex=str(_serializer(secret).loads(signed)))
    except (BadData, ValueError):
        raise NotFoundError from None


def _forget_old(uow: UnitOfWork) -> None:
    """This person's tickets that ran out a while ago."""
    uow.session.execute(delete(DocumentTicket).where(DocumentTicket.expires_at < uow.now - GOOD_FOR))


def _serializer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(derive_key(secret, Purpose.DOWNLOADS))
