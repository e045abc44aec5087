"""Where sealed files lie: a folder, or an S3-compatible store. Keys are ids of ours, `<organisation>/<file>`.

Whatever a store gives back is checked by whoever sealed it; a store is not trusted with more than keeping bytes.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from obstore.exceptions import BaseError
from obstore.store import S3Store

INCOMING = ".incoming"
PIECE = 256 * 1024
# A page waits for the store: it is asked once more, and then the person is told.
CONNECT_WITHIN, ANSWER_WITHIN = timedelta(seconds=3), timedelta(seconds=30)
MOST_RETRIES, RETRY_WITHIN = 1, timedelta(seconds=5)


class StoreAwayError(Exception):
    """The store cannot be reached, or cannot take any more."""


class FileMissingError(Exception):
    """The store holds nothing under this key."""


@dataclass(frozen=True)
class StoredFile:
    """What a store lists: a key, and when its file came."""

    key: str
    since: datetime


class FileStore(Protocol):
    """Keep bytes under keys. A file is there whole or not at all."""

    def put(self, key: str, pieces: Iterable[bytes]) -> None:
        """Keep a file, for good when this returns. Raises `StoreAwayError`; then nothing is kept."""

    def get(self, key: str) -> Iterator[bytes]:
        """The file's bytes. Raises `StoreAwayError` or `FileMissingError`."""

    def remove(self, key: str) -> None:
        """Forget a file; one that is not there is forgotten already. Raises `StoreAwayError`."""

    def files(self, folder: str) -> Iterator[StoredFile]:
        """The files whose keys begin with `folder/`. Raises `StoreAwayError`."""

    def check(self) -> None:
        """Raise `StoreAwayError` unless the store takes files now."""


@dataclass(frozen=True)
class FolderStore:
    """A folder on this machine, or one that all machines share."""

    root: Path

    def put(self, key: str, pieces: Iterable[bytes]) -> None:
        target = self.root / key
        with _as_store_error():
            target.parent.mkdir(parents=True, exist_ok=True)
            incoming = self.root / INCOMING
            incoming.mkdir(exist_ok=True)
            descriptor, made = tempfile.mkstemp(dir=incoming)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.writelines(pieces)
                    file.flush()
                    os.fsync(file.fileno())
                Path(made).rename(target)
            except BaseException:
                Path(made).unlink(missing_ok=True)
                raise
            _sync_folder(target.parent)

    def get(self, key: str) -> Iterator[bytes]:
        with _as_store_error():
            try:
                file = (self.root / key).open("rb")
            except FileNotFoundError:
                raise FileMissingError from None
            with file:
                while piece := file.read(PIECE):
                    yield piece

    def remove(self, key: str) -> None:
        with _as_store_error():
            (self.root / key).unlink(missing_ok=True)

    def files(self, folder: str) -> Iterator[StoredFile]:
        with _as_store_error():
            place = self.root / folder
            for path in sorted(place.iterdir()) if place.is_dir() else ():
                with contextlib.suppress(FileNotFoundError):  # removed meanwhile
                    yield StoredFile(f"{folder}/{path.name}", datetime.fromtimestamp(path.stat().st_mtime, UTC))

    def check(self) -> None:
        with _as_store_error():
            self.root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.root) as file:
                file.write(b"1")
                file.flush()


@dataclass(frozen=True)
class BucketStore:
    """An S3-compatible store. Keys and address of the service come from the usual `AWS_…` variables."""

    bucket: S3Store

    def put(self, key: str, pieces: Iterable[bytes]) -> None:
        with _as_store_error():
            self.bucket.put(key, pieces)

    def get(self, key: str) -> Iterator[bytes]:
        with _as_store_error():
            try:
                found = self.bucket.get(key)
            except FileNotFoundError:
                raise FileMissingError from None
            for piece in found.stream(min_chunk_size=PIECE):
                yield bytes(piece)

    def remove(self, key: str) -> None:
        with _as_store_error(), contextlib.suppress(FileNotFoundError):
            self.bucket.delete(key)

    def files(self, folder: str) -> Iterator[StoredFile]:
        with _as_store_error():
            for several in self.bucket.list(f"{folder}/"):
                for one in several:
                    yield StoredFile(one["path"], one["last_modified"])

    def check(self) -> None:
        with _as_store_error():
            next(iter(self.bucket.list("0/", chunk_size=1)), None)


def open_store(url: str | None, folder: Path) -> FileStore:
    """The store at `s3://bucket/prefix`, or the folder where no address is given."""
    if url is None:
        return FolderStore(folder)
    named = urlsplit(url)
    return BucketStore(
        S3Store(
            named.netloc,
            prefix=named.path.strip("/") or None,
            client_options={"connect_timeout": CONNECT_WITHIN, "timeout": ANSWER_WITHIN, "allow_http": True},
            retry_config={"max_retries": MOST_RETRIES, "retry_timeout": RETRY_WITHIN},
        )
    )


@contextlib.contextmanager
def _as_store_error() -> Iterator[None]:
    try:
        yield
    except (OSError, BaseError) as error:
        raise StoreAwayError(type(error).__name__) from error


def _sync_folder(folder: Path) -> None:
    """A renamed file survives a power cut only once its folder is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
