"""Documents that go with a disclosure: chosen by a person, sealed anew for the receiver, put there once opened."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from sqlalchemy import select, text

from portal.core.db import Json
from portal.core.errors import PortalError
from portal.core.ids import new_id
from portal.core.uow import UnitOfWork
from portal.documents.models import KEPT, WAITING, Document, DocumentLink, DocumentVersion
from portal.documents.queries import Evidence, evidence_on
from portal.documents.services import RECEIVED, erase_copy, forget_file, is_harmless
from portal.documents.vault import Vault
from portal.exchange.models import Disclosure, Receipt, Room
from portal.exchange.rules import documents_in
from portal.records.models import Record
from portal.trail.services import append_entry

RECEIVER = text("SELECT exchange.receiver(:room)")


@dataclass(frozen=True)
class Enclosing:
    """What a person chose to send along, and the vault it lies in."""

    evidence: Sequence[Evidence]
    vault: Vault

    @property
    def told(self) -> list[Json]:
        """What is said of each, as it stands in the snapshot."""
        return [_told(one) for one in self.evidence]


def offered_evidence(uow: UnitOfWork, record_id: UUID) -> list[Evidence]:
    """What of a record may be sent along: the newest version of each document of our own."""
    return [one for one in evidence_on(uow, record_id) if one.is_newest]


def chosen_evidence(uow: UnitOfWork, record_id: UUID, version_ids: Sequence[UUID]) -> list[Evidence]:
    """Those of the offered with these versions. Raises `PortalError` when one is not there any more."""
    found = [one for one in offered_evidence(uow, record_id) if one.version.id in set(version_ids)]
    if len(found) != len(set(version_ids)):
        raise PortalError("A document you chose was changed or taken away meanwhile. Go back and choose again.")
    return found


def documents_held(last: Disclosure | None) -> list[Json]:
    """What the receiver holds of our documents by the version it has now."""
    return documents_in(last.snapshot) if last and last.gone_on is None else []


def documents_carried(uow: UnitOfWork, record_id: UUID, last: Disclosure | None) -> list[Json]:
    """What goes on being told with the next version: what the receiver holds already and is still put to the record."""
    held = documents_held(last)
    there = {one.version.sha256 for one in evidence_on(uow, record_id)} if held else set()
    return [one for one in held if one["sha256"] in there]


def enclose(uow: UnitOfWork, room: UUID, enclosing: Enclosing, *, held: Sequence[Json]) -> list[Json]:
    """Seal a copy of each document for the receiver, but of those it holds already; what its receipt says of them.

    Raises `UnavailableError` while the store is away and `PortalError` for a file that is damaged or harmful.
    """
    known = {one["sha256"] for one in held}
    missing = [one.version for one in enclosing.evidence if one.version.sha256 not in known]
    if not missing:
        return []
    receiver = uow.session.execute(RECEIVER, {"room": room}).scalar_one()
    return [_sealed_for(receiver, uow, enclosing.vault, version) for version in missing]


def take_up_documents(uow: UnitOfWork, room: Room) -> None:
    """Put what came with an opened copy to its record. Done again, it changes nothing but what is said of them."""
    record = uow.session.get(Record, (uow.tenant.id, room.record_id)) if room.record_id else None
    if record is None or record.first_opened_at is None:
        return
    receipts = uow.session.scalars(select(Receipt).where(Receipt.room_id == room.id).order_by(Receipt.received_at))
    for receipt in receipts.all():
        if receipt.record_id != record.id:
            continue
        told = {one["sha256"]: one for one in documents_in(receipt.snapshot)}
        for file in receipt.enclosed or ():
            _keep_copy(uow, record, file, told[file["sha256"]])
        _correct_words(uow, record, told)


def forget_files(uow: UnitOfWork, file_ids: Sequence[UUID]) -> None:
    """Recalled: whatever these files had become goes, and they themselves."""
    for file_id in file_ids:
        version = uow.session.get(DocumentVersion, (uow.tenant.id, file_id))
        if version is None:
            forget_file(uow, file_id)
        else:
            erase_copy(uow, version.document_id)


def forget_unopened(uow: UnitOfWork, record_id: UUID) -> None:
    """Files that came with a copy and never became documents, for its plugin was off."""
    receipts = uow.session.scalars(select(Receipt).where(Receipt.record_id == record_id)).all()
    files = {UUID(one["file"]) for receipt in receipts for one in receipt.enclosed or ()}
    known = set(uow.session.scalars(select(DocumentVersion.id).where(DocumentVersion.id.in_(files))))
    for file_id in sorted(files - known):
        forget_file(uow, file_id)


def _told(one: Evidence) -> Json:
    document, version = one.document, one.version
    return {
        "title": document.title,
        "about_on": document.about_on.isoformat(),
        "expires_on": document.expires_on.isoformat() if document.expires_on else None,
        "file_name": version.file_name,
        "media_type": version.media_type,
        "size_bytes": version.size_bytes,
        "sha256": version.sha256,
        "contents": version.contents,
    }


def _sealed_for(receiver: UUID, uow: UnitOfWork, vault: Vault, version: DocumentVersion) -> Json:
    file_id = uuid4()  # one that tells no time of the sender's
    with tempfile.TemporaryFile() as plain:
        _read_into(plain, uow, vault, version)
        is_scanned = is_harmless(vault, plain)
        sealed = vault.keep(receiver, file_id, plain)
    return {
        "file": str(file_id),
        "key": sealed.wrapped_key.hex(),
        "sha256": sealed.sha256,
        "size_bytes": sealed.size_bytes,
        "state": KEPT if is_scanned or vault.scanner is None else WAITING,
        "scanned_at": uow.now.isoformat() if is_scanned else None,
    }


def _read_into(plain: BinaryIO, uow: UnitOfWork, vault: Vault, version: DocumentVersion) -> None:
    with closing(vault.read(uow.tenant.id, version.id, version.wrapped_key, version.sha256)) as opened:
        plain.writelines(opened)


def _keep_copy(uow: UnitOfWork, record: Record, file: Json, told: Json) -> None:
    file_id = UUID(file["file"])
    if uow.session.get(DocumentVersion, (uow.tenant.id, file_id)) is not None:
        return
    document = Document(
        tenant_id=uow.tenant.id,
        id=new_id(),
        title=told["title"],
        about_on=date.fromisoformat(told["about_on"]),
        expires_on=_day(told["expires_on"]),
        newest=1,
        peer_name=record.peer_name,
        created_at=uow.now,
    )
    uow.session.add(document)
    uow.session.flush()
    uow.session.add(_version(uow, document, file_id, file, told))
    uow.session.add(_link(uow, document, record))
    append_entry(
        uow,
        "document.received",
        act_class="D",
        record_id=record.id,
        compartment=record.compartment,
        document=str(document.id),
        sha256=file["sha256"],
    )
    uow.session.flush()


def _version(uow: UnitOfWork, document: Document, file_id: UUID, file: Json, told: Json) -> DocumentVersion:
    return DocumentVersion(
        tenant_id=uow.tenant.id,
        id=file_id,
        document_id=document.id,
        number=1,
        file_name=told["file_name"],
        media_type=told["media_type"],
        size_bytes=file["size_bytes"],
        sha256=file["sha256"],
        received_sha256=file["sha256"],
        wrapped_key=bytes.fromhex(file["key"]),
        state=file["state"],
        scanned_at=datetime.fromisoformat(file["scanned_at"]) if file["scanned_at"] else None,
        contents=told["contents"],
        uploaded_at=uow.now,
    )


def _link(uow: UnitOfWork, document: Document, record: Record) -> DocumentLink:
    return DocumentLink(
        tenant_id=uow.tenant.id,
        id=new_id(),
        document_id=document.id,
        kind=RECEIVED,
        compartment=record.compartment,
        record_id=record.id,
        version_number=1,
        linked_at=uow.now,
    )


def _correct_words(uow: UnitOfWork, record: Record, told: dict[str, Any]) -> None:
    """A later version may call a document, or date it, otherwise."""
    if not told:
        return
    put = select(DocumentLink.document_id).where(DocumentLink.record_id == record.id, DocumentLink.kind == RECEIVED)
    rows = uow.session.execute(
        select(Document, DocumentVersion.sha256)
        .join(
            DocumentVersion,
            (DocumentVersion.tenant_id == Document.tenant_id) & (DocumentVersion.document_id == Document.id),
        )
        .where(Document.id.in_(put), DocumentVersion.sha256.in_(told))
    ).all()
    for document, sha256 in rows:
        document.title = told[sha256]["title"]
        document.about_on = date.fromisoformat(told[sha256]["about_on"])
        document.expires_on = _day(told[sha256]["expires_on"])


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
