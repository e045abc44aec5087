"""Read concerns, cases about people in a position of trust, and where to ring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from plugins.safeguarding.models import (
    Concern,
    Contact,
    LocalContact,
    PipotCase,
    PipotConsultation,
    PipotDisclosure,
    PipotReview,
    PoliceHold,
    Sending,
)
from portal.plugin import NotFoundError, UnitOfWork
from portal.plugin.services import Link, Record, Site, links_as, opened_from, origins_of, urgent_readings_since

STALE_AFTER = timedelta(days=182)
LATELY = timedelta(days=90)


def load_concern(uow: UnitOfWork, concern_id: UUID) -> Concern:
    found = uow.session.get(Concern, (uow.tenant.id, concern_id))
    if found is None:
        raise NotFoundError
    return found


def load_own_concern(uow: UnitOfWork, concern_id: UUID) -> Concern:
    """A concern to work on: a copy of somebody else's is theirs."""
    found = load_concern(uow, concern_id)
    if found.is_received:
        raise NotFoundError
    return found


def load_case(uow: UnitOfWork, case_id: UUID) -> PipotCase:
    found = uow.session.get(PipotCase, (uow.tenant.id, case_id))
    if found is None:
        raise NotFoundError
    return found


def live_hold(uow: UnitOfWork, concern_id: UUID) -> PoliceHold | None:
    """The hold the police have not lifted."""
    return uow.session.scalars(
        select(PoliceHold).where(PoliceHold.record_id == concern_id, PoliceHold.lifted_on.is_(None))
    ).first()


def holds_of(uow: UnitOfWork, concern_id: UUID) -> Sequence[PoliceHold]:
    return uow.session.scalars(
        select(PoliceHold).where(PoliceHold.record_id == concern_id).order_by(PoliceHold.since)
    ).all()


def contacts_of(uow: UnitOfWork, concern_id: UUID) -> Sequence[Contact]:
    return uow.session.scalars(
        select(Contact).where(Contact.record_id == concern_id).order_by(Contact.made_at, Contact.id)
    ).all()


def sendings_of(uow: UnitOfWork, concern_id: UUID) -> Sequence[Sending]:
    return uow.session.scalars(
        select(Sending).where(Sending.record_id == concern_id).order_by(Sending.sent_at, Sending.id)
    ).all()


def has_record_of_source(uow: UnitOfWork, concern_id: UUID) -> bool:
    """Whether whoever may have caused it has a concern of their own, opened from this one."""
    found = [one.record.id for one in opened_from(uow, concern_id) if one.kind.key == "safeguarding_concern"]
    theirs = select(Concern).where(Concern.id.in_(found), Concern.is_about_source.is_(True))
    return bool(found) and uow.session.scalars(theirs).first() is not None


def has_case_of_notice(uow: UnitOfWork, notice_id: UUID) -> bool:
    """Whether a case of our own was opened from what somebody told us."""
    return any(one.kind.key == "pipot_case" for one in opened_from(uow, notice_id))


def own_record_of(uow: UnitOfWork, alert_id: UUID) -> Record | None:
    """Our own record of an alert somebody sent us, once it is opened."""
    return next((one.record for one in opened_from(uow, alert_id)), None)


def origin_of(uow: UnitOfWork, record_id: UUID) -> Record | None:
    return next((one.record for one in origins_of(uow, record_id)), None)


def hosts(uow: UnitOfWork) -> Sequence[Link]:
    """Authorities that host us, by a link both sides agreed."""
    return links_as(uow, kind="hosts", part="to")


def organisations_to_tell(uow: UnitOfWork) -> Sequence[Link]:
    """Every organisation linked with us by agreement, each once, by name."""
    agreed = select(Link).where(Link.status == "agreed").order_by(Link.peer_name, Link.id)
    by_name = {one.peer_name: one for one in uow.session.scalars(agreed)}
    return list(by_name.values())


def contacts(uow: UnitOfWork) -> Sequence[LocalContact]:
    return uow.session.scalars(select(LocalContact).order_by(LocalContact.authority, LocalContact.team)).all()


def load_contact(uow: UnitOfWork, contact_id: UUID) -> LocalContact:
    found = uow.session.get(LocalContact, (uow.tenant.id, contact_id))
    if found is None:
        raise NotFoundError
    return found


def is_stale(contact: LocalContact, today: date) -> bool:
    """Whether nobody made sure for half a year that it is right."""
    return contact.verified_on < today - STALE_AFTER


def decisions_of(uow: UnitOfWork, case_id: UUID) -> Sequence[PipotDisclosure]:
    return uow.session.scalars(
        select(PipotDisclosure).where(PipotDisclosure.record_id == case_id).order_by(PipotDisclosure.decided_at)
    ).all()


def reviews_of(uow: UnitOfWork, case_id: UUID) -> Sequence[PipotReview]:
    return uow.session.scalars(
        select(PipotReview).where(PipotReview.record_id == case_id).order_by(PipotReview.reviewed_on, PipotReview.id)
    ).all()


def cases_between(uow: UnitOfWork, first: date, last: date) -> Sequence[PipotCase]:
    """Cases opened in these days, both included."""
    return uow.session.scalars(select(PipotCase).where(PipotCase.opened_on.between(first, last))).all()


def consultations_between(uow: UnitOfWork, first: date, last: date) -> Sequence[PipotConsultation]:
    return uow.session.scalars(select(PipotConsultation).where(PipotConsultation.opened_on.between(first, last))).all()


def decisions_between(uow: UnitOfWork, first: date, last: date) -> Sequence[PipotDisclosure]:
    """Decisions whom to tell on cases opened in these days."""
    return uow.session.scalars(
        select(PipotDisclosure)
        .join(PipotCase, PipotCase.id == PipotDisclosure.record_id)
        .where(PipotCase.opened_on.between(first, last))
    ).all()


def opened_urgently_lately(uow: UnitOfWork) -> Sequence[Any]:
    """Cases somebody opened in an emergency in the last 90 days, newest first."""
    return urgent_readings_since(uow, "pipot_case", uow.now - LATELY)


def new_concerns(uow: UnitOfWork) -> Sequence[Any]:
    """Concerns nobody has decided on yet, oldest first."""
    return uow.session.execute(
        select(Record.id, Record.reference, Record.title, Record.opened_on, Site.name.label("site_name"))
        .outerjoin(Site, Site.id == Record.site_id)
        .where(Record.kind == "safeguarding_concern", Record.status == "concern", Record.origin == "own")
        .order_by(Record.created_at)
        .limit(20)
    ).all()
