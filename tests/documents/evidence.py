"""Documents of the world, kept as its people would."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.documents.models import Document, DocumentVersion, StoredFile
from portal.documents.queries import versions_of
from portal.documents.services import Subject, add_document, subject_of
from tests.documents.files import WORDS, upload

if TYPE_CHECKING:
    from portal.core.uow import UnitOfWork
    from portal.documents.vault import Vault

ABOUT = date(2026, 3, 2)
TITLE = "Night round, signed"


def kept(uow: UnitOfWork, vault: Vault, on: Any, content: bytes = WORDS, **given: Any) -> Document:
    """A document put to a record, or to any other subject."""
    subject = on if isinstance(on, Subject) else subject_of(on)
    sent = upload(given.pop("name", "round.txt"), content)
    return add_document(uow, vault, subject, upload=sent, **{"title": TITLE, "about_on": ABOUT, **given})


def newest(uow: UnitOfWork, document: Document) -> DocumentVersion:
    return versions_of(uow, document)[0]


def read(uow: UnitOfWork, vault: Vault, version: DocumentVersion) -> bytes:
    """The version as whoever fetches it gets it."""
    opened = vault.read(uow.tenant.id, version.id, version.wrapped_key, version.sha256)
    try:
        return b"".join(opened)
    finally:
        opened.close()


def titles(uow: UnitOfWork) -> list[str]:
    """Every document this person sees."""
    return list(uow.session.scalars(select(Document.title).order_by(Document.title)))


def stored(vault: Vault, uow: UnitOfWork) -> set[str]:
    """The names of the files that lie in the store for this organisation."""
    return {one.key.rpartition("/")[2] for one in vault.store.files(str(uow.tenant.id))}


def counted(uow: UnitOfWork) -> set[str]:
    """The names of the files its tables speak of."""
    return {str(one) for one in uow.session.scalars(select(StoredFile.id))}
