"""Add documents and versions of them, put them to more things, take them away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import IntegrityError

from portal.core.changes import note_change
from portal.core.errors import PortalError
from portal.core.ids import new_id
from portal.core.log import log
from portal.core.queue import enqueue
from portal.core.sealing import chunks_of
from portal.core.uow import UnitOfWork
from portal.core.virus_scanner import ScannerAwayError
from portal.documents.inspection.inspect import Inspected, Upload, inspect_upload
from portal.documents.models import KEPT, WAITING, Document, DocumentLink, DocumentVersion, StoredFile
from portal.documents.queries import bytes_kept
from portal.documents.vault import Vault
from portal.records.models import Record
from portal.trail.services import append_entry

FORGET = "documents.forget_file"
RECORD, ACTION, RECEIVED = "record", "action", "received"
DOCUMENTS = "documents"
LAST_LINK_NOW = text("SET CONSTRAINTS portal.fk_document_link_document IMMEDIATE")
LAST_LINK_LATER = text("SET CONSTRAINTS portal.fk_document_link_document DEFERRED")
HARMFUL = "The virus scanner found something harmful in this file, so it was not kept."


@dataclass(frozen=True)
class Subject:
    """What a document is put to: a record, an action, or a part of a record such as one point of a notice.

    `kind` names the sort of thing (`record`, `action`, `reply_point`, `audit_answer`); `subject_id` the part.
    """

    kind: str
    compartment: str
    record_id: UUID | None = None
    action_id: UUID | None = None
    subject_id: UUID | None = None


def subject_of(record: Record, *, kind: str = RECORD, part_id: UUID | None = None) -> Subject:
    """A record, or one part of it."""
    return Subject(kind, record.compartment, record_id=record.id, subject_id=part_id)


def add_document(
    uow: UnitOfWork,
    vault: Vault,
    subject: Subject,
    *,
    upload: Upload,
    title: str,
    about_on: date,
    expires_on: date | None = None,
) -> Document:
    """Keep a file as a new document and put it to something. `about_on` is the day it is evidence of.

    Raises `PortalError` on `file` with the reason why it is not kept, `UnavailableError` when there is no room now.
    """
    _refuse_days(uow, about_on, expires_on)
    document = Document(
        tenant_id=uow.tenant.id,
        id=new_id(),
        title=title,
        about_on=about_on,
        expires_on=expires_on,
        newest=0,
        created_at=uow.now,
        created_by=uow.actor.user_id,
    )
    version = _keep_version(uow, vault, document, upload)
    uow.session.add(document)
    uow.session.flush()
    uow.session.add(version)
    _put(uow, document, subject, act="document.added")
    return document


def add_version(uow: UnitOfWork, vault: Vault, document: Document, *, upload: Upload) -> DocumentVersion:
    """Keep a file as the next version. Earlier ones stay; everything the document is put to shows the new one."""
    _refuse_copy(document)
    uow.session.refresh(document, with_for_update=True)
    version = _keep_version(uow, vault, document, upload)
    uow.session.add(version)
    _note_on_links(uow, document, "document.new_version", number=version.number)
    uow.session.flush()
    return version


def change_document(
    uow: UnitOfWork, document: Document, *, title: str, about_on: date, expires_on: date | None
) -> Document:
    """Correct what is said of a document: its title, its day, until when it counts."""
    _refuse_copy(document)
    _refuse_days(uow, about_on, expires_on)
    said = {"title": title, "about_on": about_on, "expires_on": expires_on}
    changed = [name for name, value in said.items() if getattr(document, name) != value]
    for name in changed:
        setattr(document, name, said[name])
    if changed:
        _note_on_links(uow, document, "document.changed", fields=changed)
    return document


def link_document(uow: UnitOfWork, document: Document, subject: Subject) -> None:
    """Put a document to one more thing: whoever sees that sees the document. Once is enough."""
    there = select(DocumentLink.id).where(
        DocumentLink.document_id == document.id,
        DocumentLink.record_id.is_not_distinct_from(subject.record_id),
        DocumentLink.action_id.is_not_distinct_from(subject.action_id),
        DocumentLink.subject_id.is_not_distinct_from(subject.subject_id),
    )
    if uow.session.scalars(there.limit(1)).one_or_none() is None:
        _put(uow, document, subject, act="document.reused")


def unlink_document(uow: UnitOfWork, link: DocumentLink) -> bool:
    """Take a document away from one thing; with the last, it is erased. Whether it was."""
    if link.kind == RECEIVED:
        raise PortalError("This came with what another organisation told you, and goes when that is erased.")
    subject = Subject(link.kind, link.compartment, link.record_id, link.action_id, link.subject_id)
    _note(uow, link.document_id, subject, "document.removed")
    return _erase(uow, link.document_id, DocumentLink.id == link.id)


def erase_documents(uow: UnitOfWork, record_id: UUID) -> int:
    """Take every document away from a record; those put to nothing else are erased, with their files. How many."""
    put = select(DocumentLink.document_id).where(DocumentLink.record_id == record_id).distinct()
    ids = uow.session.scalars(put).all()
    return sum(_erase(uow, one, DocumentLink.record_id == record_id) for one in ids)


def erase_document(uow: UnitOfWork, document_id: UUID) -> None:
    """Erase a document that is put to nothing any more. With its rows go the keys: its files are unreadable at once.

    The files themselves are taken out of the store by a job, once this is committed.
    """
    of_it = DocumentVersion.document_id == document_id
    files = uow.session.scalars(select(DocumentVersion.id).where(of_it)).all()
    uow.session.execute(delete(Document).where(Document.id == document_id))
    for file_id in files:
        forget_file(uow, file_id)


def erase_copy(uow: UnitOfWork, document_id: UUID) -> None:
    """Take a document that came from another organisation away from everything: they took it back."""
    _erase(uow, document_id, DocumentLink.document_id == document_id)


def forget_file(uow: UnitOfWork, file_id: UUID) -> None:
    """Count a file no more, and have it taken out of the store after the commit."""
    uow.session.execute(delete(StoredFile).where(StoredFile.id == file_id))
    enqueue(uow.session, FORGET, {"file": str(file_id)})


def _erase(uow: UnitOfWork, document_id: UUID, links: Any) -> bool:
    """Erase the document and these links; when something we need not see still holds it, the links alone.

    The database knows of every link: it refuses to let go of a document with one left.
    """
    uow.session.flush()
    mine = delete(DocumentLink).where(DocumentLink.document_id == document_id, links)
    is_erased = True
    try:
        with uow.session.begin_nested():
            erase_document(uow, document_id)
            uow.session.execute(mine)
            uow.session.execute(LAST_LINK_NOW)
    except IntegrityError:
        is_erased = False
        uow.session.execute(mine)
    uow.session.execute(LAST_LINK_LATER)
    uow.session.expire_all()
    return is_erased


def _keep_version(uow: UnitOfWork, vault: Vault, document: Document, upload: Upload) -> DocumentVersion:
    """Look at the file, scan it, seal it, keep it; only then is there a row that speaks of it."""
    inspected = inspect_upload(upload, most_bytes=vault.most_per_file)
    is_scanned = is_harmless(vault, inspected.file)
    _refuse_beyond_quota(uow, vault, inspected)
    file_id = new_id()
    sealed = vault.keep(uow.tenant.id, file_id, inspected.file)
    uow.session.add(StoredFile(tenant_id=uow.tenant.id, id=file_id, size_bytes=sealed.size_bytes, stored_at=uow.now))
    document.newest += 1
    return DocumentVersion(
        tenant_id=uow.tenant.id,
        id=file_id,
        document_id=document.id,
        number=document.newest,
        file_name=inspected.name,
        media_type=inspected.media_type,
        size_bytes=sealed.size_bytes,
        sha256=sealed.sha256,
        received_sha256=inspected.received_sha256,
        wrapped_key=sealed.wrapped_key,
        state=KEPT if is_scanned or vault.scanner is None else WAITING,
        scanned_at=uow.now if is_scanned else None,
        contents=inspected.contents,
        uploaded_at=uow.now,
        uploaded_by=uow.actor.user_id,
    )


def is_harmless(vault: Vault, file: BinaryIO) -> bool:
    """Whether the scanner looked and found nothing; False when there is none, or it is away.

    Raises `PortalError` on `file` when it found something.
    """
    if vault.scanner is None:
        return False
    file.seek(0)
    try:
        found = vault.scanner.find_virus(chunks_of(file))
    except ScannerAwayError as error:
        log.warning("virus scanner away", error=str(error))
        return False
    if found:
        log.warning("virus refused", found=found)
        raise PortalError(HARMFUL, field="file")
    return True


def _refuse_beyond_quota(uow: UnitOfWork, vault: Vault, inspected: Inspected) -> None:
    """One organisation's uploads are counted one after another, so that two at once cannot both be the last."""
    size = inspected.file.seek(0, 2)
    lock = func.pg_advisory_xact_lock(func.hashtextextended(f"documents of {uow.tenant.id}", 0))
    uow.session.execute(select(lock))
    if bytes_kept(uow) + size > vault.most_per_tenant:
        most = vault.most_per_tenant / 1024**3
        raise PortalError(
            f"There is no room for this file: your organisation may keep {most:,.1f} GB. Remove what is not needed.",
            field="file",
        )


def _put(uow: UnitOfWork, document: Document, subject: Subject, *, act: str) -> None:
    uow.session.add(
        DocumentLink(
            tenant_id=uow.tenant.id,
            id=new_id(),
            document_id=document.id,
            kind=subject.kind,
            compartment=subject.compartment,
            record_id=subject.record_id,
            action_id=subject.action_id,
            subject_id=subject.subject_id,
            version_number=document.newest,
            linked_at=uow.now,
            linked_by=uow.actor.user_id,
        )
    )
    _note(uow, document.id, subject, act)
    uow.session.flush()


def _note_on_links(uow: UnitOfWork, document: Document, act: str, **details: Any) -> None:
    """An entry on the trail of everything this person sees it put to."""
    links = select(DocumentLink).where(DocumentLink.document_id == document.id)
    for link in uow.session.scalars(links).all():
        subject = Subject(link.kind, link.compartment, link.record_id, link.action_id, link.subject_id)
        _note(uow, document.id, subject, act, **details)


def _note(uow: UnitOfWork, document_id: UUID, subject: Subject, act: str, **details: Any) -> None:
    if subject.record_id:
        note_change(uow.session, subject.record_id, DOCUMENTS)
    append_entry(
        uow,
        act,
        record_id=subject.record_id,
        compartment=subject.compartment,
        document=str(document_id),
        put_to=subject.kind,
        **details,
    )


def _refuse_copy(document: Document) -> None:
    if document.peer_name:
        raise PortalError(
            f"This is a copy of what {document.peer_name} told you. It cannot be changed; put your own beside it."
        )


def _refuse_days(uow: UnitOfWork, about_on: date, expires_on: date | None) -> None:
    if about_on > uow.today:
        raise PortalError("The day it is about has not come yet", field="about_on")
    if expires_on and expires_on < about_on:
        raise PortalError("It cannot run out before the day it is about", field="expires_on")
