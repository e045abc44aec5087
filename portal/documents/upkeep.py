"""What is done by itself: scan what waits, erase what is put to nothing, compare the store with the tables."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, or_, select

from portal.core.db import Json
from portal.core.errors import PortalError, UnavailableError
from portal.core.file_store import StoreAwayError
from portal.core.log import log
from portal.core.uow import UnitOfWork
from portal.core.virus_scanner import ScannerAwayError
from portal.documents.models import INFECTED, KEPT, LOST, Document, DocumentLink, DocumentVersion, StoredFile
from portal.documents.queries import waiting_versions
from portal.documents.services import erase_document, forget_file
from portal.documents.vault import Vault

# Longer than any upload: what is younger may belong to a transaction that is not committed yet.
YOUNG = timedelta(days=1)


def scan_waiting(uow: UnitOfWork, vault: Vault) -> None:
    """Show the scanner what came while it was away. One it finds harmful stays out of reach, and its file goes."""
    for version in waiting_versions(uow):
        try:
            version.state = _state_after_scan(uow, vault, version)
        except (ScannerAwayError, UnavailableError) as error:
            log.warning("scan put off", error=type(error).__name__)
            return
        version.scanned_at = uow.now
        if version.state == INFECTED:
            forget_file(uow, version.id)


def forget_stored_file(uow: UnitOfWork, vault: Vault, arguments: Json) -> None:
    """Take a file out of the store, unless a row speaks of it. Raises `StoreAwayError`: the queue tries again."""
    file_id = UUID(arguments["file"])
    if uow.session.get(StoredFile, (uow.tenant.id, file_id)) is None:
        vault.remove(uow.tenant.id, file_id)


def sweep(uow: UnitOfWork, vault: Vault, slot: datetime) -> None:
    """Erase documents put to nothing; files nothing speaks of; and mark versions whose file is gone."""
    del slot
    _erase_unlinked(uow)
    try:
        stored = {one.key.rpartition("/")[2]: one.since for one in vault.store.files(str(uow.tenant.id))}
    except StoreAwayError as error:
        log.warning("sweep put off", error=str(error))
        return
    spoken_of = {str(one): since for one, since in uow.session.execute(select(StoredFile.id, StoredFile.stored_at))}
    for name, since in stored.items():
        if name not in spoken_of and since < uow.now - YOUNG:
            vault.store.remove(f"{uow.tenant.id}/{name}")
            log.info("orphan file removed", file=name)
    gone = {UUID(name) for name, since in spoken_of.items() if name not in stored and since < uow.now - YOUNG}
    _mark_lost_and_found(uow, gone)


def _mark_lost_and_found(uow: UnitOfWork, gone: set[UUID]) -> None:
    """A file that was brought back from a backup is to be had again; reading it checks what it is."""
    marked = or_(DocumentVersion.id.in_(gone), DocumentVersion.state == LOST)
    for version in uow.session.scalars(select(DocumentVersion).where(marked, DocumentVersion.state != INFECTED)):
        if version.id in gone:
            log.error("file lost", file=str(version.id), error="missing")
        version.state = LOST if version.id in gone else KEPT


def _erase_unlinked(uow: UnitOfWork) -> None:
    linked = exists().where(DocumentLink.tenant_id == Document.tenant_id, DocumentLink.document_id == Document.id)
    for document_id in uow.session.scalars(select(Document.id).where(~linked)).all():
        erase_document(uow, document_id)


def _state_after_scan(uow: UnitOfWork, vault: Vault, version: DocumentVersion) -> str:
    """Raises `ScannerAwayError` or `UnavailableError` when it cannot be said yet."""
    if vault.scanner is None:
        return KEPT
    try:
        with closing(vault.read(uow.tenant.id, version.id, version.wrapped_key, version.sha256)) as file:
            found = vault.scanner.find_virus(file)
    except UnavailableError:
        raise
    except PortalError:
        return LOST
    if found:
        log.warning("virus found later", file=str(version.id), found=found)
    return INFECTED if found else KEPT
