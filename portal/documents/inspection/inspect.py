"""What somebody sends, looked at before anything is kept of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import BinaryIO

import filetype

from portal.core.errors import PortalError
from portal.core.sealing import chunks_of
from portal.documents.inspection.archives import BROKEN, check_office, check_open_document, list_archive
from portal.documents.inspection.kinds import ANY_OTHER, KINDS, LABELS, REFUSALS, FileKind
from portal.documents.inspection.names import clean_name, ending_of
from portal.documents.inspection.pictures import redraw

HEAD = 8192
# What a text must not begin with: then it is a page, a program or a document of another kind.
PRETENDS = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:<|#!|\{\\rtf|%PDF|%!PS|MZ|PK\x03\x04)")
# No text holds these; a tab, a line's end and a page's end it may.
BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
PDF_START = b"%PDF-"
TWO_AT_ONCE = "This file pretends to be two kinds of file at once, so it was not kept."


@dataclass(frozen=True)
class Upload:
    """A file as it came in a form: the name its sender gave it, and its bytes."""

    name: str | None
    file: BinaryIO


@dataclass(frozen=True)
class Inspected:
    """A file that may be kept: its cleaned name, its kind, the bytes to keep and the hash of those that came.

    `contents` are the names in an archive, else None.
    """

    name: str
    media_type: str
    file: BinaryIO
    received_sha256: str
    contents: list[str] | None = None


def inspect_upload(upload: Upload, *, most_bytes: int) -> Inspected:
    """Look at a file's name, size and content, and at whether they agree.

    Raises `PortalError` on `file`, with a sentence for whoever sent it, when it may not be kept.
    """
    name = clean_name(upload.name)
    kind = _kind_by_name(name)
    _refuse_size(upload.file, most_bytes)
    received = _sha256(upload.file)
    file, contents = upload.file, None
    match kind.family:
        case "picture":
            _refuse_other_content(file, kind)
            file = redraw(file, kind.signature)
        case "pdf":
            _check_pdf(file, kind)
        case "office":
            check_office(file, kind)
        case "open":
            check_open_document(file, kind)
        case "archive":
            contents = list_archive(file)
        case "text":
            _check_text(file)
    return Inspected(name, kind.media_type, file, received, contents)


def _kind_by_name(name: str) -> FileKind:
    ending = ending_of(name)
    if ending not in KINDS:
        raise PortalError(REFUSALS.get(ending, ANY_OTHER), field="file")
    return KINDS[ending]


def _refuse_size(file: BinaryIO, most_bytes: int) -> None:
    size = file.seek(0, 2)
    if size == 0:
        raise PortalError("This file is empty.", field="file")
    if size > most_bytes:
        most = most_bytes / 1024**2
        raise PortalError(f"This file is too large. It may have {most:,.0f} MB at most.", field="file")


def _sha256(file: BinaryIO) -> str:
    file.seek(0)
    running = hashlib.sha256()
    for piece in chunks_of(file):
        running.update(piece)
    return running.hexdigest()


def _refuse_other_content(file: BinaryIO, kind: FileKind) -> None:
    file.seek(0)
    found = filetype.guess_mime(file.read(HEAD))
    if found != kind.media_type:
        looks = f" It looks like a {LABELS[found]}." if found in LABELS else ""
        raise PortalError(f"The name says that this is a {kind.label}, but its content does not.{looks}", field="file")


def _check_pdf(file: BinaryIO, kind: FileKind) -> None:
    _refuse_other_content(file, kind)
    file.seek(0)
    if not file.read(len(PDF_START)) == PDF_START:
        raise PortalError(BROKEN, field="file")
    size = file.seek(0, 2)
    file.seek(max(0, size - HEAD))
    if b"PK\x05\x06" in file.read():
        raise PortalError(TWO_AT_ONCE, field="file")


def _check_text(file: BinaryIO) -> None:
    """UTF-8, or what older programs on Windows write; nothing a browser or a shell would take for a program."""
    file.seek(0)
    raw = file.read()
    if PRETENDS.match(raw) or BINARY.search(raw):
        raise PortalError(
            "The name says that this is plain text, but it holds something else. Save it as a PDF.", field="file"
        )
