"""The ledgers: what was told to whom, what came from whom, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB

from portal.core.erasure import ERASED
from portal.core.errors import NotFoundError
from portal.core.uow import UnitOfWork
from portal.directory.models import Site
from portal.exchange.models import Disclosure, Receipt
from portal.records.models import Record
from portal.web.paging import Page, after, page


def disclosures_of(uow: UnitOfWork, record_id: UUID) -> Sequence[Disclosure]:
    """Every version of a record that left, newest first."""
    return uow.session.scalars(
        select(Disclosure).where(Disclosure.record_id == record_id).order_by(Disclosure.sent_at.desc(), Disclosure.id)
    ).all()


def receipts_of(uow: UnitOfWork, record_id: UUID) -> Sequence[Receipt]:
    """Every version of a record that reached us, newest first."""
    return uow.session.scalars(
        select(Receipt).where(Receipt.record_id == record_id).order_by(Receipt.received_at.desc(), Receipt.id)
    ).all()


def load_disclosure(uow: UnitOfWork, disclosure_id: UUID) -> Disclosure:
    found = uow.session.get(Disclosure, (uow.tenant.id, disclosure_id))
    if found is None:
        raise NotFoundError
    return found


def sent_page(uow: UnitOfWork, cursor: str | None, *, peer: str | None = None) -> Page:
    """What left this organisation, newest first, with the record each was about."""
    statement = after(_sent(peer), Disclosure.sent_at, Disclosure.id, cursor)
    return page(uow.session.execute(statement).all(), day="sent_at", row_id="id")


def _sent(peer: str | None) -> Select[*tuple[Any, ...]]:
    statement = select(
        Disclosure.id,
        Disclosure.record_id,
        Disclosure.peer_name,
        Disclosure.view,
        Disclosure.version,
        Disclosure.manifest,
        Disclosure.sha256,
        Disclosure.purpose,
        Disclosure.lawful_basis,
        Disclosure.consent,
        Disclosure.is_standing,
        Disclosure.sent_at,
        Disclosure.opened_at,
        Disclosure.state,
        Disclosure.held_until,
        Disclosure.gone_on,
        Disclosure.decided_by,
        _documents(Disclosure.snapshot),
        Record.kind,
        Record.reference,
        Record.title,
    ).join(Record, (Record.tenant_id == Disclosure.tenant_id) & (Record.id == Disclosure.record_id))
    return statement.where(Disclosure.peer_name == peer) if peer else statement


def received_page(uow: UnitOfWork, cursor: str | None, *, peer: str | None = None) -> Page:
    """What reached this organisation, newest first."""
    statement = select(
        Receipt.id,
        Receipt.record_id,
        Receipt.peer_name,
        Receipt.kind,
        Receipt.view,
        Receipt.version,
        Receipt.manifest,
        Receipt.sha256,
        Receipt.purpose,
        Receipt.lawful_basis,
        Receipt.received_at,
        Receipt.opened_at,
        Receipt.state,
        _documents(Receipt.snapshot),
        Record.reference,
        Record.title,
    ).outerjoin(Record, (Record.tenant_id == Receipt.tenant_id) & (Record.id == Receipt.record_id))
    if peer:
        statement = statement.where(Receipt.peer_name == peer)
    rows = uow.session.execute(after(statement, Receipt.received_at, Receipt.id, cursor)).all()
    return page(rows, day="received_at", row_id="id")


def arrived(uow: UnitOfWork, *, limit: int = 10) -> Sequence[Any]:
    """Copies nobody here has opened yet, newest first: who, what kind, where; no content before it is opened."""
    return uow.session.execute(
        select(
            Receipt.id,
            Receipt.record_id,
            Receipt.peer_name,
            Receipt.kind,
            Receipt.version,
            Receipt.received_at,
            Site.name.label("site_name"),
        )
        .outerjoin(Record, (Record.tenant_id == Receipt.tenant_id) & (Record.id == Receipt.record_id))
        .outerjoin(Site, Site.id == Record.site_id)
        .where(Receipt.opened_at.is_(None), Receipt.state == "current")
        .order_by(Receipt.received_at.desc())
        .limit(limit)
    ).all()


def _documents(snapshot: Any) -> Any:
    """The titles of the documents that went along, as a list; None where none did."""
    told = case((snapshot != ERASED, cast(snapshot, JSONB)))
    titles: Any = literal_column("'$.documents[*].title'")
    return func.jsonb_path_query_array(told, titles, type_=JSONB).label("documents")
