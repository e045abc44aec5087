"""Documents as pages show them. Which there are for somebody, row security says; no query asks again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from portal.core.errors import NotFoundError
from portal.core.uow import UnitOfWork
from portal.documents.models import KEPT, Document, DocumentLink, DocumentVersion, StoredFile
from portal.web.paging import Page, after, page

MOST_OFFERED = 100


@dataclass(frozen=True)
class Evidence:
    """A document with one of its versions."""

    document: Document
    version: DocumentVersion

    @property
    def is_newest(self) -> bool:
        return self.version.number == self.document.newest


def document_page(uow: UnitOfWork, cursor: str | None, *, words: str | None = None) -> Page:
    """One page of the list, newest first; with `words`, those whose title holds them."""
    rows = uow.session.execute(after(document_rows(words), Document.created_at, Document.id, cursor)).all()
    return page(rows, day="created_at", row_id="id")


def document_rows(words: str | None = None) -> Select[*tuple[Any, ...]]:
    """The columns of a list, in no order; with `words`, of those whose title holds them."""
    return _listed().where(Document.title.icontains(words, autoescape=True)) if words else _listed()


def documents_on(
    uow: UnitOfWork, *, record_id: UUID | None = None, action_id: UUID | None = None, subject_ids: Sequence[UUID] = ()
) -> Sequence[Any]:
    """The documents put to a record, an action, or to these parts of records: each with its newest version.

    Rows have `link_id`, `kind`, `subject_id`, `version_number` beside the columns of a list.
    """
    statement = (
        _listed(DocumentLink.id.label("link_id"), DocumentLink.kind, DocumentLink.subject_id,
                DocumentLink.version_number)
        .join(DocumentLink, (DocumentLink.tenant_id == Document.tenant_id) & (DocumentLink.document_id == Document.id))
        .order_by(DocumentLink.linked_at, DocumentLink.id)
    )  # fmt: skip
    if record_id is not None:
        statement = statement.where(DocumentLink.record_id == record_id)
    if action_id is not None:
        statement = statement.where(DocumentLink.action_id == action_id)
    if subject_ids:
        statement = statement.where(DocumentLink.subject_id.in_(subject_ids))
    return uow.session.execute(statement).all()


def documents_of_parts(uow: UnitOfWork, part_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Any]]:
    """What is put to each of these parts of records, by the part's id."""
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in documents_on(uow, subject_ids=part_ids) if part_ids else ():
        found[row.subject_id].append(row)
    return found


def evidence_on(uow: UnitOfWork, record_id: UUID) -> Sequence[Evidence]:
    """The versions of our own documents put to a record that can be had, each document's newest first."""
    put = select(DocumentLink.document_id).where(DocumentLink.record_id == record_id)
    rows = uow.session.execute(
        select(Document, DocumentVersion)
        .join(
            DocumentVersion,
            (DocumentVersion.tenant_id == Document.tenant_id) & (DocumentVersion.document_id == Document.id),
        )
        .where(Document.id.in_(put), Document.peer_name.is_(None), DocumentVersion.state == KEPT)
        .order_by(Document.created_at, Document.id, DocumentVersion.number.desc())
    )
    return [Evidence(document, version) for document, version in rows]


def titles_on(uow: UnitOfWork, record_ids: Sequence[UUID]) -> defaultdict[UUID, list[str]]:
    """What the documents put to these records are called, by record, as far as this person sees them."""
    rows = uow.session.execute(
        select(DocumentLink.record_id, Document.title)
        .join(Document, (Document.tenant_id == DocumentLink.tenant_id) & (Document.id == DocumentLink.document_id))
        .where(DocumentLink.record_id.in_(record_ids))
        .order_by(DocumentLink.linked_at, DocumentLink.id)
    )
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for record_id, title in rows:
        if record_id:
            found[record_id].append(title)
    return found


def load_document(uow: UnitOfWork, document_id: UUID) -> Document:
    """The document. Another organisation's, an absent and a hidden one are not found alike."""
    found = uow.session.get(Document, (uow.tenant.id, document_id))
    if found is None:
        raise NotFoundError
    return found


def versions_of(uow: UnitOfWork, document: Document) -> Sequence[DocumentVersion]:
    """Its versions, the newest first."""
    statement = select(DocumentVersion).where(DocumentVersion.document_id == document.id)
    return uow.session.scalars(statement.order_by(DocumentVersion.number.desc())).all()


def version_of(uow: UnitOfWork, document: Document, number: int) -> DocumentVersion:
    """One version. Raises `NotFoundError`."""
    statement = select(DocumentVersion).where(
        DocumentVersion.document_id == document.id, DocumentVersion.number == number
    )
    found = uow.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def links_of(uow: UnitOfWork, document: Document) -> Sequence[DocumentLink]:
    """What it is put to, as far as this person may see that."""
    statement = select(DocumentLink).where(DocumentLink.document_id == document.id)
    return uow.session.scalars(statement.order_by(DocumentLink.linked_at, DocumentLink.id)).all()


def load_link(uow: UnitOfWork, link_id: UUID) -> DocumentLink:
    """Raises `NotFoundError` for one this person may not see, or that is not there."""
    found = uow.session.get(DocumentLink, (uow.tenant.id, link_id))
    if found is None:
        raise NotFoundError
    return found


def documents_to_reuse(uow: UnitOfWork) -> Sequence[Any]:
    """The newest documents this person sees, to put to something else as well."""
    statement = select(Document.id, Document.title, Document.about_on)
    return uow.session.execute(statement.order_by(Document.created_at.desc()).limit(MOST_OFFERED)).all()


def waiting_versions(uow: UnitOfWork) -> Sequence[DocumentVersion]:
    """Versions the virus scanner has not looked at yet, the oldest first."""
    statement = select(DocumentVersion).where(DocumentVersion.state == "waiting")
    return uow.session.scalars(statement.order_by(DocumentVersion.uploaded_at)).all()


def bytes_kept(uow: UnitOfWork) -> int:
    """How much room this organisation's documents take, whoever may see them."""
    return int(uow.session.scalar(select(func.coalesce(func.sum(StoredFile.size_bytes), 0))) or 0)


def _listed(*more: Any) -> Select[*tuple[Any, ...]]:
    return select(
        Document.id, Document.title, Document.about_on, Document.expires_on, Document.newest, Document.created_at,
        Document.peer_name,
        DocumentVersion.file_name, DocumentVersion.media_type, DocumentVersion.size_bytes, DocumentVersion.state,
        DocumentVersion.sha256,
        *more,
    ).join(
        DocumentVersion,
        (DocumentVersion.tenant_id == Document.tenant_id)
        & (DocumentVersion.document_id == Document.id)
        & (DocumentVersion.number == Document.newest),
    )  # fmt: skip
