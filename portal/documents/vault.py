"""Keep files sealed, and give them out only whole: each under a key of its own, wrapped for its organisation."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from portal.config import Settings
from portal.core.errors import PortalError, UnavailableError
from portal.core.file_store import FileMissingError, FileStore, StoreAwayError, open_store
from portal.core.keys import Purpose, derive_key
from portal.core.log import log
from portal.core.sealing import (
    SealBrokenError,
    chunks_of,
    new_object_key,
    opened_chunks,
    sealed_chunks,
    unwrap_key,
    wrap_key,
)
from portal.core.virus_scanner import VirusScanner

FOLDER = "documents"
AWAY = "Files cannot be kept or fetched just now. Everything else works. Nothing was lost."


@dataclass(frozen=True)
class Sealed:
    """What is known of a file once it lies in the store: the key that opens it, wrapped, its hash and size."""

    wrapped_key: bytes
    sha256: str
    size_bytes: int


@dataclass(frozen=True)
class Vault:
    """The file store with the keys to it, the scanner, and how much may lie there. Sizes in bytes."""

    store: FileStore
    secret: str
    scanner: VirusScanner | None
    most_per_file: int
    most_per_tenant: int

    def keep(self, tenant_id: UUID, file_id: UUID, plain: BinaryIO) -> Sealed:
        """Seal a file and put it into the store; it lies there, whole and on the disk, when this returns.

        Raises `UnavailableError` when the store cannot take it.
        """
        key, digest = new_object_key(), _Digest()
        plain.seek(0)
        pieces = sealed_chunks(key, file_id.bytes, digest.passing(chunks_of(plain)))
        try:
            self.store.put(address(tenant_id, file_id), pieces)
        except StoreAwayError as error:
            log.warning("file store away", error=str(error))
            raise UnavailableError(AWAY) from error
        return Sealed(wrap_key(self._wrapping_key(tenant_id), key), digest.hex, digest.size)

    def read(self, tenant_id: UUID, file_id: UUID, wrapped_key: bytes, sha256: str) -> OpenedFile:
        """The plain file, looked through to its end before anything of it is given out.

        Raises `UnavailableError` while the store is away, `FileLostError` when it holds something else than was
        kept, or nothing.
        """
        held = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the file that is given out
        try:
            opened = OpenedFile(held, unwrap_key(self._wrapping_key(tenant_id), wrapped_key), file_id)
            for piece in self.store.get(address(tenant_id, file_id)):
                held.write(piece)
            opened.refuse_unless(sha256)
        except BaseException as error:
            held.close()
            _tell(error, file_id)
            raise
        return opened

    def remove(self, tenant_id: UUID, file_id: UUID) -> None:
        """Take a file out of the store. Raises `StoreAwayError`."""
        self.store.remove(address(tenant_id, file_id))

    def _wrapping_key(self, tenant_id: UUID) -> bytes:
        return derive_key(self.secret, Purpose.DOCUMENTS, context=str(tenant_id))


class FileLostError(PortalError):
    """What lies in the store is not what was put there."""

    def __init__(self) -> None:
        super().__init__(
            "This file is damaged: what is stored is not what was uploaded, so it is not given out."
            " Ask whoever runs the portal to bring it back from a backup, or upload it again as a new version."
        )


def open_vault(settings: Settings) -> Vault:
    """The vault these settings describe."""
    return Vault(
        open_store(settings.storage_url, settings.data_dir / FOLDER),
        settings.secret,
        VirusScanner(settings.clamav_url) if settings.clamav_url else None,
        settings.document_max_bytes,
        settings.document_quota_bytes,
    )


def address(tenant_id: UUID, file_id: UUID) -> str:
    """Where a file lies in the store."""
    return f"{tenant_id}/{file_id}"


class _Digest:
    """SHA-256 and size of what passes by."""

    def __init__(self) -> None:
        self.running = hashlib.sha256()
        self.size = 0

    def passing(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.running.update(piece)
            self.size += len(piece)
            yield piece

    @property
    def hex(self) -> str:
        return self.running.hexdigest()


class OpenedFile:
    """The plain pieces of a file that lies sealed in a temporary file without a name, until this is closed."""

    def __init__(self, held: BinaryIO, key: bytes, file_id: UUID) -> None:
        self._held, self._key, self._file_id = held, key, file_id

    def __iter__(self) -> Iterator[bytes]:
        """The pieces, once; after the last it is closed."""
        with self._held:
            yield from self._pieces()

    def _pieces(self) -> Iterator[bytes]:
        self._held.seek(0)
        return opened_chunks(self._key, self._file_id.bytes, self._held)

    def refuse_unless(self, sha256: str) -> None:
        """Read it all. Raises `SealBrokenError` when it is not what has this hash."""
        digest = _Digest()
        for _piece in digest.passing(self._pieces()):
            pass
        if digest.hex != sha256:
            raise SealBrokenError

    def close(self) -> None:
        self._held.close()


def _tell(error: BaseException, file_id: UUID) -> None:
    """Raise what a person may read in place of what the store and the seal say."""
    if isinstance(error, StoreAwayError):
        log.warning("file store away", error=str(error))
        raise UnavailableError(AWAY) from error
    if isinstance(error, FileMissingError | SealBrokenError):
        log.error("file lost", file=str(file_id), error=type(error).__name__)
        raise FileLostError from error
